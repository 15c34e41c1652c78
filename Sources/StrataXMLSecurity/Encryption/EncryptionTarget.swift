public import StrataInfoset

/// What is encrypted.
public struct EncryptionTarget: Sendable {
    /// The element, or the one whose content it is.
    public let element: InfosetCursor
    /// Whether only its content is encrypted.
    public let isContent: Bool
    /// The identifier that the `EncryptedData` gets, by which references name it; nil for none.
    public var identifier: String?

    /// A whole element, its tags included.
    public static func element(_ element: InfosetCursor, identifier: String? = nil) -> EncryptionTarget {
        EncryptionTarget(element: element, isContent: false, identifier: identifier)
    }

    /// All that stands between the tags of an element.
    public static func content(_ element: InfosetCursor, identifier: String? = nil) -> EncryptionTarget {
        EncryptionTarget(element: element, isContent: true, identifier: identifier)
    }
}

/// A document in which parts were replaced by encrypted ones.
public struct Encryption: Sendable {
    /// The document.
    public let infoset: Infoset
    /// The `EncryptedData` elements, in the order of the targets.
    public let parts: [NodeRange]
    /// For each range that was given to be tracked, where it is now; nil when it is gone.
    public let tracked: [NodeRange?]
}
