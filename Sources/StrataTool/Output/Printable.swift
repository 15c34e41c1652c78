import StrataInfoset

/// Text of a document or certificate that somebody else made, for a terminal.
enum Printable {
    /// In one line and without anything that a terminal obeys; cut where it is long.
    static func text(_ text: String, limit: Int = 300) -> String {
        var result = ""
        for (i, scalar) in text.unicodeScalars.enumerated() {
            if i == limit { return result + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func base64(_ octets: Bytes) -> String {
        let capacity = (octets.count + 2) / 3 * 4
        return octets.withUnsafeBytes { raw in
            String(unsafeUninitializedCapacity: capacity) { Base64.encode(raw, to: UnsafeMutableRawBufferPointer($0)) }
        }
    }
}
