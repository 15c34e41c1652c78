public import StrataInfoset

/// What is encrypted.
public struct EncryptionTarget: Sendable {
    /// The element, or the one whose content it is.
    public let element: InfosetCursor
    /// Whether only its content is encrypted.
    public let isContent: Bool
    /// The identifier that the `EncryptedData` gets, by which references name it; nil for none.
    public var identifier: String?

    /// What the `EncryptedData` takes the place of.
    var position: InfosetPosition { isContent ? .replacingContent(of: element.range) : .replacing(element.range) }

    /// A whole element, its tags included.
    public static func element(_ element: InfosetCursor, identifier: String? = nil) -> EncryptionTarget {
        EncryptionTarget(element: element, isContent: false, identifier: identifier)
    }

    /// All that stands between the tags of an element.
    public static func content(_ element: InfosetCursor, identifier: String? = nil) -> EncryptionTarget {
        EncryptionTarget(element: element, isContent: true, identifier: identifier)
    }
}
