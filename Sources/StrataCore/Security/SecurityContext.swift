/// Who called: every identity that an element of the stack has proved, with its source.
///
/// A transport or a security element adds what it has verified; nobody else does. The topmost element's identity is the primary one.
public struct SecurityContext: Sendable, Hashable {
    /// The identities, the transport's first, the topmost element's last.
    public private(set) var identities: [RemoteIdentity]

    /// A context of these identities, the transport's first.
    public init(_ identities: [RemoteIdentity] = []) { self.identities = identities }

    /// The identity that the topmost element proved, `nil` for an anonymous peer.
    public var primary: RemoteIdentity? { identities.last }

    /// Adds an identity proved above those already there.
    public mutating func add(_ identity: RemoteIdentity) { identities.append(identity) }
}
