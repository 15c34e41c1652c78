internal import COpenSSL

extension CertificateRejection {
    /// What a failed `X509_verify_cert` has found.
    package init(verifying context: OpaquePointer, name: String?) {
        let code = X509_STORE_CTX_get_error(context)
        let depth = Int(X509_STORE_CTX_get_error_depth(context))
        let at = X509_STORE_CTX_get_current_cert(context) ?? X509_STORE_CTX_get0_cert(context)
        self.init(code: code, depth: depth, certificate: at.map { Certificate(sharing: $0) }, name: name)
    }

    init(code: Int32, depth: Int, certificate: Certificate?, name: String?) {
        let label = certificate?.label ?? ""
        let issuer = certificate?.issuer.description ?? ""
        let library = String(cString: X509_verify_cert_error_string(Int(code)))
        let which =
            depth == 0 ? "the certificate of \(label)" : "the authority certificate of \(label) (number \(depth) above the end certificate)"
        let dates = certificate.map { "valid \($0.notBefore) to \($0.notAfter), now \(CertificateDate.now)" } ?? ""
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
            message = "\(which) was revoked"
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
