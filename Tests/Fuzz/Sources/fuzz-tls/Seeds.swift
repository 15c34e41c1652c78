import Fuzzing
import StrataTLS

/// Courses to begin with: each kind of connection, and each thing that can happen on the way.
enum Seeds {
    static func make() throws -> [[UInt8]] {
        var all: [[UInt8]] = []
        for kind in stride(from: UInt8(0), to: 128, by: 1) {
            let settings = Settings(Int(kind))
            let (client, server) = try Contexts.of(settings)
            let pair = try Pair(client, server, settings)
            switch settings.course {
            case .rawServer:
                pair.settle()
                all.append(FuzzInput.seed(choicesFirst: [kind, 255], pair.pastToServer))
            case .rawClient:
                pair.settle()
                all.append(FuzzInput.seed(choicesFirst: [kind, 255, 3], pair.pastToClient))
            case .script, .establishedScript:
                all.append(FuzzInput.seed(choicesFirst: [kind, 0, 1, 28, 29, 28, 29, 20, 5, 21, 7, 0, 1, 24, 25], [21, 3, 3, 0, 2, 1, 0]))
                let step = kind & 15
                all.append(FuzzInput.seed(choicesFirst: [kind, 20, 3, 84, 60, step << 1, 9, 9, 9, 0, 1, 24], [23, 3, 3, 0, 1, 9]))
            }
        }
        return all
    }
}
