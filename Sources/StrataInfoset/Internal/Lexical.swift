/// The lexical spaces of XML Schema part 2 that values are read and written in.
enum Lexical {
    /// Without white space at both ends.
    static func trimmed(_ octets: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var lower = 0
        var upper = octets.count
        while lower < upper, isSpace(octets[lower]) { lower += 1 }
        while upper > lower, isSpace(octets[upper - 1]) { upper -= 1 }
        return UnsafeRawBufferPointer(rebasing: octets[lower..<upper])
    }

    static func isSpace(_ b: UInt8) -> Bool { b == 0x20 || b == 0x09 || b == 0x0A || b == 0x0D }

    /// The magnitude of decimal digits from `start`; nil when there are none, others, or too many.
    private static func magnitude(_ octets: UnsafeRawBufferPointer, from start: Int) -> UInt64? {
        guard start < octets.count else { return nil }
        var value: UInt64 = 0
        for i in start..<octets.count {
            let digit = octets[i] &- 0x30
            guard digit <= 9 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    static func int64(_ octets: UnsafeRawBufferPointer) -> Int64? {
        guard let sign = octets.first else { return nil }
        let isNegative = sign == 0x2D
        guard let value = magnitude(octets, from: isNegative || sign == 0x2B ? 1 : 0) else { return nil }
        if isNegative { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
        return Int64(exactly: value)
    }

    static func uint64(_ octets: UnsafeRawBufferPointer) -> UInt64? {
        guard let sign = octets.first else { return nil }
        guard let value = magnitude(octets, from: sign == 0x2D || sign == 0x2B ? 1 : 0) else { return nil }
        return sign == 0x2D && value != 0 ? nil : value
    }

    static func bool(_ octets: UnsafeRawBufferPointer) -> Bool? {
        switch octets.count {
        case 1: octets[0] == 0x31 ? true : octets[0] == 0x30 ? false : nil
        case 4: octets.elementsEqual("true".utf8) ? true : nil
        case 5: octets.elementsEqual("false".utf8) ? false : nil
        default: nil
        }
    }

    /// Digits with at most one point; at least one digit.
    private static func isUnsignedDecimal(_ octets: Slice<UnsafeRawBufferPointer>) -> Bool {
        var digits = 0
        var points = 0
        for b in octets {
            if b == 0x2E {
                points += 1
            } else if b >= 0x30 && b <= 0x39 {
                digits += 1
            } else {
                return false
            }
        }
        return digits > 0 && points <= 1
    }

    static func isDecimal(_ octets: UnsafeRawBufferPointer) -> Bool {
        guard let sign = octets.first else { return false }
        return isUnsignedDecimal(octets[(sign == 0x2D || sign == 0x2B ? 1 : 0)...])
    }

    static func double(_ octets: UnsafeRawBufferPointer) -> Double? {
        if let value = shortDouble(octets) { return value }
        if octets.elementsEqual("INF".utf8) { return .infinity }
        if octets.elementsEqual("-INF".utf8) { return -.infinity }
        if octets.elementsEqual("NaN".utf8) { return .nan }
        guard let sign = octets.first else { return nil }
        var digits = octets[(sign == 0x2D || sign == 0x2B ? 1 : 0)...]
        if let e = digits.firstIndex(where: { $0 | 0x20 == 0x65 }) {
            var exponent = digits[(e + 1)...]
            if let sign = exponent.first, sign == 0x2D || sign == 0x2B { exponent = exponent.dropFirst() }
            guard !exponent.isEmpty, exponent.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            digits = digits[..<e]
        }
        guard isUnsignedDecimal(digits) else { return nil }
        return Double(String(decoding: octets, as: UTF8.self))
    }

    private static let powersOfTen: [Double] = (0...22).map { exponent in
        var power = 1.0
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// Up to 15 digits with a point are exact as a quotient of two exact numbers.
    private static func shortDouble(_ octets: UnsafeRawBufferPointer) -> Double? {
        guard octets.count > 0, octets.count <= 17 else { return nil }
        let isNegative = octets[0] == 0x2D
        var mantissa = 0
        var digits = 0
        var fraction = 0
        var hasPoint = false
        for i in (isNegative ? 1 : 0)..<octets.count {
            let b = octets[i]
            if b == 0x2E {
                if hasPoint { return nil }
                hasPoint = true
            } else {
                guard b >= 0x30 && b <= 0x39 else { return nil }
                mantissa = mantissa &* 10 &+ Int(b &- 0x30)
                digits += 1
                if hasPoint { fraction += 1 }
            }
        }
        guard digits > 0, digits <= 15 else { return nil }
        let value = Double(mantissa) / powersOfTen[fraction]
        return isNegative ? -value : value
    }
}
