public import Strata

/// Calls `ICalc` over a request channel.
public struct CalcClient: Sendable {
    public let channel: any RequestChannel
    private let node: SOAPProcessor

    public init(_ channel: any RequestChannel, version: MessageVersion) {
        self.channel = channel
        node = SOAPProcessor(version: version)
    }

    public func add(_ a: Int32, _ b: Int32) async throws -> Int32 {
        let result = try await call("Add") { builder in
            builder.element(ExpandedName("a", namespace: Names.calc), String(a))
            builder.element(ExpandedName("b", namespace: Names.calc), String(b))
        }
        return try expected(result, "Add").integer()
    }

    public func echo(_ text: String?) async throws -> String? {
        try await call("Echo") { $0.parameter("text", text) }?.string()
    }

    public func echoTypes(_ value: AllTypes?) async throws -> AllTypes? {
        let result = try await call("EchoTypes") { AllTypes.write(value, as: ExpandedName("value", namespace: Names.calc), to: &$0) }
        return try result.flatMap { try AllTypes.read(from: $0) }
    }

    public func echoBytes(_ data: Bytes) async throws -> Bytes? {
        let result = try await call("EchoBytes") { builder in
            builder.startElement(ExpandedName("data", namespace: Names.calc))
            builder.bytes(data)
            builder.endElement()
        }
        return try result?.base64()
    }

    public func notify(_ text: String) async throws {
        try await channel.send(message("Notify") { $0.parameter("text", text) })
    }

    public func notifyCount() async throws -> Int32 {
        try expected(try await call("NotifyCount") { _ in }, "NotifyCount").integer()
    }

    /// Throws the fault that was asked for.
    public func fail(_ how: String) async throws -> String? {
        try await call("Fail") { $0.parameter("how", how) }?.string()
    }

    public func whoAmI() async throws -> String? {
        try await call("WhoAmI") { _ in }?.string()
    }

    /// One call: the element that holds the result, `nil` for null. Throws `FaultError` for a fault.
    private func call(_ operation: String, _ write: @escaping @Sendable (inout InfosetBuilder) -> Void) async throws -> InfosetCursor? {
        let reply = try await node.call(message(operation, write), over: channel)
        guard let body = reply.bodyContents, body.isNamed(ExpandedName(operation + "Response", namespace: Names.calc)) else {
            throw UnexpectedReply(operation: operation)
        }
        return body.member(operation + "Result", in: Names.calc)
    }

    private func message(_ operation: String, _ write: @escaping @Sendable (inout InfosetBuilder) -> Void) -> Message {
        Message(version: node.version, action: Names.action(operation)) { builder in
            builder.startElement(ExpandedName(operation, namespace: Names.calc))
            write(&builder)
            builder.endElement()
        }
    }

    private func expected(_ result: InfosetCursor?, _ operation: String) throws -> InfosetCursor {
        guard let result else { throw UnexpectedReply(operation: operation) }
        return result
    }
}

public struct UnexpectedReply: Error, CustomStringConvertible {
    public var operation: String
    public var description: String { "the reply is not that of \(operation)" }
}

extension InfosetBuilder {
    /// A parameter with text in it, or a null one.
    fileprivate mutating func parameter(_ name: String, _ text: String?) {
        startElement(ExpandedName(name, namespace: Names.calc))
        if let text { self.text(text) } else { null() }
        endElement()
    }
}
