extension String {
    /// Without the white space of XML (space, tab, CR, LF) at both ends.
    func trimmingXMLWhitespace() -> String {
        let all = utf8
        guard let first = all.first, let last = all.last, first.isXMLWhitespace || last.isXMLWhitespace else { return self }
        guard let start = all.firstIndex(where: { !$0.isXMLWhitespace }),
            let end = all.lastIndex(where: { !$0.isXMLWhitespace })
        else { return "" }
        return String(self[start...end])
    }

    /// Whether it has white space or control characters in it, which no URI has.
    var hasSpacesOrControls: Bool { utf8.contains { $0 <= 0x20 || $0 == 0x7F } }
}

extension String {
    /// What a peer has said, fit for a sentence of ours: on one line, and not longer than a line or two.
    var excerpt: String {
        var result = ""
        var count = 0
        for scalar in unicodeScalars {
            count += 1
            guard count <= 512 else { return result + "…" }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension UInt8 {
    var isXMLWhitespace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

/// The four spellings of `xs:boolean`; `nil` for anything else. The text is trimmed already.
func XMLBoolean(_ text: String) -> Bool? {
    switch text {
    case "1", "true": true
    case "0", "false": false
    default: nil
    }
}
