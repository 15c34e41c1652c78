/// The wrapping around deflated data.
package enum DeflateFormat: Sendable, Hashable {
    /// RFC 1952: the content codings `gzip` and `x-gzip`. Members may follow one another.
    case gzip
    /// RFC 1950: the content coding `deflate` as RFC 9110 defines it.
    case zlib
    /// RFC 1951 without any wrapping.
    case raw

    /// The content coding of that name (case does not matter); nil when zlib has none for it.
    package init?(contentCoding name: String) {
        switch name.lowercased() {
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .zlib
        default: return nil
        }
    }

    /// zlib's `windowBits`: its sign and size say the wrapping.
    var windowBits: Int32 {
        switch self {
        case .gzip: 31
        case .zlib: 15
        case .raw: -15
        }
    }
}
