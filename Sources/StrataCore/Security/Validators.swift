public import StrataInfoset

/// Judges the certificate of a peer. An application (or `StrataCrypto`) implements it; a transport calls it before it delivers anything.
public protocol CertificateValidator: Sendable {
    /// Returns when the peer may go on; throws `ValidationFailure` (or any error) when not. May suspend.
    ///
    /// - Parameters:
    ///   - chain: DER octets, the peer's own certificate first, never empty.
    ///   - role: what the peer claims to be.
    ///   - name: the name the peer was addressed by; `nil` for a client.
    func validate(chain: [Bytes], role: PeerRole, name: String?) async throws
}

/// What the peer of a connection is.
public enum PeerRole: Sendable, Hashable {
    /// The peer is a server; the name that was called is to be checked.
    case server
    /// The peer is a client.
    case client
}

/// Judges a user name and password. An application implements it; a transport or a security element calls it.
public protocol UserNameValidator: Sendable {
    /// Returns when the pair is right; throws `ValidationFailure` (or any error) when not. May suspend.
    ///
    /// Compare in constant time, and take as long for an unknown user as for a wrong password.
    func validate(userName: String, password: String) async throws
}

/// A validator's no. The reason stays in the local diagnosis; the peer sees one uniform refusal.
public struct ValidationFailure: Error, Sendable, CustomStringConvertible {
    /// Why; for the local diagnosis only.
    public var reason: String
    /// A refusal for that reason.
    public init(_ reason: String) { self.reason = reason }
    public var description: String { reason }
}
