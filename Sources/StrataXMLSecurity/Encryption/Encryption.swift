public import StrataInfoset

/// A document in which parts were replaced by encrypted ones.
public struct Encryption: Sendable {
    /// The document.
    public let infoset: Infoset
    /// The `EncryptedData` elements, in the order of the targets.
    public let parts: [NodeRange]
    /// For each range that was given to be tracked, where it is now; nil when it is gone.
    public let tracked: [NodeRange?]
}
