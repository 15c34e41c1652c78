#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A moment on a loop's clock: nanoseconds of the system's monotonic clock, or of a test's own hand.
package struct LoopTime: Comparable, Hashable, Sendable {
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Now, on the system's monotonic clock.
    @inline(__always) package static var system: LoopTime {
        var t = timespec()
        clock_gettime(CLOCK_MONOTONIC, &t)
        return LoopTime(nanoseconds: UInt64(t.tv_sec) &* 1_000_000_000 &+ UInt64(t.tv_nsec))
    }

    package static func < (a: LoopTime, b: LoopTime) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Saturates at both ends: an endless duration is the latest moment, a negative one is no time at all.
    package static func + (t: LoopTime, d: Duration) -> LoopTime {
        guard d > .zero else { return t }
        let (seconds, attoseconds) = d.components
        guard seconds < 1 << 32 else { return LoopTime(nanoseconds: .max) }
        let add = UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
        let (sum, overflow) = t.nanoseconds.addingReportingOverflow(add)
        return LoopTime(nanoseconds: overflow ? .max : sum)
    }

    /// The time from `b` to `a`, zero when `a` is the earlier one.
    package static func - (a: LoopTime, b: LoopTime) -> Duration {
        a > b ? .nanoseconds(Int64(min(a.nanoseconds - b.nanoseconds, UInt64(Int64.max)))) : .zero
    }
}
