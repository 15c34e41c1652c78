internal import COpenSSL

extension CertificateRejection {
    /// What `X509_verify_cert` has found.
    ///
    /// - Parameters:
    ///   - code: the library's `X509_V_ERR_…`.
    ///   - moment: the time by which was judged.
    init(code: Int32, depth: Int, certificate: Certificate?, name: String?, at moment: CertificateDate) {
        let label = certificate?.label ?? ""
        let issuer = certificate?.issuer.description ?? ""
        let library = String(cString: X509_verify_cert_error_string(Int(code)))
        let which =
            depth == 0 ? "the certificate of \(label)" : "the authority certificate of \(label) (number \(depth) above the end certificate)"
        let dates = certificate.map { "valid \($0.notBefore) to \($0.notAfter), judged at \(moment)" } ?? ""
        let reason: Reason
        let message: String
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            reason = .expired
            message = "\(which) has expired (\(dates)); replace it"
        case X509_V_ERR_CERT_NOT_YET_VALID:
            reason = .notYetValid
            message = "\(which) is not valid yet (\(dates)); check the clock"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            self = .wrongName(certificate, name: name ?? "")
            return
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            reason = .unknownAuthority
            message = "\(which) is self-signed and not among the trusted roots; trust it, or use one of a trusted authority"
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            reason = .unknownAuthority
            message = "the chain ends at the root \(label), which is not trusted; add it to the trusted roots"
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_CHAIN_TOO_LONG:
            reason = .unknownAuthority
            message =
                "\(which) was issued by \(issuer), which is not trusted and not in the chain; add the root or the missing intermediate"
        case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_INVALID_CA, X509_V_ERR_KEYUSAGE_NO_CERTSIGN, X509_V_ERR_PATH_LENGTH_EXCEEDED,
            X509_V_ERR_CERT_REJECTED, X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE:
            reason = .wrongPurpose
            message = "\(which) is not meant for this use (\(library)); use one with the right key usage and extended key usage"
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
            reason = .badSignature
            message = "the signature on \(which) is not that of \(issuer)"
        case X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
            reason = .weak
            message = "\(which) is too weak (\(library)); at least RSA 2048 or EC P-256 with SHA-256 is needed"
        case X509_V_ERR_CERT_REVOKED:
            reason = .revoked
            message = "\(which) was revoked by \(issuer); its owner needs a new one"
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, X509_V_ERR_CRL_SIGNATURE_FAILURE,
            X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD,
            X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
            X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_DIFFERENT_CRL_SCOPE, X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
            reason = .revocationUnknown
            message =
                "whether \(which) was revoked by \(issuer) is not known (\(library)); give a fresh revocation list of that authority, "
                + "or a fetcher that reaches its responder"
        case X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION, X509_V_ERR_SUBTREE_MINMAX,
            X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
            reason = .constrained
            message = "an authority above may not issue \(which) for its names (\(library)); have it issued by another"
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
            reason = .unknownCriticalExtension
            message = "\(which) has a critical extension that is not known here; have it issued without it"
        default:
            reason = .invalid
            message = "\(which) was refused: \(library)"
        }
        self.init(reason, subject: label, depth: depth, message: message)
    }

    /// A certificate that does not speak for the name that was called.
    package static func wrongName(_ certificate: Certificate?, name: String) -> CertificateRejection {
        let names = (certificate?.subjectAlternativeNames ?? []).map(\.description).joined(separator: ", ")
        let label = certificate?.label ?? ""
        return CertificateRejection(
            .wrongName, subject: label,
            message: "the certificate of \(label) does not speak for \"\(OpenSSL.printable(name))\" but for "
                + "\(names.isEmpty ? "no name at all" : names); call one of its names, or issue it for this one")
    }
}
