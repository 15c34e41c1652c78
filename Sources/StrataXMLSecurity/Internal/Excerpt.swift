internal import StrataInfoset

/// A few characters of octets, escaped so that they stand in one line and do nothing to a terminal.
enum Excerpt {
    private static let shownBefore = 32
    private static let shownAfter = 48

    /// What stands before a place.
    static func before(_ octets: Bytes, _ offset: Int) -> String {
        var start = max(0, offset - shownBefore)
        while start > 0, octets[start] & 0xC0 == 0x80 { start -= 1 }
        return (start > 0 ? "…" : "") + escaped(octets[start..<offset])
    }

    /// What stands from a place on. The first character is shown by its number unless it is in ASCII, as it may look like another one.
    static func after(_ octets: Bytes, _ offset: Int) -> String {
        guard offset < octets.count else { return "" }
        var end = min(octets.count, offset + shownAfter)
        while end < octets.count, end > offset, octets[end] & 0xC0 == 0x80 { end -= 1 }
        return escaped(octets[offset..<end], isFirstNumbered: true) + (end < octets.count ? "…" : "")
    }

    /// Control characters, what is invisible or turns the direction of text, and octets that are no UTF-8, by their numbers.
    private static func escaped(_ octets: Bytes, isFirstNumbered: Bool = false) -> String {
        var result = ""
        var rest = Array(octets)[...]
        while let first = rest.first {
            let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            guard rest.count >= length, let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first else {
                result += "\\x" + hexadecimal(UInt32(first), digits: 2)
                rest = rest.dropFirst()
                continue
            }
            rest = rest.dropFirst(length)
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\\": result += "\\\\"
            default:
                if isUnseen(scalar) || isFirstNumbered && result.isEmpty && !scalar.isASCII {
                    result += "\\u{" + hexadecimal(scalar.value, digits: 4) + "}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Whether a character is invisible, or a mark on the one before it.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark: true
        case .spaceSeparator: scalar != " "
        default: !scalar.isPlain
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
