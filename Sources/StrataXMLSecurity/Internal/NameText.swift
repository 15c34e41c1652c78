/// A distinguished name as text, which every stack writes in its own way (RFC 4514 with and without spaces, either order).
struct NameText: Hashable, Sendable {
    /// The attributes, in upper case types and without the white space around them, in the one of both orders that comes first.
    private let parts: [String]

    init(_ name: String) {
        let parts = NameText.parts(name)
        let reversed = Array(parts.reversed())
        self.parts = reversed.lexicographicallyPrecedes(parts) ? reversed : parts
    }

    private static func parts(_ name: String) -> [String] {
        var parts: [[UInt8]] = [[]]
        var isEscaped = false
        var isQuoted = false
        for octet in name.utf8 {
            if isEscaped {
                parts[parts.count - 1].append(octet)
                isEscaped = false
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else if octet == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, octet == UInt8(ascii: ",") || octet == UInt8(ascii: ";") {
                parts.append([])
            } else {
                parts[parts.count - 1].append(octet)
            }
        }
        return parts.map { part in
            guard let sign = part.firstIndex(of: UInt8(ascii: "=")), sign > 0, sign + 1 < part.count else { return trimmed(part[...]) }
            let type = trimmed(part[..<sign]).uppercased()
            return (known[type] ?? type) + "=" + trimmed(part[(sign + 1)...])
        }
    }

    private static let known = ["S": "ST", "E": "EMAILADDRESS", "1.2.840.113549.1.9.1": "EMAILADDRESS", "OID.2.5.4.5": "SERIALNUMBER"]

    private static func trimmed(_ text: ArraySlice<UInt8>) -> String {
        let isText: (UInt8) -> Bool = { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        guard let first = text.firstIndex(where: isText), let last = text.lastIndex(where: isText) else { return "" }
        return String(decoding: text[first...last], as: UTF8.self)
    }
}
