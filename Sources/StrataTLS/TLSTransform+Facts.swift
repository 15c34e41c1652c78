internal import COpenSSL
public import StrataCore
public import StrataCrypto

/// What the handshake has given.
extension TLSTransform {
    /// Who the peer is; nil when it has sent no certificate, or before the connection is established.
    public var remoteIdentity: RemoteIdentity? {
        guard state == .established else { return nil }
        let chain = peerCertificates
        guard let leaf = chain.first else { return nil }
        return RemoteIdentity(source: "TLS", certificateChain: chain.map(\.der), subject: leaf.label)
    }

    /// The certificates that the peer sent, its own first; empty when it sent none, or before the connection is established.
    public var peerCertificates: [Certificate] {
        guard state == .established, let leaf = SSL_get1_peer_certificate(ssl) else { return [] }
        defer { X509_free(leaf) }
        let sent = Certificate.list(stack: SSL_get_peer_cert_chain(ssl))
        // The library leaves the leaf out of it on a server.
        return context.side == .client ? sent : [Certificate(sharing: leaf)] + sent
    }

    /// The version that was agreed on; nil before the connection is established.
    public var version: TLSVersion? {
        state == .established ? TLSVersion.allCases.first { $0.library == SSL_version(ssl) } : nil
    }

    /// The name of the cipher suite in use (RFC 8446 appendix B.4 or OpenSSL's name); nil before the connection is established.
    public var cipherSuite: String? {
        guard state == .established, let cipher = SSL_get_current_cipher(ssl) else { return nil }
        return String(cString: SSL_CIPHER_get_name(cipher))
    }

    /// Whether the connection goes on with the keys of an earlier one, whose certificates stand for this one too.
    public var isResumed: Bool { state == .established && SSL_session_reused(ssl) == 1 }

    /// The application protocol that was agreed on by ALPN, or nil.
    public var applicationProtocol: String? {
        var start: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &start, &count)
        return start.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
    }

    /// The server name that the client asked for (RFC 6066), in whatever spelling it chose; nil for none.
    public var requestedServerName: String? {
        SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { OpenSSL.printable(String(cString: $0)) }
    }
}
