/// An `xs:dateTime` of the years 1 to 9999 (XML Schema 1.0 part 2, section 3.2.7): what is read and written of such text goes by this.
///
/// `24:00:00` and leap seconds are none here, as they are none to .NET.
package struct XMLDateTime: Sendable, Hashable {
    /// What is said of the zone that the clock face is of.
    package enum Zone: Sendable, Hashable {
        /// Nothing.
        case unspecified
        /// It is UTC.
        case utc
        /// Minutes east of UTC, at most 840 either way.
        case offset(Int)
    }

    /// Whole seconds of the clock face since 0001-01-01T00:00:00, whatever the zone.
    package let seconds: Int64
    /// What stands behind the second, in units of 100 ns. The eighth digit rounds, to 10,000,000 where that makes a whole second.
    package let ticks: Int64
    /// What is said of the zone.
    package let zone: Zone

    /// The seconds from the first of the year 1 to the first of 1970.
    private static let epoch: Int64 = 719_162 * 86_400
    /// The seconds of the years 1 to 9999.
    private static let count: Int64 = 3_652_059 * 86_400

    /// Reads a text, white space at its ends aside; nil for any other form and for a day that the calendar has not.
    package init?(_ text: Span<UInt8>) {
        var scanner = LexicalScanner(trimming: text)
        guard
            let year = scanner.number(text, digits: 4), scanner.skip("-", text), let month = scanner.number(text, digits: 2),
            scanner.skip("-", text), let day = scanner.number(text, digits: 2), scanner.skip("T", text),
            let hour = scanner.number(text, digits: 2), scanner.skip(":", text), let minute = scanner.number(text, digits: 2),
            scanner.skip(":", text), let second = scanner.number(text, digits: 2),
            let days = CalendarDate.days(year, month, day), hour < 24, minute < 60, second < 60
        else { return nil }
        seconds = days * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        if scanner.skip(".", text) {
            guard let fraction = scanner.fraction(text) else { return nil }
            ticks = fraction
        } else {
            ticks = 0
        }
        guard let zone = Self.zone(text, &scanner), scanner.isAtEnd else { return nil }
        self.zone = zone
    }

    /// Reads a text, as `init(_: Span<UInt8>)`.
    package init?(_ text: String) {
        self.init(text.utf8Span.span)
    }

    private static func zone(_ text: Span<UInt8>, _ scanner: inout LexicalScanner) -> Zone? {
        if scanner.isAtEnd { return .unspecified }
        if scanner.skip("Z", text) { return .utc }
        let isWest = scanner.skip("-", text)
        guard
            isWest || scanner.skip("+", text), let hours = scanner.number(text, digits: 2), scanner.skip(":", text),
            let minutes = scanner.number(text, digits: 2), minutes < 60, hours * 60 + minutes <= 840
        else { return nil }
        return .offset((isWest ? -1 : 1) * (hours * 60 + minutes))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, what is behind the second dropped. A clock face of no zone counts as one of UTC.
    package var secondsSince1970: Int64 {
        let since = seconds - Self.epoch
        return if case .offset(let minutes) = zone { since - Int64(minutes) * 60 } else { since }
    }

    /// The clock face of a moment in UTC, without a zone: `2026-01-31T12:00:00`. What is before the year 1 or behind 9999 becomes the first
    /// or the last second of them.
    package static func clockFace(secondsSince1970: Int64) -> String {
        let (sum, isOverflow) = secondsSince1970.addingReportingOverflow(epoch)
        let seconds = isOverflow ? count - 1 : min(max(0, sum), count - 1)
        let (year, month, day) = CalendarDate.civil(seconds / 86_400)
        let clock = Int(seconds % 86_400)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        return date + "T\(padded(clock / 3600, 2)):\(padded(clock / 60 % 60, 2)):\(padded(clock % 60, 2))"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
