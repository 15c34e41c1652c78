/// The date of a cookie's `Expires` (RFC 6265, 5.1.1), which is read more loosely than any other of HTTP.
enum CookieDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Seconds since 1970; `nil` when it is no date.
    static func parse(_ text: String) -> Int64? {
        var time: (Int64, Int64, Int64)?
        var day: Int64?
        var month: Int64?
        var year: Int64?
        for token in text.utf8.prefix(200).split(whereSeparator: isDelimiter) {
            let token = String(decoding: token, as: UTF8.self).lowercased()
            if time == nil, let found = clock(token) {
                time = found
            } else if day == nil, let found = number(token, 1...2) {
                day = found
            } else if month == nil, let found = months.firstIndex(of: String(token.prefix(3))) {
                month = Int64(found) + 1
            } else if year == nil, let found = number(token, 2...4) {
                year = found
            }
        }
        guard let (hour, minute, second) = time, let day, let month, var year else { return nil }
        if (70...99).contains(year) { year += 1900 } else if (0...69).contains(year) { year += 2000 }
        guard (1...31).contains(day), year >= 1601, hour <= 23, minute <= 59, second <= 59 else { return nil }
        guard day <= length(of: month, year) else { return nil }
        return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func isDelimiter(_ c: UInt8) -> Bool {
        switch c {
        case 9, 32...47, 59...64, 91...96, 123...126: true
        default: false
        }
    }

    private static func number(_ token: some StringProtocol, _ digits: ClosedRange<Int>) -> Int64? {
        let leading = token.utf8.prefix { $0 >= 48 && $0 <= 57 }
        guard digits.contains(leading.count) else { return nil }
        return Int64(String(decoding: leading, as: UTF8.self))
    }

    private static func clock(_ token: String) -> (Int64, Int64, Int64)? {
        let parts = token.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let h = number(parts[0], 1...2), let m = number(parts[1], 1...2), let s = number(parts[2], 1...2) else {
            return nil
        }
        return (h, m, s)
    }

    private static func length(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// From 1970-01-01, counted from the first of March of the year 0.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let shifted = month > 2 ? month - 3 : month + 9
        return y * 365 + y / 4 - y / 100 + y / 400 + (153 * shifted + 2) / 5 + day - 1 - 719_468
    }
}
