internal import COpenSSL
internal import StrataInfoset

/// Reads a PKCS#12 container piece by piece (RFC 7292 section 4), so that no count of iterations is obeyed before it was looked at.
struct PKCS12Reader: ~Copyable {
    /// The first key that the container holds.
    private(set) var key: PrivateKey?
    /// The certificates in their order.
    private(set) var certificates: [Certificate] = []

    /// Bags within bags; writers make one level.
    private static let maximumDepth = 4
    private static let maximumBags = 1000

    private var password: [CChar]
    /// No password at all and an empty one are two different keys.
    private var hasPassword = true
    private var isChecked = false
    private var budget: PasswordBudget
    private var bags = 0

    init(password: String, maximumIterations: Int) {
        self.password = Array(password.utf8CString)
        budget = PasswordBudget(maximumIterations, subject: "PKCS#12")
    }

    deinit { password.withUnsafeBytes { OPENSSL_cleanse(UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count) } }

    mutating func read(_ octets: Bytes) throws(CryptoError) {
        OpenSSL.start()
        OpenSSL.clearErrors()
        let parsed: OpaquePointer? = octets.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start.assumingMemoryBound(to: UInt8.self)
            guard let container = d2i_PKCS12(nil, &next, raw.count) else { return nil }
            if UnsafeRawPointer(next) == start + raw.count { return container }
            PKCS12_free(container)
            return nil
        }
        guard let container = parsed else {
            throw CryptoError(
                .malformed, "PKCS#12", reason: "the octets are not exactly one PKCS#12 container", details: OpenSSL.drainErrors())
        }
        defer {
            PKCS12_free(container)
            OpenSSL.clearErrors()
        }
        try check(container)
        guard let parts = PKCS12_unpack_authsafes(container) else { throw unreadable() }
        defer { OPENSSL_sk_pop_free(parts) { PKCS7_free($0?.assumingMemoryBound(to: PKCS7.self)) } }
        for index in 0..<max(0, OPENSSL_sk_num(parts)) {
            guard let part = OPENSSL_sk_value(parts, index) else { continue }
            try readPart(part.assumingMemoryBound(to: PKCS7.self))
        }
    }

    /// Verifies the check value, where there is one.
    private mutating func check(_ container: OpaquePointer) throws(CryptoError) {
        let isEmpty = password.count <= 1
        guard PKCS12_mac_present(container) == 1 else {
            hasPassword = !isEmpty
            return
        }
        var algorithm: UnsafePointer<X509_ALGOR>?
        var iterations: UnsafePointer<ASN1_INTEGER>?
        PKCS12_get0_mac(nil, &algorithm, nil, &iterations, container)
        // PBMAC1 (RFC 9579) keeps its iterations elsewhere; libraries that know it would obey them.
        if let algorithm, OBJ_txt2nid("1.2.840.113549.1.5.14") == OBJ_obj2nid(algorithm.pointee.algorithm),
            OBJ_obj2nid(algorithm.pointee.algorithm) != NID_undef
        {
            throw CryptoError(
                .unsupported, "PKCS#12", reason: "its check value is of the kind PBMAC1",
                advice: "export it with a check value of the usual kind")
        }
        // One that is absent stands for 1.
        let count = iterations.map { ASN1_INTEGER_get($0) } ?? 1
        for attempt in isEmpty ? [false, true] : [true] {
            hasPassword = attempt
            try budget.spend(count)
            if with({ PKCS12_verify_mac(container, $0, $1) }) == 1 {
                isChecked = true
                return
            }
        }
        throw wrongPassword()
    }

    private mutating func readPart(_ part: UnsafeMutablePointer<PKCS7>) throws(CryptoError) {
        let contents: OpaquePointer?
        switch OBJ_obj2nid(part.pointee.type) {
        case NID_pkcs7_data:
            contents = PKCS12_unpack_p7data(part)
        case NID_pkcs7_encrypted:
            let algorithm = part.pointee.d.encrypted.flatMap { $0.pointee.enc_data }.flatMap { $0.pointee.algorithm }
            try budget.spend(on: algorithm.map { UnsafePointer($0) })
            contents = with { PKCS12_unpack_p7encdata(part, $0, $1) }
            if contents == nil, !isChecked { throw wrongPassword() }
        default: return
        }
        guard let contents else { throw unreadable() }
        defer { OPENSSL_sk_pop_free(contents) { PKCS12_SAFEBAG_free($0.map { OpaquePointer($0) }) } }
        try readBags(contents, depth: 1)
    }

    private mutating func readBags(_ list: OpaquePointer, depth: Int) throws(CryptoError) {
        for index in 0..<max(0, OPENSSL_sk_num(list)) {
            guard let bag = OPENSSL_sk_value(list, index).map({ OpaquePointer($0) }) else { continue }
            bags += 1
            guard bags <= PKCS12Reader.maximumBags, depth <= PKCS12Reader.maximumDepth else {
                throw CryptoError(
                    .limitExceeded, "PKCS#12",
                    reason:
                        "it has more than \(PKCS12Reader.maximumBags) entries, or more than \(PKCS12Reader.maximumDepth) within each other")
            }
            switch PKCS12_SAFEBAG_get_nid(bag) {
            case NID_certBag where PKCS12_SAFEBAG_get_bag_nid(bag) == NID_x509Certificate:
                guard let certificate = PKCS12_SAFEBAG_get1_cert(bag) else { throw unreadable() }
                certificates.append(Certificate(CertificateStorage(owning: certificate)))
            case NID_keyBag where key == nil:
                try take(EVP_PKCS82PKEY(PKCS12_SAFEBAG_get0_p8inf(bag)))
            case NID_pkcs8ShroudedKeyBag where key == nil:
                var algorithm: UnsafePointer<X509_ALGOR>?
                X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nil)
                try budget.spend(on: algorithm)
                guard let info = with({ PKCS12_decrypt_skey(bag, $0, $1) }) else { throw isChecked ? unreadable() : wrongPassword() }
                defer { PKCS8_PRIV_KEY_INFO_free(info) }
                try take(EVP_PKCS82PKEY(info))
            case NID_safeContentsBag:
                if let inner = PKCS12_SAFEBAG_get0_safes(bag) { try readBags(inner, depth: depth + 1) }
            default: continue
            }
        }
    }

    private mutating func take(_ pointer: OpaquePointer?) throws(CryptoError) {
        guard let pointer else { throw unreadable() }
        key = try PrivateKey(owning: pointer, subject: "PKCS#12 private key")
    }

    /// The password for the time of a call, as the check value has shown that it is meant.
    private func with<R>(_ body: (UnsafePointer<CChar>?, Int32) -> R) -> R {
        hasPassword ? password.withUnsafeBufferPointer { body($0.baseAddress, Int32(clamping: $0.count - 1)) } : body(nil, 0)
    }

    private func wrongPassword() -> CryptoError {
        CryptoError(
            .wrongPassword, "PKCS#12", reason: "the container does not open with the password that was given", advice: "check the password",
            details: OpenSSL.drainErrors())
    }

    private func unreadable() -> CryptoError {
        CryptoError(
            .unsupported, "PKCS#12", reason: "its content cannot be decrypted or read",
            advice: "if it was written with RC2 or another algorithm of old, export it again with AES", details: OpenSSL.drainErrors())
    }
}
