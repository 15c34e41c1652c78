internal import COpenSSL

/// IP addresses between their text and their octets.
package enum IPAddress {
    /// The 4 or 16 octets of an address, or nil when the text is none.
    package static func octets(_ text: String) -> [UInt8]? {
        // The library's reader accepts surrounding text in places; only digits, letters of hexadecimal, dots and colons get that far.
        guard text.contains(where: { $0 == "." || $0 == ":" }), text.utf8.allSatisfy({ isAddress($0) }) else { return nil }
        if !text.contains(":"), text.split(separator: ".", omittingEmptySubsequences: false).count != 4 { return nil }
        OpenSSL.start()
        guard let string = a2i_IPADDRESS(text) else {
            OpenSSL.clearErrors()
            return nil
        }
        defer { ASN1_OCTET_STRING_free(string) }
        return Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
    }

    /// The text of an address as RFC 5952 writes it.
    static func text(_ octets: UnsafeRawBufferPointer) -> String {
        if octets.count == 4 { return octets.map { String($0) }.joined(separator: ".") }
        guard octets.count == 16 else { return "(\(octets.count) octets)" }
        let groups = (0..<8).map { Int(octets[2 * $0]) << 8 | Int(octets[2 * $0 + 1]) }
        // The longest run of two or more zero groups, the first of equals.
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > best.count { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ part: Range<Int>) -> String { part.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
        if best.count < 2 { return text(0..<8) }
        return text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }

    private static func isAddress(_ c: UInt8) -> Bool {
        switch c {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
