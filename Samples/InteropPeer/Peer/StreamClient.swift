public import Strata

/// Calls `IStreams` over a request channel whose bodies are streams.
public struct StreamClient: Sendable {
    public let channel: any RequestChannel
    private let node: SOAPProcessor

    public init(_ channel: any RequestChannel, version: MessageVersion) {
        self.channel = channel
        node = SOAPProcessor(version: version)
    }

    /// As many octets of the pattern; they come while they are read.
    public func download(_ size: Int32) async throws -> StreamedOctets {
        let request = Message(version: node.version, action: Names.action("Download", of: "IStreams")) { builder in
            builder.startElement(ExpandedName("Download", namespace: Names.calc))
            builder.element(ExpandedName("size", namespace: Names.calc), String(size))
            builder.endElement()
        }
        return try octets(of: try await node.call(request, over: channel), "Download")
    }

    /// How many octets the service has counted.
    public func upload(_ octets: some AsyncSequence<Bytes, any Error> & Sendable) async throws -> Int {
        var reply = try await node.call(message("Upload", octets), over: channel)
        try await reply.buffer(upTo: 65536)
        guard let body = reply.bodyContents, body.isNamed(ExpandedName("UploadResponse", namespace: Names.calc)),
            let result = body.member("UploadResult", in: Names.calc)
        else { throw UnexpectedReply(operation: "Upload") }
        return try result.integer()
    }

    /// The same octets again; they come back while others still go.
    public func echo(_ octets: some AsyncSequence<Bytes, any Error> & Sendable) async throws -> StreamedOctets {
        try self.octets(of: try await node.call(message("EchoStream", octets), over: channel), "EchoStream")
    }

    private func message(_ operation: String, _ octets: some AsyncSequence<Bytes, any Error> & Sendable) -> Message {
        Message(
            version: node.version, action: Names.action(operation, of: "IStreams"),
            body: MessageBody(StreamedBody(octets: octets, in: Names.path(operation, "data"))))
    }

    private func octets(of reply: Message, _ operation: String) throws -> StreamedOctets {
        guard let body = reply.body.stream else { throw UnexpectedReply(operation: operation) }
        return try body.octets(in: Names.path(operation + "Response", operation + "Result"))
    }
}
