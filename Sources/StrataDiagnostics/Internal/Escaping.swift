/// What may not stand in a line of a log as it is.
enum Escaping {
    /// Controls, line and paragraph separators, the marks that turn the direction of text, and what no font shows.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 32 || scalar.value == 127 }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .privateUse, .unassigned: return true
        default: return false
        }
    }

    /// For lines of text: one line, without octets that a terminal would obey.
    static func text(_ text: String, limit: Int) -> String {
        var escaped = ""
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            if count > limit { continue }
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where isHidden(scalar): escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        if count > limit { escaped += "…(\(count - limit) more)" }
        return escaped
    }

    /// Appends a JSON string (RFC 8259, 7), quotes included; what is hidden is escaped, so the line is safe to show.
    static func appendJSON(_ text: String, to line: inout String, limit: Int = .max) {
        line += "\""
        var count = 0
        for scalar in text.unicodeScalars {
            count += 1
            if count > limit { continue }
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where isHidden(scalar): for unit in UTF16.encode(scalar) ?? .init() { line += "\\u" + hex(unit) }
            default: line.unicodeScalars.append(scalar)
            }
        }
        if count > limit { line += "…(\(count - limit) more)" }
        line += "\""
    }

    private static func hex(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
