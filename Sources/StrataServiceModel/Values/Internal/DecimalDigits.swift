/// The digits of a decimal number while they are read: as many as fit, and how the rest rounds.
struct DecimalDigits {
    private var magnitude: UInt128 = 0
    private var scale = 0
    private(set) var count = 0
    /// The first digit that did not fit.
    private var next: UInt8?
    private var isMore = false

    /// False for a digit before the point that does not fit.
    mutating func append(_ digit: UInt8, isFraction: Bool) -> Bool {
        count = 1
        if next != nil {
            if digit != 0 { isMore = true }
            return isFraction
        }
        // Below 2 to the power of 96, so ten times as much is far from the end of 128 bits.
        let value = magnitude * 10 + UInt128(digit)
        if value > DecimalNumber.maxMagnitude || (isFraction && scale == 28) {
            guard isFraction else { return false }
            next = digit
            return true
        }
        magnitude = value
        if isFraction { scale += 1 }
        return true
    }

    /// Rounded to the nearest, half to even; nil where that is too large.
    func rounded() -> (magnitude: UInt128, scale: Int)? {
        guard let next, next > 5 || (next == 5 && (isMore || magnitude & 1 == 1)) else { return (magnitude, scale) }
        if magnitude < DecimalNumber.maxMagnitude { return (magnitude + 1, scale) }
        // One digit less behind the point makes room.
        return scale > 0 ? (magnitude / 10 + 1, scale - 1) : nil
    }
}
