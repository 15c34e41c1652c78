/// The character encodings of text XML.
public enum XMLCharacterEncoding: Sendable, Hashable {
    /// UTF-8.
    case utf8
    /// UTF-16, low octet first; written with a byte order mark.
    case utf16LittleEndian
    /// UTF-16, high octet first; written with a byte order mark.
    case utf16BigEndian

    /// The encoding a `charset` parameter names, in any case of letters; nil when it is not one of the three.
    ///
    /// `utf-16` without a byte order is taken as little-endian, as .NET does.
    public init?(charset: String) {
        switch charset.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "utf-16", "utf-16le", "unicode": self = .utf16LittleEndian
        case "utf-16be", "unicodefffe": self = .utf16BigEndian
        default: return nil
        }
    }

    /// The name to put into a `charset` parameter.
    public var charsetName: String {
        switch self {
        case .utf8: "utf-8"
        case .utf16LittleEndian: "utf-16"
        case .utf16BigEndian: "utf-16BE"
        }
    }
}
