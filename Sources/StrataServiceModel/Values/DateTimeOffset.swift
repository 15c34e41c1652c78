public import StrataInfoset

/// A moment with the offset of the clock that it was read from, as .NET's `DateTimeOffset`: on the wire a contract of two members.
public struct DateTimeOffset: ContractValue, Hashable {
    /// The moment, in UTC.
    public let utc: DateTime
    /// Minutes east of UTC, at most 840 either way.
    public let offsetMinutes: Int16

    /// A moment from ticks of 100 ns in UTC since the year 1, and an offset; each is kept within its range.
    public init(ticksInUTC: Int64 = 0, offsetMinutes: Int16 = 0) {
        utc = DateTime(ticks: ticksInUTC, zone: .utc)
        self.offsetMinutes = min(max(-840, offsetMinutes), 840)
    }

    /// `DateTimeOffset` of .NET's `System`.
    public static let contractName = ExpandedName("DateTimeOffset", namespace: WireNames.system)
    /// A value type with members that may stand in `object`.
    public static var traits: ContractTraits { [.simple, .valueType, .structured] }
    /// Whether it is the first moment of the year 1 in UTC.
    public var isDefault: Bool { utc.ticks == 0 && offsetMinutes == 0 }

    private static let dateTime = ExpandedName("DateTime", namespace: WireNames.system)
    private static let minutes = ExpandedName("OffsetMinutes", namespace: WireNames.system)

    /// Writes the moment and the offset.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(utc, as: Self.dateTime, coding)
        try builder.write(offsetMinutes, as: Self.minutes, coding)
    }

    /// Reads the moment and the offset, both of which must be there. A moment without a zone is what the clock of that offset shows.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        var members = try ContractMembers(of: element, coding)
        let moment = try members.readRequired(Self.dateTime, as: DateTime.self)
        let offset = try members.readRequired(Self.minutes, as: Int16.self)
        let ticks = moment.ticksInUTC ?? moment.ticks - Int64(offset) * 60 * DateTime.ticksPerSecond
        guard (0...DateTime.maxTicks).contains(ticks), (-840...840).contains(offset) else {
            throw ContractError(at: element, expected: "a moment in UTC and an offset of at most 840 minutes")
        }
        self.init(ticksInUTC: ticks, offsetMinutes: offset)
    }
}
