/// The least that a stack of fused message elements can be: what every real one is measured against.
///
/// A message one reference wide, an exchange that travels with it, transforms behind existentials, a channel behind an existential, and
/// one suspension for each call. No lifetime, no deadline, no addressing, no errors of its own.
public struct ReferenceMessage: Sendable {
    private let storage: Storage
    public init(action: String, body: [UInt8]) { storage = Storage(action, body) }

    private final class Storage: Sendable {
        let action: String
        let body: [UInt8]
        init(_ action: String, _ body: [UInt8]) { (self.action, self.body) = (action, body) }
    }
}

public struct ReferenceExchange: Sendable {
    public enum Role: Sendable { case initiator, responder }
    public let role: Role
    public var properties: [ObjectIdentifier: any Sendable] = [:]
    public init(role: Role) { self.role = role }
}

public protocol ReferenceTransform: Sendable {
    func outbound(_ message: inout ReferenceMessage, _ exchange: inout ReferenceExchange) throws
    func inbound(_ message: inout ReferenceMessage, _ exchange: inout ReferenceExchange) throws
}

public protocol ReferenceChannel: Sendable {
    func request(_ message: ReferenceMessage) async throws -> ReferenceMessage
}

/// The transforms over a channel; without any, the channel itself.
public func makeReferenceChannel(_ transforms: [any ReferenceTransform], over inner: any ReferenceChannel) -> any ReferenceChannel {
    transforms.isEmpty ? inner : Fused(transforms: transforms, inner: inner)
}

struct Fused: ReferenceChannel {
    let transforms: [any ReferenceTransform]
    let inner: any ReferenceChannel

    func request(_ message: ReferenceMessage) async throws -> ReferenceMessage {
        var message = message
        var exchange = ReferenceExchange(role: .initiator)
        for transform in transforms { try transform.outbound(&message, &exchange) }
        var reply = try await inner.request(message)
        for transform in transforms.reversed() { try transform.inbound(&reply, &exchange) }
        return reply
    }
}
