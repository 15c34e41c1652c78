/// Names as .NET writes and orders them.
enum WireName {
    /// A character that no XML name may have is written as `_xHHHH_` (XML 1.0, section 2.3, without the colon); a name that is one stays
    /// as it is.
    static func encoded(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            if isAllowed(scalar, first: text.isEmpty) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "_x" + String(repeating: "0", count: max(0, (digits.count > 4 ? 8 : 4) - digits.count)) + digits + "_"
            }
        }
        return text
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0x5F, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D,
            0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            true
        case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: !first
        default: false
        }
    }

    /// Ordinal order, as UTF-16 code units compare.
    static func precedes(_ one: String, _ other: String) -> Bool { one.utf16.lexicographicallyPrecedes(other.utf16) }
}

/// A member's place: those without an order come first, by name; then the others by order, then by name.
struct WirePlace: Comparable {
    let order: Int?
    let name: String

    static func < (one: WirePlace, other: WirePlace) -> Bool {
        let orders = (one.order ?? -1, other.order ?? -1)
        return orders.0 == orders.1 ? WireName.precedes(one.name, other.name) : orders.0 < orders.1
    }
}
