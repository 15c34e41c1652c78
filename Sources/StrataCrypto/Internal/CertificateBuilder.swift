internal import COpenSSL

/// Lays out and signs a certificate.
enum CertificateBuilder {
    /// - Parameter issuer: nil for a certificate that signs itself.
    static func build(_ template: CertificateTemplate, key: PrivateKey, issuer: CertificateIdentity?) throws(CryptoError) -> Certificate {
        OpenSSL.start()
        guard template.notBefore <= template.notAfter else {
            throw CryptoError(
                .invalidConfiguration, "certificate",
                reason: "its validity ends (\(template.notAfter)) before it begins (\(template.notBefore))")
        }
        guard let x = X509_new() else { throw OpenSSL.failure("certificate") }
        let certificate = Certificate(CertificateStorage(owning: x))
        guard X509_set_version(x, Int(X509_VERSION_3)) == 1, try setSerialNumber(x), try setSubject(x, template),
            let issuerName = issuer.map({ X509_get_subject_name($0.certificate.handle) }) ?? X509_get_subject_name(x),
            X509_set_issuer_name(x, issuerName) == 1,
            setTime(template.notBefore, { X509_set1_notBefore(x, $0) }), setTime(template.notAfter, { X509_set1_notAfter(x, $0) }),
            X509_set_pubkey(x, key.handle) == 1
        else { throw OpenSSL.failure("certificate", reason: "its fields could not be set") }
        try addExtensions(x, template, key: key, issuer: issuer?.certificate.handle ?? x)
        let signer = issuer?.privateKey ?? key
        guard X509_sign(x, signer.handle, signer.kind.signatureDigest) > 0 else {
            throw OpenSSL.failure("certificate", reason: "it could not be signed")
        }
        OpenSSL.clearErrors()
        return certificate
    }

    /// 127 random bits, as RFC 5280 section 4.1.2.2 wants them: positive, at most 20 octets.
    private static func setSerialNumber(_ x: OpaquePointer) throws(CryptoError) -> Bool {
        var octets = Array(try SecureRandom.bytes(16))
        octets[0] = octets[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(octets, Int32(octets.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != nil
    }

    private static func setSubject(_ x: OpaquePointer, _ template: CertificateTemplate) throws(CryptoError) -> Bool {
        guard let name = X509_get_subject_name(x) else { return false }
        for (field, value, limit) in [("O", template.organization, 64), ("CN", template.commonName, 64)] where !value.isEmpty {
            let octets = Array(value.utf8)
            guard value.unicodeScalars.count <= limit else {
                throw CryptoError(
                    .malformed, "certificate", reason: "\"\(value)\" is longer than \(limit) characters", advice: "shorten the name")
            }
            guard X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, octets, Int32(octets.count), -1, 0) == 1 else { return false }
        }
        return true
    }

    private static func setTime(_ moment: CertificateDate, _ set: (UnsafePointer<ASN1_TIME>) -> Int32) -> Bool {
        guard let time = ASN1_TIME_set(nil, time_t(moment.secondsSince1970)) else { return false }
        defer { ASN1_TIME_free(time) }
        return set(time) == 1
    }

    private static func addExtensions(
        _ x: OpaquePointer, _ template: CertificateTemplate, key: PrivateKey, issuer: OpaquePointer
    ) throws(CryptoError) {
        let isAuthority = template.basicConstraints.isAuthority
        let standard: KeyUsage =
            isAuthority
            ? [.certificateSigning, .revocationListSigning, .digitalSignature]
            : key.kind.isRSA ? [.digitalSignature, .keyEncipherment] : [.digitalSignature, .keyAgreement]
        try add(x, NID_basic_constraints, "critical,\(template.basicConstraints)", issuer)
        let usage = template.keyUsage ?? standard
        if !usage.isEmpty { try add(x, NID_key_usage, "critical,\(usage)", issuer) }
        try add(x, NID_subject_key_identifier, "hash", issuer)
        try add(x, NID_authority_key_identifier, "keyid", issuer)
        if !template.extendedKeyUsage.isEmpty {
            let purposes = template.extendedKeyUsage.map(\.rawValue)
            guard purposes.allSatisfy({ $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") } })
            else {
                throw CryptoError(.malformed, "certificate", reason: "an extended key usage is no dotted object identifier")
            }
            try add(x, NID_ext_key_usage, purposes.joined(separator: ","), issuer)
        }
        try addNames(x, template)
        try addAddresses(x, template, issuer)
    }

    private static func addAddresses(_ x: OpaquePointer, _ template: CertificateTemplate, _ issuer: OpaquePointer) throws(CryptoError) {
        let all = template.statusResponders + template.revocationListAddresses
        // What would end an address in the library's configuration syntax is written in another form by those who make addresses.
        guard all.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !",;\\\"'$#".utf8.contains($0) } }) else {
            throw CryptoError(.malformed, "certificate", reason: "an address has characters that cannot be written")
        }
        if !template.statusResponders.isEmpty {
            let value = template.statusResponders.map { "OCSP;URI:" + $0 }.joined(separator: ",")
            try add(x, NID_info_access, value, issuer)
        }
        if !template.revocationListAddresses.isEmpty {
            let value = template.revocationListAddresses.map { "URI:" + $0 }.joined(separator: ",")
            try add(x, NID_crl_distribution_points, value, issuer)
        }
    }

    private static func addNames(_ x: OpaquePointer, _ template: CertificateTemplate) throws(CryptoError) {
        if template.subjectAlternativeNames.isEmpty { return }
        guard let names = OPENSSL_sk_new_null() else { throw OpenSSL.failure("certificate") }
        defer { OPENSSL_sk_pop_free(names) { GENERAL_NAME_free($0?.assumingMemoryBound(to: GENERAL_NAME.self)) } }
        for name in template.subjectAlternativeNames {
            let encoded = try name.encoded()
            guard OPENSSL_sk_push(names, encoded) > 0 else {
                GENERAL_NAME_free(encoded)
                throw OpenSSL.failure("certificate")
            }
        }
        // RFC 5280 section 4.2.1.6: critical when there is no subject.
        let critical: Int32 = template.commonName.isEmpty && template.organization.isEmpty ? 1 : 0
        guard X509_add1_ext_i2d(x, NID_subject_alt_name, UnsafeMutableRawPointer(names), critical, UInt(X509V3_ADD_DEFAULT)) == 1 else {
            throw OpenSSL.failure("certificate", reason: "its names could not be set")
        }
    }

    /// - Parameter value: in OpenSSL's configuration syntax; built from fixed words, numbers and addresses without its marks, never from another text of a caller's.
    private static func add(_ x: OpaquePointer, _ kind: Int32, _ value: String, _ issuer: OpaquePointer) throws(CryptoError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer, x, nil, nil, 0)
        guard let made = X509V3_EXT_nconf_nid(nil, &context, kind, value) else {
            throw OpenSSL.failure("certificate", reason: "an extension could not be made")
        }
        defer { X509_EXTENSION_free(made) }
        guard X509_add_ext(x, made, -1) == 1 else { throw OpenSSL.failure("certificate", reason: "an extension could not be added") }
    }
}

extension KeyKind {
    var isRSA: Bool {
        if case .rsa = self { true } else { false }
    }
}
