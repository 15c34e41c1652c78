import Foundation

/// The service's process, as the client sees it.
final class ServiceProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest = Data()
    private(set) var address = ""
    var port: UInt16 { UInt16(address.split(separator: ":").last?.split(separator: "/").first ?? "") ?? 0 }

    init(_ arguments: String...) throws {
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["serve"] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        address = line()
    }

    /// The next line it says.
    func line() -> String {
        while true {
            if let end = rest.firstIndex(of: 10) {
                defer { rest = rest[rest.index(after: end)...] }
                return String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return "" }
            rest.append(more)
        }
    }

    func ask(_ question: String) -> String {
        input.fileHandleForWriting.write(Data((question + "\n").utf8))
        return line()
    }

    func usage() -> Usage {
        let words = ask("state").split(separator: " ").compactMap { Int($0) }
        return words.count == 3
            ? Usage(memory: words[0], descriptors: words[1], tasks: words[2]) : Usage(memory: 0, descriptors: 0, tasks: 0)
    }

    func wait() { process.waitUntilExit() }
}
