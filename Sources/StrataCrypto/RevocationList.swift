internal import COpenSSL
public import StrataInfoset

/// A list of the certificates that an authority has revoked (RFC 5280 section 5): read from PEM or DER, immutable.
///
/// Whether it is genuine and fresh is seen when a chain is judged with it, not when it is read.
public struct RevocationList: Sendable, CustomStringConvertible {
    let storage: RevocationListStorage

    init(_ storage: RevocationListStorage) { self.storage = storage }

    /// Reads one list from its DER; octets after it are an error.
    public init(der: Bytes) throws(CryptoError) {
        OpenSSL.start()
        // A list with an extension that cannot be read is read all the same, and refused when it is judged with.
        defer { OpenSSL.clearErrors() }
        let parsed: OpaquePointer? = der.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start.assumingMemoryBound(to: UInt8.self)
            guard let list = d2i_X509_CRL(nil, &next, raw.count) else { return nil }
            if UnsafeRawPointer(next) == start + raw.count { return list }
            X509_CRL_free(list)
            return nil
        }
        guard let parsed else {
            throw CryptoError(
                .malformed, "DER revocation list", reason: "the \(der.count) octets are not exactly one revocation list",
                details: OpenSSL.drainErrors())
        }
        storage = RevocationListStorage(owning: parsed)
    }

    /// Reads the lists of a PEM text (`BEGIN X509 CRL`) in their order; other PEM objects between them are skipped. Empty when there are
    /// none.
    public static func list(pem: String) throws(CryptoError) -> [RevocationList] {
        let result: Result<[RevocationList], CryptoError>? = MemoryBIO.reading(Bytes(pem)) { bio in
            var list: [RevocationList] = []
            OpenSSL.clearErrors()
            while true {
                if let read = PEM_read_bio_X509_CRL(bio, nil, { _, _, _, _ in -1 }, nil) {
                    list.append(RevocationList(RevocationListStorage(owning: read)))
                    continue
                }
                if ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE {
                    OpenSSL.clearErrors()
                    return .success(list)
                }
                return .failure(
                    CryptoError(
                        .malformed, "PEM revocation list", location: "list \(list.count + 1)", reason: "it cannot be read",
                        details: OpenSSL.drainErrors()))
            }
        }
        return try (result ?? .success([])).get()
    }

    /// Reads the lists of a file, PEM (any number) or DER (one).
    public static func list(file path: String) throws(CryptoError) -> [RevocationList] {
        let octets = try MemoryBIO.file(path)
        do throws(CryptoError) {
            if octets.count > 0 && octets[0] == 0x30 { return [try RevocationList(der: octets)] }
            let list = try list(pem: octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            guard !list.isEmpty else {
                throw CryptoError(.missing, "revocation list file", reason: "it has neither a BEGIN X509 CRL line nor a DER list")
            }
            return list
        } catch {
            throw error.at(path)
        }
    }

    /// The encoded list.
    public var der: Bytes {
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_CRL(storage.pointer, &out)
        defer { CRYPTO_free(out, nil, 0) }
        return count > 0 ? Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count))) : Bytes()
    }

    /// The list as PEM, with a line end at its end.
    public var pem: String {
        let octets = MemoryBIO.writing { PEM_write_bio_X509_CRL($0, storage.pointer) == 1 } ?? Bytes()
        return octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Who signed it.
    public var issuer: DistinguishedName {
        X509_CRL_get_issuer(storage.pointer).map { DistinguishedName($0) } ?? DistinguishedName.none
    }

    /// When it was made.
    public var thisUpdate: CertificateDate {
        X509_CRL_get0_lastUpdate(storage.pointer).flatMap { CertificateDate($0) } ?? CertificateDate(secondsSince1970: .max)
    }

    /// When the next one is made at the latest: from then on it is stale. nil when it does not say.
    public var nextUpdate: CertificateDate? { X509_CRL_get0_nextUpdate(storage.pointer).flatMap { CertificateDate($0) } }

    /// The digest that the signature on it uses; nil where it is not named: a list that is signed with RSA-PSS is not relied on.
    public var signatureDigest: DigestAlgorithm? {
        var digest: Int32 = 0
        defer { OpenSSL.clearErrors() }
        guard OBJ_find_sigid_algs(X509_CRL_get_signature_nid(storage.pointer), &digest, nil) == 1 else { return nil }
        return DigestAlgorithm(library: digest)
    }

    /// How many certificates are on it.
    public var count: Int { X509_CRL_get_REVOKED(storage.pointer).map { max(0, Int(OPENSSL_sk_num($0))) } ?? 0 }

    public var description: String {
        "revocation list of \(issuer), made \(thisUpdate), \(nextUpdate.map { "the next by \($0)" } ?? "without a next"), \(count) entries"
    }
}
