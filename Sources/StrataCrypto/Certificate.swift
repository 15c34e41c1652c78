internal import COpenSSL
public import StrataInfoset

/// An X.509 certificate (RFC 5280): read from PEM or DER, immutable, equal when the DER is.
public struct Certificate: Sendable, Hashable, CustomStringConvertible {
    let storage: CertificateStorage

    init(_ storage: CertificateStorage) { self.storage = storage }

    /// Reads one certificate from its DER; octets after it are an error.
    ///
    /// - Throws: `malformed`; `limitExceeded` for more than 128 KiB.
    public init(der: Bytes) throws(CryptoError) {
        OpenSSL.start()
        guard der.count <= 128 << 10 else {
            throw CryptoError(.limitExceeded, "DER certificate", reason: "\(der.count) octets are more than any certificate has")
        }
        defer { OpenSSL.clearErrors() }
        let parsed: OpaquePointer? = der.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start.assumingMemoryBound(to: UInt8.self)
            guard let x = d2i_X509(nil, &next, raw.count) else { return nil }
            if UnsafeRawPointer(next) != start + raw.count {
                X509_free(x)
                return nil
            }
            return x
        }
        guard let parsed else {
            throw CryptoError(
                .malformed, "DER certificate", reason: "the \(der.count) octets are not exactly one certificate",
                details: OpenSSL.drainErrors())
        }
        storage = CertificateStorage(owning: parsed)
    }

    /// Reads the first certificate of a PEM text.
    public init(pem: String) throws(CryptoError) {
        guard let first = try Certificate.list(pem: pem).first else {
            throw CryptoError(
                .missing, "PEM certificate", reason: "the text has no BEGIN CERTIFICATE line", advice: "give a PEM file, or use init(der:)")
        }
        self = first
    }

    /// Reads the certificates of a PEM text in their order; other PEM objects between them are skipped. Empty when there are none.
    public static func list(pem: String) throws(CryptoError) -> [Certificate] {
        let result: Result<[Certificate], CryptoError>? = MemoryBIO.reading(Bytes(pem)) { bio in
            var list: [Certificate] = []
            OpenSSL.clearErrors()
            while true {
                if let x = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) {
                    list.append(Certificate(CertificateStorage(owning: x)))
                    continue
                }
                let code = ERR_peek_last_error()
                if ERR_GET_REASON(code) == PEM_R_NO_START_LINE {
                    OpenSSL.clearErrors()
                    return .success(list)
                }
                return .failure(
                    CryptoError(
                        .malformed, "PEM certificate", location: "certificate \(list.count + 1)", reason: "it cannot be read",
                        details: OpenSSL.drainErrors()))
            }
        }
        return try (result ?? .success([])).get()
    }

    /// Reads the certificates of a file, PEM (any number) or DER (one).
    public static func list(file path: String) throws(CryptoError) -> [Certificate] {
        let octets = try MemoryBIO.file(path)
        do throws(CryptoError) {
            if octets.count > 0 && octets[0] == 0x30 { return [try Certificate(der: octets)] }
            let list = try list(pem: octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            guard !list.isEmpty else {
                throw CryptoError(
                    .missing, "certificate file", reason: "it has neither a BEGIN CERTIFICATE line nor a DER certificate",
                    advice: "give a PEM or DER certificate")
            }
            return list
        } catch {
            throw error.at(path)
        }
    }

    /// The encoded certificate.
    public var der: Bytes {
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(storage.pointer, &out)
        defer { CRYPTO_free(out, nil, 0) }
        return count > 0 ? Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count))) : Bytes()
    }

    /// The certificate as PEM, with a line end at its end.
    public var pem: String {
        let octets = MemoryBIO.writing { PEM_write_bio_X509($0, storage.pointer) == 1 } ?? Bytes()
        return octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Who the certificate is about.
    public var subject: DistinguishedName {
        X509_get_subject_name(storage.pointer).map { DistinguishedName($0) } ?? DistinguishedName.none
    }

    /// Who signed it.
    public var issuer: DistinguishedName {
        X509_get_issuer_name(storage.pointer).map { DistinguishedName($0) } ?? DistinguishedName.none
    }

    /// The issuer's number for it.
    public var serialNumber: SerialNumber { SerialNumber(X509_get0_serialNumber(storage.pointer)) }

    /// The first moment of its validity.
    public var notBefore: CertificateDate {
        X509_get0_notBefore(storage.pointer).flatMap { CertificateDate($0) } ?? CertificateDate(secondsSince1970: .max)
    }

    /// The last moment of its validity.
    public var notAfter: CertificateDate {
        X509_get0_notAfter(storage.pointer).flatMap { CertificateDate($0) } ?? CertificateDate(secondsSince1970: .min)
    }

    /// Whether subject and issuer are the same name.
    public var isSelfIssued: Bool { subject == issuer }

    /// A line with subject, issuer, validity and SHA-256 thumbprint.
    public var description: String {
        "certificate of \(label), issued by \(issuer), valid \(notBefore) to \(notAfter), SHA-256 \(Hexadecimal.text(sha256Thumbprint))"
    }

    /// What names the certificate in a message: its subject, or its first alternative name where that is empty.
    package var label: String {
        let subject = subject
        if !subject.isEmpty { return subject.description }
        return subjectAlternativeNames.first?.description ?? "serial number \(serialNumber)"
    }

    public static func == (a: Certificate, b: Certificate) -> Bool {
        defer { OpenSSL.clearErrors() }
        return a.storage === b.storage || X509_cmp(a.storage.pointer, b.storage.pointer) == 0
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(sha256Thumbprint) }
}
