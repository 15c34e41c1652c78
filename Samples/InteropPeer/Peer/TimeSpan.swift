/// A length of time as .NET's `TimeSpan` holds it: ticks of 100 ns.
public struct TimeSpan: Sendable, Hashable {
    public var ticks: Int64

    public init(ticks: Int64 = 0) { self.ticks = ticks }

    /// Reads an `xsd:duration`; a year counts 365 days and a month 30, as .NET has it.
    public init?(lexical: String) {
        guard
            let match = lexical.wholeMatch(
                of: /(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?/.asciiOnlyDigits()),
            let last = lexical.last, last != "P", last != "T", let fraction = Ticks.fraction(match.9 ?? "")
        else { return nil }
        let parts: [(Substring?, Int64)] = [
            (match.2, 365 * DateTime.ticksPerDay), (match.3, 30 * DateTime.ticksPerDay), (match.4, DateTime.ticksPerDay),
            (match.6, 3600 * DateTime.ticksPerSecond), (match.7, 60 * DateTime.ticksPerSecond), (match.8, DateTime.ticksPerSecond),
        ]
        // The most negative value has no positive twin, so the sum runs on the side of the sign.
        let sign: Int64 = match.1 == nil ? 1 : -1
        var sum = sign * fraction
        for case (let text?, let unit) in parts {
            guard let count = Int64(text) else { return nil }
            let (product, tooMuch) = (sign * count).multipliedReportingOverflow(by: unit)
            let (next, tooFar) = sum.addingReportingOverflow(product)
            guard !tooMuch, !tooFar else { return nil }
            sum = next
        }
        ticks = sum
    }

    /// The form .NET writes: days, hours, minutes, seconds, each only where it is not zero.
    public var lexical: String {
        let size = ticks.magnitude
        let second = UInt64(DateTime.ticksPerSecond)
        let (days, hours, minutes) = (size / (86400 * second), size / (3600 * second) % 24, size / (60 * second) % 60)
        let (seconds, rest) = (size / second % 60, size % second)
        var text = (ticks < 0 ? "-P" : "P") + (days > 0 ? "\(days)D" : "")
        if size == 0 || size % (86400 * second) != 0 {
            text += "T" + (hours > 0 ? "\(hours)H" : "") + (minutes > 0 ? "\(minutes)M" : "")
            if seconds > 0 || rest > 0 || size == 0 { text += "\(seconds)\(Ticks.text(Int64(rest)))S" }
        }
        return text
    }
}

/// The digits behind the point of a second.
enum Ticks {
    /// Ticks of the digits after a point; from the eighth digit on they round.
    static func fraction(_ digits: Substring) -> Int64? {
        guard let value = Int64((digits + "0000000").prefix(7)) else { return nil }
        let up: Int64 = digits.count > 7 && (digits.dropFirst(7).first?.wholeNumberValue ?? 0) >= 5 ? 1 : 0
        return value + up
    }

    /// A point and the digits, or nothing for zero.
    static func text(_ ticks: Int64) -> String {
        guard ticks > 0 else { return "" }
        var digits = Substring(padded(Int(ticks), 7))
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
