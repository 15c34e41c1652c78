public import StrataInfoset

/// What a peer has proved about itself below the message: by its certificate or by credentials of the transport.
public struct RemoteIdentity: Sendable, Hashable {
    /// The certificates the peer sent, DER octets, its own first; empty when it sent none.
    public var certificateChain: [Bytes]
    /// The user name that a validator accepted, for transports with credentials of their own (HTTP Basic).
    public var userName: String?
    /// A display name of the certificate's subject, as the validator read it.
    public var subject: String?
    /// Where the proof came from: "TLS", "HTTP Basic".
    public var source: String

    /// What was proved, and by what.
    public init(source: String, certificateChain: [Bytes] = [], subject: String? = nil, userName: String? = nil) {
        self.source = source
        self.certificateChain = certificateChain
        self.subject = subject
        self.userName = userName
    }
}
