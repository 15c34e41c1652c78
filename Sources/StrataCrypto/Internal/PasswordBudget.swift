internal import COpenSSL

/// What opening a file under a password may cost. The file says itself how often its password is hashed, so that is looked at before it is
/// done; and a container holds many such numbers, so they are added up.
struct PasswordBudget {
    private let maximum: Int
    private var left: Int
    private let subject: String

    init(_ maximum: Int, subject: String) {
        self.maximum = maximum
        left = maximum
        self.subject = subject
    }

    /// Takes so many iterations out of the budget.
    ///
    /// - Throws: `limitExceeded` when they are not in it.
    mutating func spend(_ iterations: Int) throws(CryptoError) {
        guard iterations > 0, iterations <= left else {
            throw CryptoError(
                .limitExceeded, subject,
                reason: iterations > 0
                    ? "opening it hashes the password more often than \(maximum) times"
                    : "it does not say how often the password is hashed",
                advice: "if it comes from somebody you trust, raise maximumIterations")
        }
        left -= iterations
    }

    /// Takes out what an algorithm that encrypts under a password asks for (RFC 8018, RFC 7292 appendix B).
    ///
    /// - Throws: `limitExceeded`; `unsupported` for other derivations than PBKDF2 and those of old.
    mutating func spend(on algorithm: UnsafePointer<X509_ALGOR>?) throws(CryptoError) {
        guard let algorithm, let iterations = PasswordBudget.iterations(algorithm.pointee) else {
            throw CryptoError(
                .unsupported, subject, reason: "it is encrypted with an algorithm that is not supported",
                advice: "export it again with AES and PBKDF2", details: OpenSSL.drainErrors())
        }
        try spend(iterations)
    }

    /// nil for an algorithm that is not known, -1 for numbers beyond all measure.
    private static func iterations(_ algorithm: X509_ALGOR) -> Int? {
        if OBJ_obj2nid(algorithm.algorithm) != NID_pbes2 {
            guard let raw = ASN1_TYPE_unpack_sequence(PBEPARAM_it(), algorithm.parameter) else { return nil }
            let parameters = raw.assumingMemoryBound(to: PBEPARAM.self)
            defer { PBEPARAM_free(parameters) }
            return ASN1_INTEGER_get(parameters.pointee.iter)
        }
        guard let raw = ASN1_TYPE_unpack_sequence(PBE2PARAM_it(), algorithm.parameter) else { return nil }
        let parameters = raw.assumingMemoryBound(to: PBE2PARAM.self)
        defer { PBE2PARAM_free(parameters) }
        guard let derivation = parameters.pointee.keyfunc, OBJ_obj2nid(derivation.pointee.algorithm) == NID_id_pbkdf2,
            let raw = ASN1_TYPE_unpack_sequence(PBKDF2PARAM_it(), derivation.pointee.parameter)
        else { return nil }
        let pbkdf2 = raw.assumingMemoryBound(to: PBKDF2PARAM.self)
        defer { PBKDF2PARAM_free(pbkdf2) }
        return ASN1_INTEGER_get(pbkdf2.pointee.iter)
    }
}
