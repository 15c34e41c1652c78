/// What one exchange (a request with its reply, or one message) shares between its two directions.
public struct Exchange: Sendable {
    /// Which end of the exchange this is.
    public enum Role: Sendable, Hashable {
        /// The end that sends first: a client.
        case initiator
        /// The end that answers: a service.
        case responder
    }

    /// Which end of the exchange this is.
    public let role: Role
    /// Values that a transform keeps from one direction to the other.
    public var properties = MessageProperties()

    /// A new exchange, with no properties yet.
    public init(role: Role) { self.role = role }
}

/// Sees each message in place, synchronously. One instance serves a whole stack: keep what belongs to an exchange in it.
///
/// The core calls it; throw to refuse the message. A fault to answer with is thrown as `FaultError`.
public protocol MessageTransform: Sendable {
    /// A message on its way down to the wire.
    func outbound(_ message: inout Message, _ exchange: inout Exchange) throws
    /// A message on its way up from the wire.
    func inbound(_ message: inout Message, _ exchange: inout Exchange) throws
    /// What the built transform really adds; say the same as the element's `adjust`.
    func adjust(_ capabilities: inout BindingCapabilities)
    /// Whether one message costs so much (an RSA signature) that it is to leave the connection's loop.
    var isExpensive: Bool { get }
}

extension MessageTransform {
    public func adjust(_ capabilities: inout BindingCapabilities) {}
    public var isExpensive: Bool { false }
}

/// The same, but may suspend.
public protocol AsyncMessageTransform: Sendable {
    /// A message on its way down to the wire.
    func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws
    /// A message on its way up from the wire.
    func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws
    /// What the built transform really adds; say the same as the element's `adjust`.
    func adjust(_ capabilities: inout BindingCapabilities)
}

extension AsyncMessageTransform {
    public func adjust(_ capabilities: inout BindingCapabilities) {}
}
