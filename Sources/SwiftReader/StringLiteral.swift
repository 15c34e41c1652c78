/// The value of a string literal without interpolation, and the literal for a value.
public enum StringLiteral {
    /// `nil` where the literal interpolates or an escape is unknown.
    public static func value(of literal: String) -> String? {
        let hashes = literal.prefix { $0 == "#" }.count
        var body = literal.dropFirst(hashes).dropLast(hashes)
        if hashes == 0 || body.contains(where: \.isNewline), body.hasPrefix("\"\"\""), body.count >= 6 {
            guard let lines = multiline(body.dropFirst(3).dropLast(3)) else { return nil }
            return unescape(lines, hashes: hashes)
        }
        guard body.count >= 2 else { return nil }
        body = body.dropFirst().dropLast()
        return unescape(String(body), hashes: hashes)
    }

    /// The text a generated file may carry: quotes, control characters and backslashes escaped.
    public static func quoted(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Drops the first line break and the closing delimiter's indentation from each line.
    private static func multiline(_ body: Substring) -> String? {
        var lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, let indent = lines.popLast() else { return nil }
        lines.removeFirst()
        return lines.map { $0.hasPrefix(indent) ? String($0.dropFirst(indent.count)) : String($0) }.joined(separator: "\n")
    }

    private static func unescape(_ text: String, hashes: Int) -> String? {
        let marker = String(repeating: "#", count: hashes)
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "\\", rest.hasPrefix(marker) else {
                result.append(character)
                continue
            }
            rest = rest.dropFirst(hashes)
            switch rest.popFirst() {
            case "n": result += "\n"
            case "t": result += "\t"
            case "r": result += "\r"
            case "0": result += "\0"
            case "\\": result += "\\"
            case "\"": result += "\""
            case "'": result += "'"
            case "\n": continue
            case "u":
                guard let close = rest.firstIndex(of: "}"), let value = UInt32(rest[..<close].dropFirst(), radix: 16),
                    let scalar = Unicode.Scalar(value)
                else { return nil }
                result.unicodeScalars.append(scalar)
                rest = rest[close...].dropFirst()
            default: return nil  // interpolation among them
            }
        }
        return result
    }
}
