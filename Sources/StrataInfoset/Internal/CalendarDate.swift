/// Dates of the Gregorian calendar as days since 0001-01-01, for the years 1 to 9999.
package enum CalendarDate {
    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days before a year.
    private static func daysBefore(_ year: Int) -> Int {
        let past = year - 1
        return past * 365 + past / 4 - past / 100 + past / 400
    }

    /// The days since the first one; nil for a date that there is not.
    package static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= length(month, of: year) else { return nil }
        var days = daysBefore(year) + day - 1
        for earlier in 1..<month { days += length(earlier, of: year) }
        return Int64(days)
    }

    /// The date of a day of these years.
    package static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        // A guess that is never later than the year and seldom more than one before it.
        var year = max(1, Int(Double(days) / 365.2426))
        while daysBefore(year + 1) <= days { year += 1 }
        var rest = Int(days) - daysBefore(year)
        var month = 1
        while month < 12, rest >= length(month, of: year) {
            rest -= length(month, of: year)
            month += 1
        }
        return (year, month, rest + 1)
    }
}
