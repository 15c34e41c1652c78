internal import StrataInfoset

extension LexicalBuffer {
    /// A GUID as 36 characters in lower case.
    init(guid octets: InlineArray<16, UInt8>) {
        self.init()
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { append("-") }
            append(hex: octets[index] >> 4)
            append(hex: octets[index] & 15)
        }
    }

    private mutating func append(hex digit: UInt8) { append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
}

extension LexicalScanner {
    /// The two halves of a GUID of 36 characters; nil for any other text.
    static func guid(_ text: Span<UInt8>) -> (UInt64, UInt64)? {
        var scanner = LexicalScanner(trimming: text)
        guard scanner.remaining == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for position in 0..<36 {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard scanner.skip("-", text) else { return nil }
                continue
            }
            guard let digit = scanner.hexDigit(text) else { return nil }
            if position < 19 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
        }
        return halves
    }
}
