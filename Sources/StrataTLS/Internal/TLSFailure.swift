internal import COpenSSL
internal import StrataCore
internal import StrataCrypto

/// Reads the library's error queue into an error that says what happened and what to change.
enum TLSFailure {
    /// - Parameters:
    ///   - stage: what was going on, for example `TLS handshake with "localhost"`.
    ///   - code: what the failure is when the queue does not say better.
    static func make(_ stage: String, _ code: StreamTransformError.Code) -> StreamTransformError {
        let first = ERR_peek_error()
        let isTLS = Int32(truncatingIfNeeded: ERR_GET_LIB(first)) == ERR_LIB_SSL
        let reason = isTLS ? Int32(truncatingIfNeeded: ERR_GET_REASON(first)) : 0
        let details = OpenSSL.drainErrors()
        let tail = details.isEmpty ? "" : " [\(details.joined(separator: "; "))]"
        // The library reports a received alert n as reason 1000 + n.
        if reason > 1000, reason < 1256 {
            return StreamTransformError(
                code, "\(stage): the peer refused with the alert \"\(alert(reason - 1000))\"\(hint(alert: reason - 1000))\(tail)")
        }
        switch reason {
        case SSL_R_HTTP_REQUEST:
            return StreamTransformError(code, "\(stage): the peer speaks HTTP without TLS; call an https address\(tail)")
        case SSL_R_WRONG_VERSION_NUMBER:
            return StreamTransformError(code, "\(stage): the peer does not speak TLS here, or a version unknown to us\(tail)")
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_VERSION_TOO_LOW, SSL_R_VERSION_TOO_HIGH:
            return StreamTransformError(
                code, "\(stage): no version of TLS is common to both; compare minimumVersion and maximumVersion with the peer's\(tail)")
        case SSL_R_NO_SHARED_CIPHER:
            return StreamTransformError(code, "\(stage): no cipher suite is common to both\(tail)")
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            let rejection = CertificateRejection(
                .missing, message: "the client sent no certificate and clientCertificates is required; give the client an identity")
            return StreamTransformError(.certificateRejected, "\(stage): \(rejection)\(tail)", cause: rejection)
        default:
            return StreamTransformError(code, "\(stage) failed\(tail)")
        }
    }

    private static func alert(_ number: Int32) -> String {
        String(cString: SSL_alert_desc_string_long(number))
    }

    private static func hint(alert: Int32) -> String {
        switch alert {
        case SSL_AD_CERTIFICATE_REQUIRED: "; it wants a client certificate: set identity"
        case SSL_AD_UNKNOWN_CA: "; it does not trust the authority of our certificate"
        case SSL_AD_PROTOCOL_VERSION: "; no version of TLS is common to both"
        case SSL_AD_HANDSHAKE_FAILURE: "; it may have refused our certificate, or have nothing in common with us"
        default: ""
        }
    }
}
