public import StrataInfoset

/// How a part of what was signed compares with the sender's version of it.
///
/// It holds text of both sides: for the person who asked, never for a log or a peer.
public struct SenderComparison: Sendable {
    /// What the sender has: the octets that its signature would digest. Nil when it has nothing of the kind.
    public let octets: Bytes?
    /// Where both begin to differ; nil when they are the same, or the sender has nothing.
    public let difference: OctetDifference?
    /// Whether the sender's octets are those that were signed: their digest is the one that the signature names, or its value was made over
    /// them.
    public let isWhatWasSigned: Bool
    /// Why there is nothing to compare with; nil when there is.
    public let absence: String?

    init(octets: Bytes, difference: OctetDifference?, isWhatWasSigned: Bool) {
        self.octets = octets
        self.difference = difference
        self.isWhatWasSigned = isWhatWasSigned
        absence = nil
    }

    init(absence: String) {
        octets = nil
        difference = nil
        isWhatWasSigned = false
        self.absence = absence
    }

    /// Whether both sides have the same octets.
    public var isSame: Bool { octets != nil && difference == nil }
}
