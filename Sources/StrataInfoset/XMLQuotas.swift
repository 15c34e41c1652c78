/// Limits on what a reader builds or hands out from foreign octets.
///
/// Names and defaults are WCF's `XmlDictionaryReaderQuotas`, with limits on attributes, names and nodes added. An error from a limit
/// carries its name, its value and the setting to change.
public struct XMLQuotas: Sendable, Hashable {
    /// How deep elements may nest; the document element is at depth 1.
    public var maxDepth = 32
    /// The UTF-16 code units that the text of one element may have when it is read as a string or a value (`InfosetCursor.string()`). An
    /// attribute is bounded by `maxBytesPerRead`; nodes that are walked one by one hand their text out as it stands in the document.
    public var maxStringContentLength = 8192
    /// The octets of one decoded base64 value, or the items of one array.
    public var maxArrayLength = 16384
    /// The octets (in UTF-8) of one start tag, from `<` to `>`.
    public var maxBytesPerRead = 4096
    /// The UTF-16 code units of all distinct prefixes, local names and namespace names of a document.
    public var maxNameTableCharCount = 16384
    /// The attributes and namespace declarations of one element together; at most 65 535.
    public var maxAttributesPerElement = 256
    /// The octets (in UTF-8) of one qualified name; at most 65 535.
    public var maxNameLength = 1024
    /// The records of a document: two for each element, one for each attribute, declaration, text, comment and instruction.
    public var maxNodes = 4_194_304

    /// The default limits.
    public init() {}

    /// The default limits.
    public static let defaults = XMLQuotas()

    /// No limit but those of the representation (65 535 attributes of one element, 65 535 octets of one name, 4 GiB of text).
    public static let maximum: XMLQuotas = {
        var quotas = XMLQuotas()
        quotas.maxDepth = .max
        quotas.maxStringContentLength = .max
        quotas.maxArrayLength = .max
        quotas.maxBytesPerRead = .max
        quotas.maxNameTableCharCount = .max
        quotas.maxAttributesPerElement = 65535
        quotas.maxNameLength = 65535
        quotas.maxNodes = .max
        return quotas
    }()
}
