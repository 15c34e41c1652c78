internal import StrataInfoset

/// Adds up the parts of a duration, on the side of its sign: the most negative one has no positive twin.
struct DurationSum {
    let sign: Int64
    var ticks: Int64 = 0
    /// The parts read.
    var count = 0

    init(sign: Int64) { self.sign = sign }

    /// Reads numbers with these units, each at most once and in this order. False for an overflow, or a number without such a unit.
    mutating func parts(
        _ units: InlineArray<3, (Unicode.Scalar, Int64)>, _ text: Span<UInt8>, _ scanner: inout LexicalScanner
    ) -> Bool {
        var next = 0
        while let first = scanner.digit(text) {
            var number = sign * Int64(first)
            while let digit = scanner.digit(text) {
                let (product, overflow) = number.multipliedReportingOverflow(by: 10)
                let (value, carry) = product.addingReportingOverflow(sign * Int64(digit))
                if overflow || carry { return false }
                number = value
            }
            var fraction: Int64 = 0
            let isFraction = scanner.skip(".", text)
            if isFraction {
                guard let ticks = scanner.fraction(text) else { return false }
                fraction = sign * ticks
            }
            while next < 3, !scanner.skip(units[next].0, text) { next += 1 }
            // Seconds alone may have digits behind a point.
            guard next < 3, !isFraction || units[next].0 == "S" else { return false }
            let (product, overflow) = number.multipliedReportingOverflow(by: units[next].1)
            let (whole, carry) = ticks.addingReportingOverflow(product)
            let (sum, excess) = whole.addingReportingOverflow(fraction)
            if overflow || carry || excess { return false }
            ticks = sum
            next += 1
            count += 1
        }
        return true
    }
}
