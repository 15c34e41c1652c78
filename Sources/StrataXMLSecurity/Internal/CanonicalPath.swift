internal import StrataInfoset

/// Which elements of a canonical form are open at an octet: it has no empty-element tags, no sections and no entities to mind.
struct CanonicalPath {
    private let octets: Bytes
    private let offset: Int
    private var open: [String] = []
    /// How often each name occurred so far, for each open element and the document.
    private var counts: [[String: Int]] = [[:]]

    /// The path, `/` outside of the outermost element.
    static func path(in octets: Bytes, at offset: Int) -> String {
        var scan = CanonicalPath(octets: octets, offset: offset)
        let attribute = scan.run()
        return "/" + scan.open.joined(separator: "/") + (attribute.map { "/@" + $0 } ?? "")
    }

    private init(octets: Bytes, offset: Int) {
        self.octets = octets
        self.offset = offset
    }

    /// Goes to the place; the name of the attribute that it stands in, if it does.
    private mutating func run() -> String? {
        var i = 0
        while i < offset {
            guard octets[i] == UInt8(ascii: "<") else {
                i += 1
                continue
            }
            let second = i + 1 < octets.count ? octets[i + 1] : 0
            switch second {
            case UInt8(ascii: "/"):
                let end = closing(from: i)
                guard end <= offset else { return nil }
                if !open.isEmpty {
                    open.removeLast()
                    counts.removeLast()
                }
                i = end
            case UInt8(ascii: "!"), UInt8(ascii: "?"):
                i = behind(second == UInt8(ascii: "!") ? "-->" : "?>", from: i)
            default:
                let end = closing(from: i)
                let nameEnd = wordEnd(from: i + 1)
                // A name that is itself what differs is not one of the path.
                guard nameEnd < offset || end <= offset else { return nil }
                push(text(i + 1, nameEnd))
                guard end <= offset else { return attribute(from: nameEnd) }
                i = end
            }
        }
        return nil
    }

    private mutating func push(_ name: String) {
        let count = (counts[counts.count - 1][name] ?? 0) + 1
        counts[counts.count - 1][name] = count
        open.append(count > 1 ? "\(name)[\(count)]" : name)
        counts.append([:])
    }

    /// The name of the attribute or declaration whose value holds the place.
    private func attribute(from start: Int) -> String? {
        var i = start
        while i < offset {
            while i < offset, octets[i] == 0x20 { i += 1 }
            let nameEnd = wordEnd(from: i)
            guard nameEnd < offset, nameEnd + 1 < octets.count else { return nil }
            var end = nameEnd + 2
            while end < octets.count, octets[end] != UInt8(ascii: "\"") { end += 1 }
            if end >= offset { return text(i, nameEnd) }
            i = end + 1
        }
        return nil
    }

    // MARK: Scanning

    private func text(_ lower: Int, _ upper: Int) -> String { String(octets[lower..<upper]) }

    private func wordEnd(from start: Int) -> Int {
        var i = start
        while i < octets.count, octets[i] > 0x20, octets[i] != UInt8(ascii: ">"), octets[i] != UInt8(ascii: "=") { i += 1 }
        return i
    }

    /// The index behind the `>` of a tag, which may stand in the value of an attribute as it is.
    private func closing(from start: Int) -> Int {
        var i = start
        var isQuoted = false
        while i < octets.count {
            if octets[i] == UInt8(ascii: "\"") { isQuoted.toggle() }
            i += 1
            if !isQuoted, octets[i - 1] == UInt8(ascii: ">") { break }
        }
        return i
    }

    private func behind(_ mark: StaticString, from start: Int) -> Int {
        let mark = mark.withUTF8Buffer { Array($0) }
        var i = start
        while i + mark.count <= octets.count {
            if (0..<mark.count).allSatisfy({ octets[i + $0] == mark[$0] }) { return i + mark.count }
            i += 1
        }
        return octets.count
    }
}
