import Fuzzing
import StrataTLS

/// TLS as a transform, against a peer that is not one, and against one whose octets do not come as they were sent.
@main struct Main {
    static func main() throws {
        try Fuzzer.run(seeds: Seeds.make()) { start, count in
            do {
                try Main.test(FuzzInput(choicesFirst: start, count))
            } catch { broken("a connection could not be made: \(error)") }
            return 0
        }
    }

    static func test(_ given: FuzzInput) throws {
        var input = given
        let settings = Settings(input.choice())
        let (client, server) = try Contexts.of(settings)
        client.forgetSessions()
        if settings.resumes {
            // One that nobody touches, for the keys that the next goes on with.
            let first = try Pair(client, server, settings)
            first.settle()
            first.checkUntouched()
        }
        switch settings.course {
        case .rawServer: try Pair(client, server, settings).feed(input.octets, pieces: input.pieces(), toServer: true)
        case .rawClient: try Pair(client, server, settings).feed(input.octets, pieces: input.pieces(), toServer: false)
        case .script, .establishedScript:
            let pair = try Pair(client, server, settings)
            if settings.course == .establishedScript { pair.settle() }
            Script.run(pair, &input)
        }
    }
}
