internal import COpenSSL
internal import StrataCore
internal import StrataCrypto

/// Owns an SSL_CTX: the versions, ciphers, certificates and trust of one configuration.
final class ContextStorage: @unchecked Sendable {
    // Sendable: the SSL_CTX is filled in `init` alone; afterwards connections only read it, and the library counts its references atomically.
    let pointer: OpaquePointer
    let side: ChannelSide
    let configuration: TLSConfiguration
    private let identity: CertificateIdentity?
    /// The offered protocols as they travel: each with its length in front.
    let protocolList: UnsafeBufferPointer<UInt8>
    /// What a client may resume; nil on a server, and where nothing is resumed.
    let sessions: SessionStore?
    /// Which replacement of a `TLSIdentitySource` it was made with; 0 without one.
    let generation: Int
    /// When it was made: the keys of its tickets are as old.
    let born = ContinuousClock.now

    init(
        _ configuration: TLSConfiguration, side: ChannelSide, now: @escaping @Sendable () -> CertificateDate = { .now }
    ) throws(CryptoError) {
        OpenSSL.start()
        OpenSSL.clearErrors()
        try ContextStorage.check(configuration, side)
        guard let pointer = SSL_CTX_new(side == .service ? TLS_server_method() : TLS_client_method()) else {
            throw OpenSSL.failure("TLS context")
        }
        self.pointer = pointer
        self.side = side
        self.configuration = configuration
        (identity, generation) = configuration.identitySource?.current ?? (configuration.identity, 0)
        sessions = side == .client && Self.resumes(configuration, side) ? SessionStore(now: now) : nil
        let list = UnsafeMutableBufferPointer<UInt8>.allocate(
            capacity: configuration.applicationProtocols.reduce(0) { $0 + 1 + $1.utf8.count })
        _ = list.initialize(from: configuration.applicationProtocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) })
        protocolList = UnsafeBufferPointer(list)
        try setPolicy()
        try setIdentity()
        try setTrust()
        try setProtocols()
        OpenSSL.clearErrors()
    }

    deinit {
        SSL_CTX_free(pointer)
        protocolList.deallocate()
    }

    /// Whether it gives tickets, or takes them.
    var resumes: Bool { Self.resumes(configuration, side) }

    private static func check(_ configuration: TLSConfiguration, _ side: ChannelSide) throws(CryptoError) {
        func invalid(_ reason: String, _ advice: String) -> CryptoError {
            CryptoError(.invalidConfiguration, "TLS configuration", reason: reason, advice: advice)
        }
        if configuration.minimumVersion > configuration.maximumVersion {
            throw invalid(
                "minimumVersion (\(configuration.minimumVersion)) is above maximumVersion (\(configuration.maximumVersion))", "swap them")
        }
        if side == .service, configuration.identity == nil, configuration.identitySource == nil {
            throw invalid("a server has no certificate and key", "set identity")
        }
        if configuration.identity != nil, configuration.identitySource != nil {
            throw invalid("identity and identitySource are both set", "leave one of them out")
        }
        if configuration.trust.authorities == nil, configuration.trust.validator == nil {
            throw invalid("trust has neither authorities nor a validator", "set one of them")
        }
        if let name = configuration.applicationProtocols.first(where: { !(1...255).contains($0.utf8.count) }) {
            throw invalid("the application protocol \"\(name)\" is empty or longer than 255 octets", "correct applicationProtocols")
        }
    }

    private func setPolicy() throws(CryptoError) {
        // NO_AUTO_CHAIN: what is sent is the chain of the identity, nothing that the trusted roots would add.
        strata_ssl_ctx_mode(
            pointer, Int(SSL_MODE_RELEASE_BUFFERS) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER) | Int(SSL_MODE_NO_AUTO_CHAIN))
        let resumes = Self.resumes(configuration, side)
        strata_ssl_ctx_options(pointer, resumes ? 1 : 0)
        if side == .client, resumes {
            strata_ssl_ctx_application_sessions(pointer)
            SSL_CTX_sess_set_new_cb(pointer) { ssl, session in
                if let ssl, let session { TLSTransform.of(ssl)?.keep(session) }
                return 0  // the reference stays the library's: what is kept is a copy
            }
        } else {
            strata_ssl_ctx_no_session_cache(pointer)
        }
        SSL_CTX_set_timeout(pointer, Int(SessionStore.lifetime))
        SSL_CTX_set_security_level(pointer, 2)
        guard strata_ssl_ctx_versions(pointer, configuration.minimumVersion.library, configuration.maximumVersion.library) == 1,
            // For TLS 1.2; what 1.3 defines is all of this kind.
            SSL_CTX_set_cipher_list(pointer, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1,
            // Two, so that a client that opens several connections has one for each; a resumed connection gives one.
            SSL_CTX_set_num_tickets(pointer, side == .service && resumes ? 2 : 0) == 1
        else { throw OpenSSL.failure("TLS context", reason: "the versions or ciphers could not be set") }
    }

    /// Nobody resumes past a judgement: not on a server that asks for certificates (a ticket keeps no chain to judge again), not on a
    /// client whose validator has a say at each connection.
    private static func resumes(_ configuration: TLSConfiguration, _ side: ChannelSide) -> Bool {
        guard configuration.resumesSessions else { return false }
        return side == .service ? configuration.clientCertificates == .none : configuration.trust.validator == nil
    }

    private func setIdentity() throws(CryptoError) {
        guard let identity else { return }
        guard SSL_CTX_use_certificate(pointer, identity.certificate.handle) == 1,
            SSL_CTX_use_PrivateKey(pointer, identity.privateKey.handle) == 1, SSL_CTX_check_private_key(pointer) == 1
        else {
            throw CryptoError(
                .unsupported, "TLS identity", reason: "the certificate of \(identity.certificate.label) or its key cannot be used",
                advice: "use RSA 2048 or more, or EC, signed with SHA-256 or better", details: OpenSSL.drainErrors())
        }
        for certificate in identity.chain.dropFirst() {
            guard strata_ssl_ctx_add_chain(pointer, certificate.handle) == 1 else {
                throw CryptoError(
                    .unsupported, "TLS identity", reason: "the intermediate certificate of \(certificate.label) cannot be used",
                    details: OpenSSL.drainErrors())
            }
        }
    }

    private func setTrust() throws(CryptoError) {
        if let authorities = configuration.trust.authorities {
            guard let store = authorities.handle, strata_ssl_ctx_set_store(pointer, store) == 1 else {
                throw OpenSSL.failure("TLS context", reason: "the trusted roots could not be set")
            }
        }
        let asks = side == .client || configuration.clientCertificates != .none
        var mode = asks ? SSL_VERIFY_PEER : SSL_VERIFY_NONE
        if side == .service, configuration.clientCertificates == .required { mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT }
        SSL_CTX_set_verify(pointer, mode, nil)
        SSL_CTX_set_verify_depth(pointer, 10)
        SSL_CTX_set_cert_verify_callback(pointer, { store, _ in TLSTransform.verify(store) }, nil)
        if side == .service, asks {
            // Clients choose among their certificates by these names.
            for root in configuration.trust.authorities?.roots ?? [] { SSL_CTX_add_client_CA(pointer, root.handle) }
        }
    }

    private func setProtocols() throws(CryptoError) {
        if protocolList.isEmpty { return }
        if side == .client {
            guard SSL_CTX_set_alpn_protos(pointer, protocolList.baseAddress, UInt32(protocolList.count)) == 0 else {
                throw OpenSSL.failure("TLS context", reason: "the application protocols could not be set")
            }
            return
        }
        SSL_CTX_set_alpn_select_cb(
            pointer,
            { ssl, chosen, length, offered, count, _ in
                guard let ssl, let chosen, let length, let transform = TLSTransform.of(ssl) else { return SSL_TLSEXT_ERR_ALERT_FATAL }
                return transform.chooseProtocol(chosen, length, offered, count)
            }, nil)
    }
}
