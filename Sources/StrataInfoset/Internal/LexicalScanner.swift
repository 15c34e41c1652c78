/// A position in the text of a value, which is given with each call.
///
/// Inlined into the readers of values in other rooms: they ask for one character at a time.
package struct LexicalScanner {
    @usableFromInline var position = 0
    @usableFromInline var end: Int

    /// At the first character that is no white space; the last such ends the text.
    @inlinable package init(trimming text: Span<UInt8>) {
        end = text.count
        while position < end, Self.isSpace(text[position]) { position += 1 }
        while end > position, Self.isSpace(text[end - 1]) { end -= 1 }
    }

    @inlinable static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 || octet == 0x0A || octet == 0x0D }

    @inlinable package var isAtEnd: Bool { position == end }
    /// How many octets are left.
    @inlinable package var remaining: Int { end - position }

    @inlinable package func peek(_ text: Span<UInt8>) -> UInt8? { position < end ? text[position] : nil }

    /// Steps over the character if it is this one.
    @inlinable package mutating func skip(_ character: Unicode.Scalar, _ text: Span<UInt8>) -> Bool {
        guard position < end, UInt32(text[position]) == character.value else { return false }
        position += 1
        return true
    }

    /// The next digit.
    @inlinable package mutating func digit(_ text: Span<UInt8>) -> UInt8? {
        guard position < end, text[position] &- 0x30 <= 9 else { return nil }
        position += 1
        return text[position - 1] - 0x30
    }

    /// A number of exactly so many digits, at most nine.
    @inlinable package mutating func number(_ text: Span<UInt8>, digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit(text) else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// Ticks of the digits behind a point, of which there is one at least; the eighth rounds. Ten million for what rounds up to a second.
    @inlinable package mutating func fraction(_ text: Span<UInt8>) -> Int64? {
        var ticks: Int64 = 0
        var count = 0
        while let digit = digit(text) {
            if count < 7 {
                ticks = ticks * 10 + Int64(digit)
            } else if count == 7, digit >= 5 {
                ticks += 1
            }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 7)..<7 { ticks *= 10 }
        return ticks
    }

    /// A hexadecimal digit.
    @inlinable package mutating func hexDigit(_ text: Span<UInt8>) -> UInt8? {
        guard position < end else { return nil }
        let octet = text[position]
        switch octet {
        case 0x30...0x39:
            position += 1
            return octet - 0x30
        case 0x41...0x46:
            position += 1
            return octet - 0x37
        case 0x61...0x66:
            position += 1
            return octet - 0x57
        default: return nil
        }
    }
}
