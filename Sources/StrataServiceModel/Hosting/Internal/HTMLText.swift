/// HTML in the making: whatever is not written by this room is escaped.
struct HTMLText {
    private(set) var text = ""

    /// Markup of this room's own.
    mutating func raw(_ markup: StaticString) { text += "\(markup)" }

    /// An element with text in it; `name` is this room's own.
    mutating func element(_ name: StaticString, _ content: String) {
        text += "<\(name)>"
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\u{9}", "\u{A}", "\u{D}": text += " "
            // Controls, and what turns the direction of the text behind it around.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "</\(name)>\n"
    }
}
