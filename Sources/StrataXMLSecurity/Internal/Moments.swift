internal import StrataInfoset

/// Moments in messages: the times of a `Timestamp` of WS-Security and of assertions (XML Schema `dateTime`).
enum Moments {
    private static let names: Set<String> = ["Created", "Expires", "NotBefore", "NotOnOrAfter", "IssueInstant", "AuthnInstant"]

    /// Seconds from one moment to the other; nil when these are no times, or the name is none of those that hold one.
    static func difference(_ sent: String, _ received: String, in name: String) -> Int? {
        guard names.contains(name), let one = Moment(sent), let other = Moment(received) else { return nil }
        return other.seconds - one.seconds
    }

    /// The octets with all times in elements `Created` and `Expires` moved or written otherwise, each with what was done.
    static func variants(_ octets: Bytes) -> [(Bytes, DifferenceCause)] {
        // A timestamp is small. What is large has no times that are all there is to it.
        guard octets.count <= 4096 else { return [] }
        let text = String(octets)
        var pieces: [(text: Substring, moment: Moment?)] = []
        var rest = text[...]
        while let range = rest.firstRange(of: #/(Created|Expires)>/#), let end = rest[range.upperBound...].firstIndex(of: "<") {
            let value = rest[range.upperBound..<end]
            if let moment = Moment(String(value)) {
                pieces.append((rest[..<range.upperBound], nil))
                pieces.append((value, moment))
            } else {
                pieces.append((rest[..<end], nil))
            }
            rest = rest[end...]
        }
        guard pieces.contains(where: { $0.moment != nil }) else { return [] }
        pieces.append((rest, nil))
        var result: [(Bytes, DifferenceCause)] = []
        func add(_ shift: Int, _ digits: Int?) {
            var changed = ""
            for piece in pieces { changed += piece.moment.map { $0.written(shift, digits) } ?? String(piece.text) }
            // What was signed lies this much before what is there.
            result.append((Bytes(changed), .clock(seconds: -shift)))
        }
        for digits in [nil, 0, 3, 6, 7, 9] { add(0, digits) }
        for hours in -14...14 where hours != 0 { add(hours * 3600, nil) }
        for seconds in 1...300 {
            add(-seconds, nil)
            add(seconds, nil)
        }
        return result
    }
}

/// One moment, as it was written.
private struct Moment {
    /// Whole seconds since 1970, fractions dropped.
    let seconds: Int
    private let fraction: Substring
    private let zone: Substring

    init?(_ text: String) {
        guard let match = text.wholeMatch(of: #/(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?/#) else {
            return nil
        }
        let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int($0) }
        guard numbers.count == 6, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else { return nil }
        var seconds = Moment.day(numbers[0], numbers[1], numbers[2]) * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        zone = match.8 ?? ""
        if zone.count == 6, let hours = Int(zone.dropFirst().prefix(2)), let minutes = Int(zone.suffix(2)) {
            seconds -= (hours * 3600 + minutes * 60) * (zone.first == "-" ? -1 : 1)
        }
        self.seconds = seconds
        fraction = match.7 ?? ""
    }

    /// The moment some seconds later, in UTC unless it had no zone, with that many digits behind the second; nil for as many as it has.
    func written(_ shift: Int, _ digits: Int?) -> String {
        let moment = seconds + shift
        let day = Int((Double(moment) / 86400).rounded(.down))
        let second = moment - day * 86400
        let (year, month, dayOfMonth) = Moment.date(day)
        let part = digits.map { (fraction + String(repeating: "0", count: $0)).prefix($0) } ?? fraction
        let clock = [second / 3600, second / 60 % 60, second % 60].map { Moment.two($0) }.joined(separator: ":")
        return "\(year)-\(Moment.two(month))-\(Moment.two(dayOfMonth))T\(clock)" + (part.isEmpty ? "" : ".\(part)")
            + (zone.isEmpty ? "" : "Z")
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Days since 1970 of a date in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }

    private static func date(_ days: Int) -> (Int, Int, Int) {
        let shifted = days + 719468
        let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
        let dayOfEra = shifted - era * 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (yearOfEra + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }
}
