internal import COpenSSL

/// One run of the library's path validation (RFC 5280 section 6), which goes on after a failure so that all of them are known.
struct PathCheck {
    let store: TrustStore
    let purpose: CertificatePurpose
    let moment: CertificateDate
    var strength = CertificateStrength.defaults
    /// Authorities between the end certificate and the root.
    var maximumDepth = 10
    var maximumCertificates = 32
    /// Lists of revoked certificates; nil checks none.
    var lists: [RevocationList]?
    /// Depths whose standing is known otherwise.
    var settled: Set<Int> = []

    struct Result {
        var path: [Certificate] = []
        var isTrusted = false
        /// Whether the checks were made; not when the chain was refused before them.
        var wasRun = false
        var rejections: [CertificateRejection] = []
    }

    func run(_ chain: [Certificate]) -> Result {
        OpenSSL.start()
        guard let leaf = chain.first else { return PathCheck.refused(.missing, "there is no certificate") }
        guard chain.count <= maximumCertificates else {
            return PathCheck.refused(.malformed, "there are \(chain.count) certificates, and \(maximumCertificates) are looked at")
        }
        for (depth, certificate) in chain.enumerated() {
            // Before anything is computed with their keys.
            if let reason = certificate.unusableKey {
                let label = certificate.label
                return Result(
                    path: [leaf],
                    rejections: [
                        CertificateRejection(.malformed, subject: label, depth: depth, message: "the certificate of \(label): \(reason)")
                    ])
            }
        }
        guard let pointer = store.pointer, let context = X509_STORE_CTX_new(), let others = OPENSSL_sk_new_null(),
            let crls = OPENSSL_sk_new_null()
        else { return PathCheck.refused(.invalid, OpenSSL.failure("certificate check").description) }
        defer {
            X509_STORE_CTX_free(context)
            OPENSSL_sk_free(others)
            OPENSSL_sk_free(crls)
            OpenSSL.clearErrors()
        }
        // The stacks borrow: the certificates and lists outlive them.
        for certificate in chain.dropFirst() { _ = OPENSSL_sk_push(others, UnsafeRawPointer(certificate.handle)) }
        for list in lists ?? [] { _ = OPENSSL_sk_push(crls, UnsafeRawPointer(list.storage.pointer)) }
        guard X509_STORE_CTX_init(context, pointer, leaf.handle, others) == 1, let parameters = X509_STORE_CTX_get0_param(context) else {
            return PathCheck.refused(.invalid, OpenSSL.failure("certificate check").description)
        }
        X509_VERIFY_PARAM_set_auth_level(parameters, strength.level)
        X509_VERIFY_PARAM_set_depth(parameters, Int32(clamping: maximumDepth))
        X509_VERIFY_PARAM_set_time(parameters, time_t(moment.secondsSince1970))
        if let purpose = purpose.library { X509_STORE_CTX_set_purpose(context, purpose) }
        if lists != nil {
            X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL))
            X509_STORE_CTX_set0_crls(context, crls)
        }
        let log = PathLog()
        X509_STORE_CTX_set_ex_data(context, 0, Unmanaged.passUnretained(log).toOpaque())
        X509_STORE_CTX_set_verify_cb(context) { good, context in
            if good == 1 { return 1 }
            guard let context, let raw = X509_STORE_CTX_get_ex_data(context, 0) else { return 0 }
            Unmanaged<PathLog>.fromOpaque(raw).takeUnretainedValue().add(context)
            return 1
        }
        let verified = X509_verify_cert(context) == 1
        let wasRun = verified || !log.entries.isEmpty
        // What fails without a word to the callback has ended the run.
        if !wasRun { log.add(context) }
        let path = Certificate.list(stack: X509_STORE_CTX_get0_chain(context))
        withExtendedLifetime((chain, lists, store, log)) {}
        return result(path.isEmpty ? [leaf] : path, log, wasRun: wasRun)
    }

    private func result(_ path: [Certificate], _ log: PathLog, wasRun: Bool) -> Result {
        var result = Result(path: path, isTrusted: true, wasRun: wasRun)
        for entry in log.entries {
            let rejection = CertificateRejection(
                code: entry.code, depth: entry.depth, certificate: entry.certificate, name: nil, at: moment)
            if rejection.reason == .unknownAuthority { result.isTrusted = false }
            if rejection.reason == .revocationUnknown {
                // What is trusted needs nobody's word, and what was settled has it.
                if settled.contains(entry.depth) || entry.depth == path.count - 1 { continue }
            }
            result.add(rejection)
        }
        for (depth, certificate) in path.enumerated() {
            let isAnchor = result.isTrusted && depth == path.count - 1
            guard let reason = strength.refusal(of: certificate, isAnchor: isAnchor) else { continue }
            let label = certificate.label
            result.add(
                CertificateRejection(
                    .weak, subject: label, depth: depth,
                    message:
                        "the certificate of \(label) is too weak: \(reason); have it issued again, or lower the strength that is asked for")
            )
        }
        if let leaf = path.first, let reason = purpose.refusal(of: leaf) {
            result.add(
                CertificateRejection(
                    .wrongPurpose, subject: leaf.label,
                    message: "the certificate of \(leaf.label) is not meant for this use: \(reason); use one with the right key usage"))
        }
        return result
    }

    private static func refused(_ reason: CertificateRejection.Reason, _ message: String) -> Result {
        Result(rejections: [CertificateRejection(reason, message: message)])
    }
}

extension PathCheck.Result {
    /// One of a reason at a place: the library says some things in several ways.
    mutating func add(_ rejection: CertificateRejection) {
        if rejections.contains(where: { $0.reason == rejection.reason && $0.depth == rejection.depth }) { return }
        rejections.append(rejection)
    }
}

/// What the library objects to, in its order.
private final class PathLog {
    struct Entry {
        let code: Int32
        let depth: Int
        let certificate: Certificate?
    }

    private(set) var entries: [Entry] = []

    func add(_ context: OpaquePointer) {
        // A path has a handful; nobody fills memory with them.
        guard entries.count < 256 else { return }
        let certificate = X509_STORE_CTX_get_current_cert(context) ?? X509_STORE_CTX_get0_cert(context)
        entries.append(
            Entry(
                code: X509_STORE_CTX_get_error(context), depth: max(0, Int(X509_STORE_CTX_get_error_depth(context))),
                certificate: certificate.map { Certificate(sharing: $0) }))
    }
}

extension Certificate {
    /// Why its key is not used at all; nil when it is. A key that cannot be read is left to the check of the path.
    var unusableKey: String? {
        defer { OpenSSL.clearErrors() }
        guard let key = X509_get0_pubkey(storage.pointer), let kind = KeyKind(key) else { return nil }
        return KeyLimits.refusal(of: key, kind)
    }
}
