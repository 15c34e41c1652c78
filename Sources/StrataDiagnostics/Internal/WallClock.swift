#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The time of day.
enum WallClock {
    /// Nanoseconds since 1970 (UTC, without leap seconds).
    static var nanoseconds: Int64 {
        var now = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &now) == 0 else { return 0 }
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// As RFC 3339 in UTC, to the millisecond.
    static func text(_ nanoseconds: Int64) -> String {
        let milliseconds = nanoseconds.flooring(1_000_000)
        let seconds = milliseconds.flooring(1000)
        let days = seconds.flooring(86400)
        let second = seconds - days * 86400
        // Days to a date of the Gregorian calendar, counted in eras of 400 years that begin in March.
        let shifted = days + 719_468
        let era = shifted.flooring(146_097)
        let day = shifted - era * 146_097
        let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365
        let ofYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let ofMonth = ofYear - (153 * month + 2) / 5 + 1
        let civil = month < 10 ? month + 3 : month - 9
        let date = "\(pad(year + era * 400 + (civil <= 2 ? 1 : 0), 4))-\(pad(civil, 2))-\(pad(ofMonth, 2))"
        let time = "\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))"
        return "\(date)T\(time).\(pad(milliseconds - seconds * 1000, 3))Z"
    }

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Int64 {
    fileprivate func flooring(_ divisor: Int64) -> Int64 { self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor) }
}
