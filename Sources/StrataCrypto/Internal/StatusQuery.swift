internal import COpenSSL
internal import StrataInfoset

/// One question to an OCSP responder about one certificate (RFC 6960), and the judgement of its answer.
final class StatusQuery {
    enum Answer {
        case good
        case revoked(CertificateDate?, reason: String)
        /// It says nothing that can be relied on.
        case unusable(String)
    }

    private let request: OpaquePointer
    private let id: OpaquePointer
    private let issuer: Certificate
    private let policy: RevocationPolicy

    /// The certificate is named by SHA-1 digests: names that every responder knows, and that nothing rests on.
    init?(_ certificate: Certificate, issuer: Certificate, policy: RevocationPolicy) {
        OpenSSL.start()
        guard let request = OCSP_REQUEST_new() else { return nil }
        guard let id = OCSP_cert_to_id(EVP_sha1(), certificate.handle, issuer.handle) else {
            OCSP_REQUEST_free(request)
            return nil
        }
        self.request = request
        self.id = id
        self.issuer = issuer
        self.policy = policy
        guard let copy = OCSP_CERTID_dup(id) else { return nil }
        guard OCSP_request_add0_id(request, copy) != nil else {
            OCSP_CERTID_free(copy)
            return nil
        }
        if policy.nonce != .none, OCSP_request_add1_nonce(request, nil, 16) != 1 { return nil }
    }

    deinit {
        OCSP_CERTID_free(id)
        OCSP_REQUEST_free(request)
    }

    /// The octets that are sent.
    var encoded: Bytes {
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_OCSP_REQUEST(request, &out)
        defer { CRYPTO_free(out, nil, 0) }
        return count > 0 ? Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count))) : Bytes()
    }

    /// What an answer says, and whether it may.
    ///
    /// - Parameter strength: what the responder's certificate and signature must have.
    func judge(_ octets: Bytes, at moment: CertificateDate, _ strength: CertificateStrength) -> Answer {
        defer { OpenSSL.clearErrors() }
        let parsed: OpaquePointer? = octets.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start.assumingMemoryBound(to: UInt8.self)
            guard let response = d2i_OCSP_RESPONSE(nil, &next, raw.count) else { return nil }
            if UnsafeRawPointer(next) == start + raw.count { return response }
            OCSP_RESPONSE_free(response)
            return nil
        }
        guard let response = parsed else { return .unusable("the \(octets.count) octets are no OCSP answer") }
        defer { OCSP_RESPONSE_free(response) }
        let status = OCSP_response_status(response)
        guard status == OCSP_RESPONSE_STATUS_SUCCESSFUL, let basic = OCSP_response_get1_basic(response) else {
            return .unusable("the responder refuses: \(String(cString: OCSP_response_status_str(Int(status))))")
        }
        defer { OCSP_BASICRESP_free(basic) }
        if let reason = refusal(ofSigner: basic, at: moment, strength) { return .unusable(reason) }
        // 1: equal; 2: in neither; 3: in the answer only; -1: in the question only.
        let nonce = OCSP_check_nonce(request, basic)
        guard nonce != 0, policy.nonce != .required || nonce == 1 else { return .unusable("the answer is to another question (nonce)") }
        return answer(basic, at: moment)
    }

    /// The responder is the issuer, or has a certificate from it for this purpose (RFC 6960 section 4.2.2.2): the issuer is all that is
    /// trusted here.
    private func refusal(ofSigner basic: OpaquePointer, at moment: CertificateDate, _ strength: CertificateStrength) -> String? {
        var digest: Int32 = 0
        let algorithm = OCSP_resp_get0_tbs_sigalg(basic)
        guard let algorithm, OBJ_find_sigid_algs(OBJ_obj2nid(algorithm.pointee.algorithm), &digest, nil) == 1,
            let digest = DigestAlgorithm(library: digest), strength.digests.contains(digest)
        else { return "the answer is signed with an algorithm that is not accepted" }
        guard let store = X509_STORE_new(), let trusted = OPENSSL_sk_new_null() else { return "there is no memory" }
        defer {
            X509_STORE_free(store)
            OPENSSL_sk_free(trusted)
        }
        _ = OPENSSL_sk_push(trusted, UnsafeRawPointer(issuer.handle))
        X509_STORE_add_cert(store, issuer.handle)
        X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        if let parameters = X509_STORE_get0_param(store) {
            X509_VERIFY_PARAM_set_time(parameters, time_t(moment.secondsSince1970))
            X509_VERIFY_PARAM_set_auth_level(parameters, strength.level)
        }
        guard OCSP_basic_verify(basic, trusted, store, UInt(OCSP_NOEXPLICIT | OCSP_PARTIAL_CHAIN)) == 1 else {
            return "the answer is not signed by the issuer or a responder of its: \(OpenSSL.drainErrors().joined(separator: "; "))"
        }
        return nil
    }

    private func answer(_ basic: OpaquePointer, at moment: CertificateDate) -> Answer {
        var status: Int32 = -1
        var reason: Int32 = -1
        var revoked: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        var begin: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        var end: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
        guard OCSP_resp_find_status(basic, id, &status, &reason, &revoked, &begin, &end) == 1, let begin,
            let begin = CertificateDate(UnsafePointer(begin))
        else { return .unusable("the answer is about another certificate") }
        guard begin <= moment.advanced(bySeconds: policy.clockSkew) else { return .unusable("the answer is of the future (\(begin))") }
        // What does not say how long it is good is good for as long as the settings allow.
        let limit: CertificateDate
        if let end {
            guard let date = CertificateDate(UnsafePointer(end)), begin <= date else { return .unusable("its dates cannot be read") }
            limit = date
        } else {
            limit = begin.advanced(bySeconds: policy.maximumAge)
        }
        guard moment <= limit.advanced(bySeconds: policy.clockSkew) else { return .unusable("the answer is stale (\(begin) to \(limit))") }
        switch status {
        case V_OCSP_CERTSTATUS_GOOD: return .good
        case V_OCSP_CERTSTATUS_REVOKED:
            let why = reason >= 0 ? String(cString: OCSP_crl_reason_str(Int(reason))) : "no reason given"
            return .revoked(revoked.flatMap { CertificateDate(UnsafePointer($0)) }, reason: why)
        default: return .unusable("the responder does not know the certificate")
        }
    }
}
