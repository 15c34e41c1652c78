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
    /// The moment of an `xs:dateTime` that says its zone, fractions dropped; nil for any other text.
    init?(text: String) {
        guard let read = XMLDateTime(text), read.zone != .unspecified else { return nil }
        self.init(secondsSince1970: read.secondsSince1970)
    }
}
