internal import COpenSSL

/// Owns an X509_CRL.
final class RevocationListStorage: @unchecked Sendable {
    // Sendable: the list is never changed after it was handed over; the library sorts its entries under a lock when it first looks one up.
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_CRL_free(pointer) }
}

/// Lays out and signs a revocation list.
enum RevocationListBuilder {
    static func build(
        _ revoked: [Certificate], issuer: CertificateIdentity, from thisUpdate: CertificateDate, to nextUpdate: CertificateDate?
    ) throws(CryptoError) -> RevocationList {
        OpenSSL.start()
        func failure() -> CryptoError { OpenSSL.failure("revocation list", reason: "it could not be made") }
        guard let pointer = X509_CRL_new() else { throw failure() }
        let list = RevocationList(RevocationListStorage(owning: pointer))
        guard X509_CRL_set_version(pointer, Int(X509_CRL_VERSION_2)) == 1,
            X509_CRL_set_issuer_name(pointer, X509_get_subject_name(issuer.certificate.handle)) == 1,
            setTime(thisUpdate, { X509_CRL_set1_lastUpdate(pointer, $0) }),
            nextUpdate.map({ setTime($0, { X509_CRL_set1_nextUpdate(pointer, $0) }) }) ?? true
        else { throw failure() }
        for certificate in revoked {
            guard let entry = X509_REVOKED_new() else { throw failure() }
            guard X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate.handle)) == 1,
                setTime(thisUpdate, { X509_REVOKED_set_revocationDate(entry, UnsafeMutablePointer(mutating: $0)) }),
                X509_CRL_add0_revoked(pointer, entry) == 1
            else {
                X509_REVOKED_free(entry)
                throw failure()
            }
        }
        try addExtensions(pointer, issuer: issuer.certificate, number: thisUpdate.secondsSince1970)
        X509_CRL_sort(pointer)
        guard X509_CRL_sign(pointer, issuer.privateKey.handle, issuer.privateKey.kind.signatureDigest) > 0 else { throw failure() }
        OpenSSL.clearErrors()
        return list
    }

    /// The number of the list and the identifier of the issuer's key (RFC 5280 section 5.2); the moment is a number that grows.
    private static func addExtensions(_ pointer: OpaquePointer, issuer: Certificate, number: Int64) throws(CryptoError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.handle, nil, nil, pointer, 0)
        guard let identifier = X509V3_EXT_nconf_nid(nil, &context, NID_authority_key_identifier, "keyid"),
            let integer = ASN1_INTEGER_new()
        else { throw OpenSSL.failure("revocation list") }
        defer {
            X509_EXTENSION_free(identifier)
            ASN1_INTEGER_free(integer)
        }
        guard X509_CRL_add_ext(pointer, identifier, -1) == 1, ASN1_INTEGER_set_int64(integer, number) == 1,
            X509_CRL_add1_ext_i2d(pointer, NID_crl_number, integer, 0, 0) == 1
        else { throw OpenSSL.failure("revocation list", reason: "its extensions could not be added") }
    }

    private static func setTime(_ moment: CertificateDate, _ set: (UnsafePointer<ASN1_TIME>) -> Int32) -> Bool {
        guard let time = ASN1_TIME_set(nil, time_t(moment.secondsSince1970)) else { return false }
        defer { ASN1_TIME_free(time) }
        return set(time) == 1
    }
}
