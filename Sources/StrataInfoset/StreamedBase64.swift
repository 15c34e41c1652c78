/// Decodes base64 that comes in pieces (RFC 4648, section 4), strict but for white space.
package struct StreamedBase64 {
    /// Digits that do not make a whole group yet: at most three.
    private var digits: [UInt8] = []
    private var hasEnded = false

    /// Nothing decoded yet.
    package init() {}

    /// The octets of what is whole; empty for none yet, nil for what is not base64.
    package mutating func decode(_ text: Bytes) -> Bytes? {
        text.withUnsafeBytes { (raw: UnsafeRawBufferPointer) -> Bytes? in
            let isClean = digits.isEmpty && raw.count % 4 == 0 && !raw.contains { $0 <= 32 }
            if isClean, !hasEnded { return group(raw) }
            var all = digits
            all.reserveCapacity(all.count + raw.count)
            for octet in raw where !Lexical.isSpace(octet) { all.append(octet) }
            let whole = all.count & ~3
            digits = Array(all[whole...])
            return all.withUnsafeBytes { group(UnsafeRawBufferPointer(rebasing: $0[..<whole])) }
        }
    }

    private mutating func group(_ octets: UnsafeRawBufferPointer) -> Bytes? {
        guard octets.count > 0 else { return Bytes() }
        // Padding ends the value.
        guard !hasEnded else { return nil }
        hasEnded = octets[octets.count - 1] == UInt8(ascii: "=")
        return Base64.decode(octets)
    }

    /// Whether the value is whole here.
    package var isWhole: Bool { digits.isEmpty }
}
