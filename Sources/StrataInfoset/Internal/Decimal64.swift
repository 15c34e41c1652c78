/// Decimal digits of integers, written without a `String`.
enum Decimal64 {
    /// Writes at most 20 octets and returns how many.
    static func write(_ value: Int64, to space: UnsafeMutableRawBufferPointer) -> Int {
        var start = 0
        if value < 0 {
            space[0] = 0x2D
            start = 1
        }
        return start + write(magnitude: value.magnitude, to: UnsafeMutableRawBufferPointer(rebasing: space[start...]))
    }

    static func write(magnitude: UInt64, to space: UnsafeMutableRawBufferPointer) -> Int {
        var count = 1
        var rest = magnitude
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        rest = magnitude
        var position = count - 1
        while position >= 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            space[position] = 0x30 + UInt8(truncatingIfNeeded: digit)
            rest = quotient
            position -= 1
        }
        return count
    }
}
