public import StrataInfoset

/// A date and time as .NET's `DateTime` holds it: ticks of 100 ns since the beginning of the year 1, and what is known of the zone.
public struct DateTime: ContractValue, Hashable {
    /// What is known of the zone that the clock face is of.
    public enum Zone: Sendable, Hashable {
        /// Nothing.
        case unspecified
        /// It is UTC.
        case utc
        /// Minutes east of UTC, at most 840 either way. .NET has its local zone here.
        case offset(Int)
    }

    /// Ticks of 100 ns of the clock face since 0001-01-01T00:00:00, whatever the zone.
    public let ticks: Int64
    /// What is known of the zone.
    public let zone: Zone

    /// The ticks of a second.
    public static let ticksPerSecond: Int64 = 10_000_000
    /// The ticks of a day.
    public static let ticksPerDay: Int64 = 864_000_000_000
    /// The last tick of the year 9999.
    public static let maxTicks: Int64 = 3_652_059 * ticksPerDay - 1

    /// A time from its ticks; ones outside the years 1 to 9999 become the first or the last.
    public init(ticks: Int64 = 0, zone: Zone = .unspecified) {
        self.ticks = min(max(0, ticks), Self.maxTicks)
        self.zone = if case .offset(let minutes) = zone { .offset(min(max(-840, minutes), 840)) } else { zone }
    }

    /// A time from its parts; nil where the calendar (Gregorian, from the year 1 on) has none such. `ticks` are those of the second.
    public init?(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0, ticks: Int64 = 0,
        zone: Zone = .unspecified
    ) {
        guard
            let days = CalendarDate.days(year, month, day), (0..<24).contains(hour), (0..<60).contains(minute),
            (0..<60).contains(second), (0...Self.ticksPerSecond).contains(ticks)
        else { return nil }
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        let sum = days * Self.ticksPerDay + seconds * Self.ticksPerSecond + ticks
        guard sum <= Self.maxTicks else { return nil }
        self.init(ticks: sum, zone: zone)
    }

    /// Ticks of the same moment in UTC, where the zone is known; out of the range of a `DateTime` at its ends.
    public var ticksInUTC: Int64? {
        switch zone {
        case .unspecified: nil
        case .utc: ticks
        case .offset(let minutes): ticks - Int64(minutes) * 60 * Self.ticksPerSecond
        }
    }

    /// `xs:dateTime`.
    public static var contractName: ExpandedName { WireNames.dateTime }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is the first moment of the year 1.
    public var isDefault: Bool { ticks == 0 }

    /// Writes it as .NET does: no digit too many, and the zone only where it is known.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { buffer.write(to: &builder) }

    /// Reads an `xs:dateTime` of the years 1 to 9999; digits beyond 100 ns round. `24:00:00` and leap seconds are errors, as in .NET.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("a date and time, as 2024-02-29T12:34:56Z") { DateTime(parsing: $0) }
    }
}
