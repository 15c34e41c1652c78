internal import COpenSSL

/// A moment in a certificate's life, in whole seconds of UTC.
public struct CertificateDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var secondsSince1970: Int64

    /// The moment that many seconds after 1970-01-01T00:00:00Z.
    public init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    /// The present moment of the system's clock.
    public static var now: CertificateDate {
        OpenSSL.start()
        guard let time = X509_gmtime_adj(nil, 0) else { return CertificateDate(secondsSince1970: 0) }
        defer { ASN1_TIME_free(time) }
        return CertificateDate(time) ?? CertificateDate(secondsSince1970: 0)
    }

    /// The moment that many days from now; negative for the past.
    public static func days(fromNow days: Int) -> CertificateDate {
        CertificateDate(secondsSince1970: now.secondsSince1970 + Int64(days) * 86_400)
    }

    /// The moment that many seconds later; negative for earlier. It stays within the range of the number, since what cannot be read stands
    /// at the ends of it.
    public func advanced(bySeconds seconds: Int64) -> CertificateDate {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(seconds)
        return CertificateDate(secondsSince1970: overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    public static func < (a: CertificateDate, b: CertificateDate) -> Bool { a.secondsSince1970 < b.secondsSince1970 }

    /// The moment as ISO 8601 writes it, for example `2026-11-23T22:00:00Z`.
    public var description: String {
        guard let time = ASN1_GENERALIZEDTIME_set(nil, time_t(secondsSince1970)) else { return "\(secondsSince1970) s" }
        defer { ASN1_GENERALIZEDTIME_free(time) }
        // YYYYMMDDHHMMSSZ
        guard let raw = ASN1_STRING_get0_data(time) else { return "\(secondsSince1970) s" }
        let d = UnsafeBufferPointer(start: raw, count: Int(ASN1_STRING_length(time))).map { Character(Unicode.Scalar($0)) }
        guard d.count == 15 else { return String(d) }
        return "\(String(d[0..<4]))-\(String(d[4..<6]))-\(String(d[6..<8]))T"
            + "\(String(d[8..<10])):\(String(d[10..<12])):\(String(d[12..<14]))Z"
    }

    init?(_ time: UnsafePointer<ASN1_TIME>) {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            OpenSSL.clearErrors()
            return nil
        }
        secondsSince1970 = Int64(days) * 86_400 + Int64(seconds)
    }
}
