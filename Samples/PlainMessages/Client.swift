import Strata

/// A client over a request channel.
struct CalcClient: Sendable {
    let channel: any RequestChannel
    private let node: SOAPProcessor

    init(_ channel: any RequestChannel, version: MessageVersion) {
        self.channel = channel
        node = SOAPProcessor(version: version)
    }

    func add(_ a: Int32, _ b: Int32) async throws -> Int32 {
        let result = try await call("Add") { builder in
            builder.parameter("a", String(a))
            builder.parameter("b", String(b))
        }
        return try result?.integer() ?? 0
    }

    func echo(_ text: String?) async throws -> String? {
        try await call("Echo") { $0.parameter("text", text) }?.string()
    }

    func notify(_ text: String) async throws {
        try await channel.send(message("Notify") { $0.parameter("text", text) })
    }

    func notifyCount() async throws -> Int32 { try await call("NotifyCount") { _ in }?.integer() ?? 0 }

    /// Throws the fault that was asked for.
    func fail(_ how: String) async throws { _ = try await call("Fail") { $0.parameter("how", how) } }

    /// One call: the element that holds the result, `nil` for null. Throws `FaultError` for a fault.
    private func call(_ operation: String, _ write: @escaping @Sendable (inout InfosetBuilder) -> Void) async throws -> InfosetCursor? {
        let reply = try await node.call(message(operation, write), over: channel)
        guard let body = reply.bodyContents, body.isNamed(ExpandedName(operation + "Response", namespace: Names.calc)) else {
            throw UnexpectedReply(operation: operation)
        }
        return body.parameter(operation + "Result")
    }

    private func message(_ operation: String, _ write: @escaping @Sendable (inout InfosetBuilder) -> Void) -> Message {
        Message(version: node.version, action: Names.action(operation)) { builder in
            builder.startElement(ExpandedName(operation, namespace: Names.calc))
            write(&builder)
            builder.endElement()
        }
    }
}

struct UnexpectedReply: Error, CustomStringConvertible {
    var operation: String
    var description: String { "the reply is not that of \(operation)" }
}
