public import StrataInfoset

/// What the sender has of what it signed: its message as it was before it went out, or the octets that it digested.
///
/// Most stacks can log one or the other. With it `SignatureVerifier.examine(_:against:identifiers:)` says where the first difference is.
public struct SenderVersion: Sendable {
    /// The message, with its signature or as it was before it was signed; nil when there are only octets.
    public let message: Infoset?
    /// Octets that were digested, in any order: canonical forms of what the references cover, and that of `SignedInfo`.
    public let digested: [Bytes]

    private init(_ message: Infoset?, _ digested: [Bytes]) {
        self.message = message
        self.digested = digested
    }

    /// A message.
    public static func message(_ infoset: Infoset) -> SenderVersion { SenderVersion(infoset, []) }

    /// Octets that the sender digested, each one input of a hash function.
    public static func digested(_ octets: [Bytes]) -> SenderVersion { SenderVersion(nil, octets) }

    /// What a file holds, which may be either: octets with the digest that a reference names are those, else it is a message when it can be
    /// read as one.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - quotas: the limits of the message.
    public init(reading octets: Bytes, quotas: XMLQuotas = .defaults) {
        self.init(try? XMLTextReader.read(octets, quotas: quotas), [octets])
    }
}
