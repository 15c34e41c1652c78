internal import StrataCrypto
internal import StrataNet
internal import Synchronization

/// The value of a Date field (RFC 9110, 5.6.7), made once a second.
final class HTTPDate: Sendable {
    static let shared = HTTPDate()

    private struct Made {
        var until = LoopTime(nanoseconds: 0)
        var text = ""
    }
    private let made = Mutex(Made())

    func text(_ now: LoopTime) -> String {
        made.withLock { made in
            if now >= made.until {
                made.text = HTTPDate.format(CertificateDate.now.secondsSince1970)
                made.until = now + .seconds(1)
            }
            return made.text
        }
    }

    static func format(_ seconds: Int64) -> String {
        let days = seconds / 86_400
        let time = seconds % 86_400
        // Days to a civil date, counted from 0000-03-01.
        let z = days + 719_468
        let era = z / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return "\(weekdays[Int(days % 7)]), \(two(day)) \(months[Int(month - 1)]) \(year) "
            + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) GMT"
    }
}
