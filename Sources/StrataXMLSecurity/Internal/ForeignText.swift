internal import StrataInfoset

/// Text of a stranger as it may stand in a log line: without characters that move the cursor, end the line or turn its direction, and cut.
enum ForeignText {
    /// Characters of one text that are shown.
    private static var length: Int { 200 }

    /// The text as it is put in quotes.
    static func quoted(_ text: String) -> String { shown(text, length: length, isQuoted: true) }

    /// A name, without quotes.
    static func cut(_ text: String) -> String { shown(text, length: 80, isQuoted: true) }

    /// A whole reason, into which texts that were quoted have been put already.
    static func line(_ text: String) -> String { shown(text, length: 2000, isQuoted: false) }

    private static func shown(_ text: String, length: Int, isQuoted: Bool) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < length else { return result + "… (\(text.utf8.count) octets)" }
            count += 1
            if scalar.isPlain, !isQuoted || scalar != "'" && scalar != "\\" {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether it is shown as what it is, and changes nothing of what stands around it.
    var isPlain: Bool {
        if value < 0x7F { return value >= 0x20 }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }
}

extension InfosetCursor {
    /// The qualified name for a reason: a name holds no character that is escaped, but may be long.
    var shownName: String { ForeignText.cut(qualifiedName) }
}

/// A stranger's text in quotes, which end where it does. Every reason shows such text through this.
func quoted(_ text: String) -> String { "'" + ForeignText.quoted(text) + "'" }
