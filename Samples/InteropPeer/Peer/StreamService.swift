public import Strata

/// The contract `IStreams`: octets pass through while they are read and written.
///
/// The mode of the binding makes a stream of every request's body; what is small is read into memory here.
public struct StreamService: Sendable {
    private let node: SOAPProcessor

    public init(version: MessageVersion) {
        var configuration = SOAPProcessor.Configuration.defaults
        configuration.actions = Set(["Download", "Upload", "EchoStream"].map { Names.action($0, of: "IStreams") })
        configuration.revealsErrors = true
        node = SOAPProcessor(version: version, configuration: configuration)
    }

    /// Answers one request; what is no request for this contract is answered with the fault that the specifications give it.
    public func answer(_ request: Message) async -> Message? {
        await node.process(request) { request in
            do {
                return try await perform(request)
            } catch let error as InvalidValue {
                throw FaultError(.sender("\(error)"))
            } catch let error as InfosetError {
                throw FaultError(.sender(error.reason))
            } catch let error as MessageCodingError {
                throw FaultError(.sender(error.reason))
            }
        }
    }

    private func perform(_ request: Message) async throws -> Message? {
        switch request.headers.action?.split(separator: "/").last {
        case "Download": return try await download(request)
        case "Upload":
            var count = 0
            for try await octets in try octets(of: request, "Upload") { count += octets.count }
            return Message(version: node.version, action: Names.action("UploadResponse", of: "IStreams")) { [count] builder in
                builder.startElement(ExpandedName("UploadResponse", namespace: Names.calc))
                builder.element(ExpandedName("UploadResult", namespace: Names.calc), String(count))
                builder.endElement()
            }
        default: return reply("EchoStream", try octets(of: request, "EchoStream"))
        }
    }

    private func download(_ request: Message) async throws -> Message {
        var request = request
        try await request.buffer(upTo: 65536)
        guard let body = request.bodyContents, body.isNamed(ExpandedName("Download", namespace: Names.calc)), body.next == nil else {
            throw FaultError(.sender("The body is not that of the operation which the action names."))
        }
        let size: Int32 = try body.member("size", in: Names.calc)?.integer() ?? 0
        guard size >= 0 else { throw FaultError(.sender("No stream has \(size) octets.")) }
        return reply("Download", OctetPieces(patternOf: Int(size)))
    }

    private func octets(of request: Message, _ operation: String) throws -> StreamedOctets {
        guard let body = request.body.stream else { throw FaultError(.sender("The body is empty.")) }
        return try body.octets(in: Names.path(operation, "data"))
    }

    private func reply(_ operation: String, _ octets: some AsyncSequence<Bytes, any Error> & Sendable) -> Message {
        Message(
            version: node.version, action: Names.action(operation + "Response", of: "IStreams"),
            body: MessageBody(StreamedBody(octets: octets, in: Names.path(operation + "Response", operation + "Result"))))
    }
}
