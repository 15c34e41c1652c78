import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// What a service would say that goes by the clock, though the signature holds: times that are over, or have not come.
enum ClockNotes {
    static func notes(_ verification: Verification, now: CertificateDate = .now) -> [String] {
        var notes: [String] = []
        if case .certificate(let certificate) = verification.key {
            if now > certificate.notAfter { notes.append("the certificate expired at \(certificate.notAfter); here it is \(now)") }
            if now < certificate.notBefore { notes.append("the certificate is valid from \(certificate.notBefore) on; here it is \(now)") }
        }
        for reference in verification.references {
            guard let element = reference.subset?.element, element.localName == "Timestamp" else { continue }
            if let expires = moment("Expires", in: element), now > expires {
                notes.append("\(element.place) expired at \(expires); here it is \(now)")
            }
            if let created = moment("Created", in: element), now < created {
                notes.append("\(element.place) was created at \(created), which is to come: here it is \(now)")
            }
        }
        return notes
    }

    private static func moment(_ name: String, in element: InfosetCursor) -> CertificateDate? {
        element.children.first { $0.localName == name }.flatMap { try? $0.string() }.flatMap { CertificateDate(text: $0) }
    }
}

extension CertificateDate {
    /// The moment of `YYYY-MM-DDThh:mm:ssZ`, fractions dropped; nil for any other form.
    init?(text: String) {
        guard let match = text.wholeMatch(of: #/(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z/#) else { return nil }
        let parts = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int64($0) }
        guard parts.count == 6, (1...12).contains(parts[1]), (1...31).contains(parts[2]), parts[3] < 24, parts[4] < 60, parts[5] < 60 else {
            return nil
        }
        // Days since 1970, counted in years that begin in March.
        let year = parts[1] <= 2 ? parts[0] - 1 : parts[0]
        let dayOfYear = (153 * (parts[1] > 2 ? parts[1] - 3 : parts[1] + 9) + 2) / 5 + parts[2] - 1
        let days = year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        self.init(secondsSince1970: days * 86_400 + parts[3] * 3_600 + parts[4] * 60 + parts[5])
    }
}
