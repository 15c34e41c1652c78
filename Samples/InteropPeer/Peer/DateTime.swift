/// A date and time as .NET's `DateTime` holds it: ticks of 100 ns since the year 1, and what is known of the zone.
public struct DateTime: Sendable, Hashable {
    public enum Zone: Sendable, Hashable {
        case unspecified
        case utc
        /// Minutes east of UTC.
        case offset(Int)
    }

    /// Of the clock face, whatever the zone.
    public var ticks: Int64
    public var zone: Zone

    static let ticksPerSecond: Int64 = 10_000_000
    static let ticksPerDay: Int64 = 864_000_000_000

    public init(ticks: Int64 = 0, zone: Zone = .unspecified) {
        self.ticks = ticks
        self.zone = zone
    }

    public init(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0, ticks: Int = 0, zone: Zone) {
        let seconds = Int64(hour * 3600 + minute * 60 + second)
        self.init(ticks: Self.days(year, month, day) * Self.ticksPerDay + seconds * Self.ticksPerSecond + Int64(ticks), zone: zone)
    }

    /// Reads an `xsd:dateTime`, or a date alone; the years 1 to 9999, digits beyond 100 ns are rounded.
    public init?(lexical: String) {
        guard
            let match = lexical.wholeMatch(
                of: /(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?)?(Z|[+-]\d\d:\d\d)?/.asciiOnlyDigits()),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            (1...9999).contains(year), (1...12).contains(month), (1...Self.daysInMonth(year, month)).contains(day)
        else { return nil }
        let hour = match.4.flatMap { Int($0) } ?? 0
        let minute = match.5.flatMap { Int($0) } ?? 0
        let second = match.6.flatMap { Int($0) } ?? 0
        guard hour < 24, minute < 60, second < 60, let fraction = Ticks.fraction(match.7 ?? "") else { return nil }
        var zone = Zone.unspecified
        switch match.8 {
        case nil: break
        case "Z": zone = .utc
        case let text?:
            let parts = text.dropFirst().split(separator: ":").compactMap { Int($0) }
            guard parts.count == 2, parts[0] * 60 + parts[1] <= 14 * 60, parts[1] < 60 else { return nil }
            zone = .offset((text.first == "-" ? -1 : 1) * (parts[0] * 60 + parts[1]))
        }
        self.init(year, month, day, hour, minute, second, ticks: Int(fraction), zone: zone)
        guard ticks < 3_652_059 * Self.ticksPerDay else { return nil }
    }

    /// The form .NET writes: no digit too many, and the zone only where it is known.
    public var lexical: String {
        let (year, month, day) = Self.civil(ticks / Self.ticksPerDay)
        let clock = ticks % Self.ticksPerDay
        let seconds = Int(clock / Self.ticksPerSecond)
        let date = "\(Ticks.padded(year, 4))-\(Ticks.padded(month, 2))-\(Ticks.padded(day, 2))"
        let time = "\(Ticks.padded(seconds / 3600, 2)):\(Ticks.padded(seconds / 60 % 60, 2)):\(Ticks.padded(seconds % 60, 2))"
        let suffix =
            switch zone {
            case .unspecified: ""
            case .utc: "Z"
            case .offset(let minutes):
                "\(minutes < 0 ? "-" : "+")\(Ticks.padded(abs(minutes) / 60, 2)):\(Ticks.padded(abs(minutes) % 60, 2))"
            }
        return date + "T" + time + Ticks.text(clock % Self.ticksPerSecond) + suffix
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days from 0001-01-01, in the proleptic Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let past = year - 1
        let before = (1..<month).reduce(0) { $0 + daysInMonth(year, $1) }
        return Int64(past * 365 + past / 4 - past / 100 + past / 400 + before + day - 1)
    }

    private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        var year = Int(days / 366) + 1
        while Self.days(year + 1, 1, 1) <= days { year += 1 }
        var rest = Int(days - Self.days(year, 1, 1))
        var month = 1
        while rest >= daysInMonth(year, month) {
            rest -= daysInMonth(year, month)
            month += 1
        }
        return (year, month, rest + 1)
    }
}
