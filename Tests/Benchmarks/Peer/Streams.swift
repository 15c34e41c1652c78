import Foundation
import Strata

enum StreamNames {
    static func path(_ operation: String, _ parameter: String) -> [ExpandedName] {
        [ExpandedName(operation, namespace: Names.space), ExpandedName(parameter, namespace: Names.space)]
    }
    static func action(_ operation: String) -> String { "\(Names.space)/IStreams/\(operation)" }

    static func number(_ operation: String, _ parameter: String, _ value: Int) -> Message {
        Message(version: .soap11, action: action(operation)) { body in
            body.startElement(ExpandedName(operation, namespace: Names.space))
            body.element(ExpandedName(parameter, namespace: Names.space), String(value))
            body.endElement()
        }
    }

    static func octets(_ operation: String, _ parameter: String, _ size: Int) -> Message {
        let stream = StreamedBody(octets: Repeated(size: size), in: path(operation, parameter))
        return Message(version: .soap11, action: action(operation), body: MessageBody(stream))
    }

    static func read(_ message: Message, _ operation: String, _ parameter: String) async throws -> Int {
        guard let stream = message.body.stream else { throw WrongEcho(reply: "\(message)") }
        var count = 0
        for try await piece in try stream.octets(in: path(operation, parameter)) { count += piece.count }
        return count
    }

    static func read(_ message: Message, _ parameter: String) async throws -> Int {
        var message = message
        try await message.buffer(upTo: 65536)
        let text = try message.bodyContents?.child(ExpandedName(parameter, namespace: Names.space))?.string() ?? ""
        guard let number = Int(text) else { throw WrongEcho(reply: "\(message)") }
        return number
    }
}

/// As many octets, in pieces that share their memory: the producer costs nothing.
private struct Repeated: AsyncSequence, Sendable {
    var size: Int
    private let piece = Bytes((0..<65536).map { UInt8(truncatingIfNeeded: $0) })

    init(size: Int) { self.size = size }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var left: Int
        fileprivate let piece: Bytes
        mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }
        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            guard left > 0 else { return nil }
            let count = Swift.min(left, piece.count)
            left -= count
            return piece[0..<count]
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(left: size, piece: piece) }
}

private var streamingBinding: BasicHTTPBinding {
    var binding = BasicHTTPBinding()
    binding.transferMode = .streamed
    binding.settings.maxReceivedMessageSize = 1 << 32
    return binding
}

/// Counts what is sent to it and sends what is asked for, until it is killed.
func serveStreams(_ address: EndpointAddress) async throws {
    let listener = try streamingBinding.makeReplyListener(at: address)
    try await listener.open()
    print("READY")
    Console.flush()
    let node = SOAPProcessor(version: .soap11)
    try await listener.serve { request in
        await node.process(request) { request in
            if request.headers.action == StreamNames.action("Upload") {
                return StreamNames.number("UploadResponse", "UploadResult", try await StreamNames.read(request, "Upload", "data"))
            }
            return StreamNames.octets("DownloadResponse", "DownloadResult", try await StreamNames.read(request, "size"))
        }
    }
}

/// Sends or gets so many octets, and prints how fast, what this process had in use before, and the most it has had.
func stream(_ size: Int, up: Bool, at address: EndpointAddress) async throws {
    try await streamingBinding.withRequestChannel(to: address) { channel in
        let node = SOAPProcessor(version: .soap11)
        @Sendable func transfer(_ size: Int) async throws {
            let count: Int
            if up {
                count = try await StreamNames.read(
                    try await node.call(StreamNames.octets("Upload", "data", size), over: channel), "UploadResult")
            } else {
                count = try await StreamNames.read(
                    try await node.call(StreamNames.number("Download", "size", size), over: channel), "DownloadResponse", "DownloadResult")
            }
            guard count == size else { throw WrongEcho(reply: "\(count) octets") }
        }
        try await transfer(65536)
        let idle = memory("VmRSS:")
        let clock = ContinuousClock()
        let start = clock.now
        try await transfer(size)
        let rate = Double(size) / ((clock.now - start) / .microseconds(1))
        print("rate=\(rate) idle=\(idle) most=\(memory("VmHWM:"))")
    }
}

/// In octets; 0 where the system does not say.
private func memory(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
}
