public import StrataCrypto

/// The settings of TLS for one end of a connection.
///
/// What cannot be set: cipher suites (AEAD with ephemeral key agreement only), renegotiation (refused), compression (off),
/// early data (off: it can be replayed), security level 2 of OpenSSL (112 bits at least, no SHA-1 signatures).
public struct TLSConfiguration: Sendable, CustomStringConvertible {
    /// The lowest version that is spoken: TLS 1.2.
    public var minimumVersion = TLSVersion.tls12

    /// The highest version that is spoken: TLS 1.3.
    public var maximumVersion = TLSVersion.tls13

    /// One's own certificate and key. A server needs one; a client sends it to a server that asks.
    public var identity: CertificateIdentity?

    /// An identity that can be replaced while connections are open, in place of `identity`: none.
    public var identitySource: TLSIdentitySource?

    /// How the peer's certificate is judged: the system's roots.
    public var trust = TLSTrust.systemRoots

    /// Whether a server asks for a certificate: none. Nothing changes on a client's connections by it; a binding whose client is required to
    /// have one and has no identity is refused when it is built.
    public var clientCertificates = ClientCertificatePolicy.none

    /// The name that a client asks for and checks, instead of the one it connects to; empty takes that one.
    public var serverName = ""

    /// Whether a client checks that the server's certificate speaks for the name: true. Off, anyone whom `trust` accepts can pose as the server.
    public var checksServerName = true

    /// Whether a later connection may go on with the keys of an earlier one (RFC 8446, 2.2; RFC 5077), without certificates being shown
    /// again: true.
    ///
    /// Never past a judgement: a server that asks for client certificates gives no tickets, and a client whose `trust` has a validator
    /// keeps none. A client uses a session, and those that go on with it, at most two hours from when the server was judged and not beyond
    /// the server's certificates, only towards the endpoint it came from, and only with the settings and the identity it was made with.
    public var resumesSessions = true

    /// The application protocols offered or accepted by ALPN (RFC 7301), the preferred first; empty leaves ALPN out.
    public var applicationProtocols: [String] = []

    /// The defaults.
    public init() {}

    /// TLS 1.2 and 1.3, the system's roots, the server's name checked, no identity.
    public static let defaults = TLSConfiguration()

    /// A server's settings.
    public static func server(_ identity: CertificateIdentity) -> TLSConfiguration {
        var configuration = TLSConfiguration.defaults
        configuration.identity = identity
        return configuration
    }

    /// A client's settings.
    public static func client(trust: TLSTrust = .systemRoots, identity: CertificateIdentity? = nil) -> TLSConfiguration {
        var configuration = TLSConfiguration.defaults
        configuration.trust = trust
        configuration.identity = identity
        return configuration
    }

    public var description: String {
        var parts = ["\(minimumVersion) to \(maximumVersion)", "trust: \(trust)", "client certificates: \(clientCertificates)"]
        if let identity { parts.append("\(identity)") }
        if let identitySource { parts.append("\(identitySource)") }
        if !resumesSessions { parts.append("no session is resumed") }
        if !serverName.isEmpty { parts.append("server name: \(serverName)") }
        if !checksServerName { parts.append("the server's name is not checked") }
        if !applicationProtocols.isEmpty { parts.append("ALPN: \(applicationProtocols.joined(separator: ", "))") }
        return parts.joined(separator: "; ")
    }
}
