#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif
internal import StrataInfoset

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
        let rest = String(milliseconds - seconds * 1000)
        let fraction = String(repeating: "0", count: 3 - rest.utf8.count) + rest
        return "\(XMLDateTime.clockFace(secondsSince1970: seconds)).\(fraction)Z"
    }
}

extension Int64 {
    fileprivate func flooring(_ divisor: Int64) -> Int64 { self / divisor - (self % divisor < 0 ? 1 : 0) }
}
