/// An absolute URI in a form that can be compared: equal only when nothing can read the two as different places.
struct ComparableAddress: Equatable {
    let scheme: String
    /// Host and port; empty where they do not count.
    let authority: String
    let path: String
    let query: String

    /// `nil` for what is no absolute URI, or has a path that can be read in two ways.
    init?(_ uri: String, comparesHost: Bool) {
        guard !uri.hasSpacesOrControls, uri.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }),
            let colon = uri.firstIndex(of: ":")
        else { return nil }
        let scheme = uri[..<colon].lowercased()
        guard let first = scheme.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return nil }
        var rest = uri[uri.index(after: colon)...]
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        var authority = ""
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard let host = Self.authority(rest[..<end], scheme) else { return nil }
            if comparesHost { authority = host }
            rest = rest[end...]
        }
        let question = rest.firstIndex(of: "?") ?? rest.endIndex
        let path = rest[..<question]
        guard Self.isUnambiguous(path) else { return nil }
        self.scheme = scheme
        self.authority = authority
        self.path = path.isEmpty ? "/" : String(path)
        query = String(rest[question...])
    }

    /// Whether `other` is this place or beneath it.
    func isPrefix(of other: ComparableAddress) -> Bool {
        guard scheme == other.scheme, authority == other.authority else { return false }
        if path == other.path { return query.isEmpty || query == other.query }
        return query.isEmpty && other.path.hasPrefix(path.hasSuffix("/") ? path : path + "/")
    }

    private static func authority(_ text: Substring, _ scheme: String) -> String? {
        guard !text.isEmpty, !text.contains("@"), !text.contains("%") else { return nil }
        let lower = text.lowercased()
        let standard = ["http": ":80", "ws": ":80", "https": ":443", "wss": ":443", "net.tcp": ":808"][scheme]
        if let standard, lower.hasSuffix(standard), !lower.dropLast(standard.count).hasSuffix(":") {
            return String(lower.dropLast(standard.count))
        }
        return lower.hasSuffix(":") ? String(lower.dropLast()) : lower
    }

    private static func isUnambiguous(_ path: Substring) -> Bool {
        for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
            // Some servers read `..;x` as `..`.
            let name = segment.prefix { $0 != ";" }
            if name == "." || name == ".." { return false }
        }
        var octets = path.utf8.makeIterator()
        while let octet = octets.next() {
            guard octet == UInt8(ascii: "%") else { continue }
            guard let high = octets.next().flatMap(hexValue), let low = octets.next().flatMap(hexValue) else { return false }
            let decoded = high << 4 | low
            // An unreserved character, a slash, a backslash or a NUL has no business being encoded.
            switch decoded {
            case 0, UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                return false
            default: break
            }
        }
        return true
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
