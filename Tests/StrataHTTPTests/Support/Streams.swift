import StrataCore
import StrataHTTP
import StrataInfoset
import Synchronization

/// The contract of streams: octets up, octets down, octets back.
enum Streams {
    static let namespace = "urn:peers:calc"
    static func path(_ operation: String, _ parameter: String) -> [ExpandedName] {
        [ExpandedName(operation, namespace: namespace), ExpandedName(parameter, namespace: namespace)]
    }

    static func message(_ operation: String, _ parameter: String, _ octets: some AsyncSequence<Bytes, any Error> & Sendable) -> Message {
        Message(
            version: .soap11, action: "\(namespace)/IStreams/\(operation)",
            body: MessageBody(StreamedBody(octets: octets, in: path(operation, parameter))))
    }

    static func number(_ operation: String, _ parameter: String, _ value: Int) -> Message {
        Message(version: .soap11, action: "\(namespace)/IStreams/\(operation)") { builder in
            builder.startElement(ExpandedName(operation, namespace: namespace))
            builder.startElement(ExpandedName(parameter, namespace: namespace))
            builder.int(value)
            builder.endElement()
            builder.endElement()
        }
    }

    /// Answers as the service of the contract does.
    static let handler: RequestHandler = { request in
        var request = request
        switch request.headers.action ?? request.properties[TransportAction.self] ?? "" {
        case let action where action.hasSuffix("/Upload"):
            var count = 0
            if let body = request.body.stream {
                for try await octets in try body.octets(in: path("Upload", "data")) { count += octets.count }
            } else {
                count = try request.bodyContents?.firstChild?.base64().count ?? 0
            }
            return number("UploadResponse", "UploadResult", count)
        case let action where action.hasSuffix("/Download"):
            try await request.buffer(upTo: 65536)
            let size = try request.bodyContents?.firstChild?.int() ?? 0
            return message("DownloadResponse", "DownloadResult", Pattern(size: size))
        case let action where action.hasSuffix("/EchoStream"):
            guard let body = request.body.stream else { throw FaultError(.sender("no stream")) }
            return message("EchoStreamResponse", "EchoStreamResult", try body.octets(in: path("EchoStream", "data")))
        default: throw FaultError(.sender("no such operation"))
        }
    }
}

/// Octets of which each is its index modulo 256, in pieces; counts what was asked of it.
struct Pattern: AsyncSequence, Sendable {
    var size: Int
    var piece = 64 * 1024
    let produced = Counter()

    final class Counter: Sendable {
        private let value = Atomic(0)
        var count: Int { value.load(ordering: .acquiring) }
        func add(_ n: Int) { value.wrappingAdd(n, ordering: .acquiringAndReleasing) }
    }

    struct Iterator: AsyncIteratorProtocol {
        var at = 0
        let of: Pattern
        mutating func next() async throws -> Bytes? { try await next(isolation: nil) }
        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            guard at < of.size else { return nil }
            let count = Swift.min(of.piece, of.size - at)
            let start = at
            at += count
            of.produced.add(count)
            return Bytes(
                [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                    for i in 0..<count { buffer[i] = UInt8(truncatingIfNeeded: start + i) }
                    initialized = count
                })
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(of: self) }
}

/// Whether octets are those of the pattern from an offset on.
func isPattern(_ octets: Bytes, from offset: Int) -> Bool {
    octets.withUnsafeBytes { raw in raw.indices.allSatisfy { raw[$0] == UInt8(truncatingIfNeeded: offset + $0) } }
}
