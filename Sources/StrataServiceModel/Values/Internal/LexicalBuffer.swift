import StrataInfoset

/// The text of a value of at most 64 ASCII characters while it is put together, without an allocation.
struct LexicalBuffer {
    private var octets = InlineArray<64, UInt8>(repeating: 0)
    private var count = 0

    mutating func append(_ octet: UInt8) {
        // No form of a value is as long; a mistake here shall not end the process.
        guard count < 64 else { return }
        octets[count] = octet
        count += 1
    }

    mutating func append(_ character: Unicode.Scalar) { append(UInt8(truncatingIfNeeded: character.value)) }

    /// Appends decimal digits, filled up with zeros to a width.
    mutating func append(digits value: UInt64, width: Int = 1) {
        var divisor: UInt64 = 1
        var digits = 1
        while digits < 20, value / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        for _ in 0..<max(0, width - digits) { append("0") }
        var rest = value
        for _ in 0..<digits {
            append(0x30 + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor = max(1, divisor / 10)
        }
    }

    /// Appends a point and seven digits of ticks without the zeros at their end; nothing for zero.
    mutating func append(fraction ticks: UInt64) {
        guard ticks > 0 else { return }
        var rest = ticks
        var width = 7
        while rest % 10 == 0 {
            rest /= 10
            width -= 1
        }
        append(".")
        append(digits: rest, width: width)
    }

    func write(to builder: inout InfosetBuilder) { builder.text(ascii: octets.span.extracting(0..<count)) }

    var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(count)
        for i in 0..<count { text.append(octets[i]) }
        return String(decoding: text, as: UTF8.self)
    }
}
