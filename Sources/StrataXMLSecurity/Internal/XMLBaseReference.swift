/// A URI reference in its parts (RFC 3986, section 3), for joining values of `xml:base` as Canonical XML 1.1 does.
struct XMLBaseReference {
    private var scheme: ArraySlice<UInt8>?
    private var authority: ArraySlice<UInt8>?
    private var path: ArraySlice<UInt8>
    private var query: ArraySlice<UInt8>?
    private var fragment: ArraySlice<UInt8>?

    /// Takes the reference apart (RFC 3986, appendix B).
    private init(_ octets: [UInt8]) {
        var rest = octets[...]
        if let i = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = rest[(i + 1)...]
            rest = rest[..<i]
        }
        if let i = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(i + 1)...]
            rest = rest[..<i]
        }
        if let i = rest.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }), rest[i] == UInt8(ascii: ":"),
            i > rest.startIndex
        {
            scheme = rest[..<i]
            rest = rest[(i + 1)...]
        }
        if rest.starts(with: "//".utf8) {
            let start = rest.startIndex + 2
            let end = rest[start...].firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = rest[start..<end]
            rest = rest[end...]
        }
        path = rest
    }

    /// A base and a reference relative to it as one (Canonical XML 1.1, section 2.4, `join-URI-References`): as RFC 3986, section 5.2, but
    /// the base may be relative itself, and steps up that lead out of it are kept.
    static func join(_ base: [UInt8], _ reference: [UInt8]) -> [UInt8] {
        let base = XMLBaseReference(base)
        var result = XMLBaseReference(reference)
        if result.scheme == nil {
            result.scheme = base.scheme
            if result.authority == nil {
                result.authority = base.authority
                if result.path.isEmpty {
                    result.path = base.path
                    if result.query == nil { result.query = base.query }
                } else if result.path.first != UInt8(ascii: "/") {
                    result.path = merged(base, result.path)
                }
            }
        }
        result.path = withoutDots(result.path)[...]
        return result.octets
    }

    /// A path relative to that of the base (RFC 3986, section 5.2.3); a base that ends in `..` means the folder.
    private static func merged(_ base: XMLBaseReference, _ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        if base.authority != nil, base.path.isEmpty { return Array("/".utf8) + path }
        var folder = base.path
        let last = folder.lastIndex(of: UInt8(ascii: "/")).map { folder[($0 + 1)...] } ?? folder
        if last.elementsEqual("..".utf8) {
            folder += "/".utf8
        } else {
            folder = folder[..<last.startIndex]
        }
        return folder + path
    }

    /// RFC 3986, section 5.2.4, with the changes of Canonical XML 1.1: leading steps up of a relative path stay, several slashes are one,
    /// and a step up at the end is one to a folder.
    private static func withoutDots(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let isAbsolute = path.first == UInt8(ascii: "/")
        var kept: [ArraySlice<UInt8>] = []
        var endsInFolder = path.last == UInt8(ascii: "/")
        let segments = path.split(separator: UInt8(ascii: "/"))
        for (i, segment) in segments.enumerated() {
            let isDots = segment.elementsEqual("..".utf8)
            guard isDots || segment.elementsEqual(".".utf8) else {
                kept.append(segment)
                continue
            }
            if i == segments.count - 1 { endsInFolder = true }
            guard isDots else { continue }
            if let last = kept.last, !last.elementsEqual("..".utf8) {
                kept.removeLast()
            } else if !isAbsolute {
                kept.append(segment)
            }
        }
        var result: [UInt8] = isAbsolute ? [UInt8(ascii: "/")] : []
        result += kept.joined(separator: "/".utf8)
        if endsInFolder, !kept.isEmpty { result.append(UInt8(ascii: "/")) }
        return result
    }

    private var octets: [UInt8] {
        var result: [UInt8] = []
        if let scheme { result += scheme + ":".utf8 }
        if let authority { result += "//".utf8 + authority }
        result += path
        if let query { result += "?".utf8 + query }
        if let fragment { result += "#".utf8 + fragment }
        return result
    }
}
