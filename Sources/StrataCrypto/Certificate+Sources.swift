internal import COpenSSL

extension Certificate {
    /// Where an OCSP responder of its issuer is asked about it, in their order (RFC 5280 section 4.2.2.1).
    public var statusResponders: [String] {
        // The library hands out C strings, and leaves out those with an octet of 0.
        guard let list = X509_get1_ocsp(storage.pointer) else { return [] }
        defer {
            X509_email_free(list)
            OpenSSL.clearErrors()
        }
        return (0..<max(0, OPENSSL_sk_num(list))).compactMap { index in
            OPENSSL_sk_value(list, index).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
        }
    }

    /// Where the revocation list of its issuer is fetched, in their order (RFC 5280 section 4.2.1.13). Places of lists that somebody else
    /// than the issuer signs are left out.
    public var revocationListAddresses: [String] {
        guard let points = X509_get_ext_d2i(storage.pointer, NID_crl_distribution_points, nil, nil).map({ OpaquePointer($0) }) else {
            OpenSSL.clearErrors()
            return []
        }
        defer { OPENSSL_sk_pop_free(points) { DIST_POINT_free($0?.assumingMemoryBound(to: DIST_POINT.self)) } }
        var addresses: [String] = []
        for index in 0..<max(0, OPENSSL_sk_num(points)) {
            guard let point = OPENSSL_sk_value(points, index)?.assumingMemoryBound(to: DIST_POINT.self), point.pointee.CRLissuer == nil,
                let place = point.pointee.distpoint, place.pointee.type == 0, let names = place.pointee.name.fullname
            else { continue }
            for index in 0..<max(0, OPENSSL_sk_num(names)) {
                guard let name = OPENSSL_sk_value(names, index) else { continue }
                if case .uri(let address) = SubjectAlternativeName(UnsafePointer(name.assumingMemoryBound(to: GENERAL_NAME.self))) {
                    addresses.append(address)
                }
            }
        }
        return addresses
    }

    /// The digest that the signature on it uses, also of RSA-PSS; nil for those that have none of their own and for unknown ones.
    public var signatureDigest: DigestAlgorithm? {
        var digest: Int32 = 0
        defer { OpenSSL.clearErrors() }
        guard X509_get_signature_info(storage.pointer, &digest, nil, nil, nil) == 1 else { return nil }
        return DigestAlgorithm(library: digest)
    }

    var isSignedByEdwards: Bool {
        [NID_ED25519, NID_ED448].contains(X509_get_signature_nid(storage.pointer))
    }
}

extension DigestAlgorithm {
    /// The digest of the library's number.
    init?(library number: Int32) {
        switch number {
        case NID_md5: self = .md5
        case NID_sha1: self = .sha1
        case NID_sha224: self = .sha224
        case NID_sha256: self = .sha256
        case NID_sha384: self = .sha384
        case NID_sha512: self = .sha512
        case NID_sha3_224: self = .sha3_224
        case NID_sha3_256: self = .sha3_256
        case NID_sha3_384: self = .sha3_384
        case NID_sha3_512: self = .sha3_512
        default: return nil
        }
    }
}
