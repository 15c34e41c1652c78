internal import COpenSSL
public import StrataCore
internal import StrataCrypto
public import StrataInfoset

/// TLS on one connection, as octets in and octets out (RFC 8446, RFC 5246).
///
/// A `TLSContext` makes it. Confined to the connection's loop. The peer is judged in the middle of the handshake: a client sends
/// its last flight, and a server of TLS 1.2 its own, only after the verdict, and a peer that was refused gets one uniform alert
/// (handshake_failure, where the protocol allows to choose). In TLS 1.3 a client considers the handshake done before the server
/// has judged it; it learns of a refusal when it next reads. While a verdict is awaited, octets of the peer are kept, at most
/// `heldLimit`: the driver should stop reading.
///
/// Starting it on a stream with clear octets that nobody has taken is the driver's to refuse.
public final class TLSTransform: StreamTransform {
    /// How many octets of a peer are kept while a verdict on it is awaited: 1 MiB.
    public static let heldLimit = 1 << 20

    public private(set) var state = StreamTransformState.handshaking

    /// Whether the peer has said that it sends no more (close_notify).
    public private(set) var peerHasEnded = false

    let ssl: OpaquePointer
    private let bio = TransitBIO()
    let context: ContextStorage
    /// The name that a client asks for and checks; empty on a server.
    private let name: String
    /// Under what a client keeps and looks for sessions; empty when there are none.
    private let sessionKey: String
    /// Until when the judgement holds that an offered session was made with.
    private var judgementEnd: CertificateDate?

    private var verdict = PeerVerdict.unasked
    private var box: VerdictBox?
    private var judging: BackgroundTask?
    /// The peer's certificates as the library showed them, while they are being judged.
    private var chain: [Certificate] = []
    private var held: [UInt8] = []
    /// The library has finished the handshake (it may have, with some peers, before the verdict).
    private var isHandshakeDone = false
    private var hasReceivedData = false
    private var hasFinished = false
    private var failure: StreamTransformError?

    init(_ context: ContextStorage, host: String?, endpoint: String?) throws(StreamTransformError) {
        let configuration = context.configuration
        var name = ""
        if context.side == .client {
            name = HostName.bare(configuration.serverName.isEmpty ? host ?? "" : configuration.serverName)
            if name.isEmpty, configuration.checksServerName {
                throw StreamTransformError(
                    .invalidConfiguration, "a TLS client needs the server's name to check its certificate; give a host, or set serverName")
            }
            if name.utf8.contains(0) || name.utf8.count > 255 {
                throw StreamTransformError(.invalidConfiguration, "\"\(OpenSSL.printable(name))\" is no host name")
            }
        }
        guard let ssl = SSL_new(context.pointer) else {
            throw StreamTransformError(.invalidConfiguration, OpenSSL.failure("TLS connection").description)
        }
        self.ssl = ssl
        self.context = context
        self.name = name
        sessionKey = context.sessions == nil ? "" : "\(name)\0\(endpoint ?? "")"
        // Two, because the retry flags live in the BIO: a write would wipe out what a read has just said.
        let incoming = bio.makeBIO()
        let outgoing = bio.makeBIO()
        // The SSL owns them from here on, also when one is missing.
        SSL_set_bio(ssl, incoming, outgoing)
        guard incoming != nil, outgoing != nil, SSL_set_ex_data(ssl, Self.index, Unmanaged.passUnretained(self).toOpaque()) == 1 else {
            throw StreamTransformError(.invalidConfiguration, OpenSSL.failure("TLS connection").description)
        }
        if context.side == .service {
            SSL_set_accept_state(ssl)
            return
        }
        SSL_set_connect_state(ssl)
        // RFC 6066 section 3: an address is no server name.
        if !name.isEmpty, IPAddress.octets(name) == nil, strata_ssl_server_name(ssl, name) != 1 {
            throw StreamTransformError(.invalidConfiguration, OpenSSL.failure("server name \"\(OpenSSL.printable(name))\"").description)
        }
        if let taken = context.sessions?.take(for: sessionKey) {
            // What cannot be used is no reason to fail: the handshake is then a full one.
            SSL_set_session(ssl, taken.session)
            SSL_SESSION_free(taken.session)
            judgementEnd = taken.end
            OpenSSL.clearErrors()
        }
    }

    deinit {
        judging?.cancel()
        SSL_free(ssl)
    }

    // MARK: - Octets

    public func start(output: ByteWriter) throws(StreamTransformError) {
        try check()
        guard context.side == .client else { return }
        bio.output = output
        defer { bio.output = nil }
        try shakeHands()
    }

    public func receive(_ input: UnsafeRawBufferPointer, clear: ByteWriter, output: ByteWriter) throws(StreamTransformError) {
        try check()
        if state == .awaitingVerdict {
            try hold(input)
            return
        }
        try run(input, clear: clear, output: output)
    }

    public func send(_ clear: UnsafeRawBufferPointer, output: ByteWriter) throws(StreamTransformError) -> Int {
        try check()
        guard state == .established, clear.count > 0 else { return 0 }
        if hasFinished {
            throw fail(StreamTransformError(.protocolViolation, "\(stage): octets were sent after the end was said"))
        }
        bio.output = output
        defer { bio.output = nil }
        OpenSSL.clearErrors()
        var written = 0
        // The BIO takes everything, so this writes all of it.
        guard SSL_write_ex(ssl, clear.baseAddress, clear.count, &written) == 1 else {
            throw fail(TLSFailure.make("\(stage): writing", .protocolViolation))
        }
        return written
    }

    public func inputEnded() throws(StreamTransformError) {
        if peerHasEnded || state == .failed { return }
        guard state == .established else {
            throw fail(StreamTransformError(.handshakeFailed, "\(stage): the peer ended the stream during the handshake"))
        }
        throw fail(
            StreamTransformError(.truncated, "\(stage): the stream ended without close_notify; what was received may have been cut short"))
    }

    public func finish(output: ByteWriter) {
        guard state == .established, !hasFinished else { return }
        hasFinished = true
        bio.output = output
        defer { bio.output = nil }
        OpenSSL.clearErrors()
        SSL_shutdown(ssl)
        OpenSSL.clearErrors()
    }

    // MARK: - The verdict

    public func beginVerdict(resume: @escaping @Sendable () -> Void) {
        guard state == .awaitingVerdict, judging == nil, let validator = context.configuration.trust.validator else {
            resume()
            return
        }
        let box = VerdictBox()
        self.box = box
        let chain = chain.map(\.der)
        let role: PeerRole = context.side == .client ? .server : .client
        let name = name.isEmpty ? nil : name
        let subject = self.chain.first?.label ?? ""
        judging = Background.start {
            do {
                try await validator.validate(chain: chain, role: role, name: name)
                box.decide(.accepted)
            } catch let rejection as CertificateRejection {
                box.decide(.rejected(rejection))
            } catch {
                let message = "the application's validator refused the certificate of \(subject): \(error)"
                box.decide(.rejected(CertificateRejection(.refusedByValidator, subject: subject, message: message)))
            }
            resume()
        }
    }

    public func continueHandshake(clear: ByteWriter, output: ByteWriter) throws(StreamTransformError) {
        try check()
        guard state == .awaitingVerdict, let box else { return }
        switch box.value {
        case .pending, .unasked:
            return
        case .accepted:
            verdict = .accepted
        case .rejected(let rejection):
            verdict = .rejected(rejection)
        }
        self.box = nil
        judging = nil
        bio.isPaused = false
        let input = held
        held = []
        if case .rejected(let rejection) = verdict, context.side == .service {
            bio.output = output
            defer { bio.output = nil }
            input.withUnsafeBytes { refuse($0) }
            throw fail(refusal(rejection))
        }
        state = isHandshakeDone ? .established : .handshaking
        if isHandshakeDone { chain = [] }
        let result: Result<Void, StreamTransformError> = input.withUnsafeBytes { raw in
            do throws(StreamTransformError) {
                try run(raw, clear: clear, output: output)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    // MARK: - The engine

    private func run(_ input: UnsafeRawBufferPointer, clear: ByteWriter, output: ByteWriter) throws(StreamTransformError) {
        bio.input = input
        bio.output = output
        defer {
            bio.input = UnsafeRawBufferPointer(start: nil, count: 0)
            bio.output = nil
        }
        if state == .handshaking { try shakeHands() }
        switch state {
        case .established: try decrypt(into: clear)
        case .awaitingVerdict: try hold(bio.input)
        case .handshaking, .failed: break
        }
    }

    private func shakeHands() throws(StreamTransformError) {
        OpenSSL.clearErrors()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            isHandshakeDone = true
        } else {
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE, SSL_ERROR_WANT_RETRY_VERIFY: break
            default:
                if case .rejected(let rejection) = verdict { throw fail(refusal(rejection)) }
                throw fail(TLSFailure.make(stage, .handshakeFailed))
            }
        }
        if case .pending = verdict {
            state = .awaitingVerdict
        } else if isHandshakeDone {
            chain = []
            // A server that nobody has judged is only believed when it was judged in the session that goes on.
            if context.side == .client, case .unasked = verdict, SSL_session_reused(ssl) != 1 {
                throw fail(StreamTransformError(.certificateRejected, "\(stage): the server was not judged"))
            }
            state = .established
        }
    }

    private func decrypt(into clear: ByteWriter) throws(StreamTransformError) {
        while !peerHasEnded, bio.input.count > 0 || SSL_pending(ssl) > 0 {
            OpenSSL.clearErrors()
            let space = clear.reserve(16 << 10)
            var count = 0
            let result = SSL_read_ex(ssl, space.baseAddress, space.count, &count)
            if result == 1 {
                clear.commit(count)
                hasReceivedData = true
                continue
            }
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
            case SSL_ERROR_ZERO_RETURN: peerHasEnded = true
            default:
                // A server of TLS 1.3 judges the client's certificate after the client has finished its part.
                let early = context.side == .client && !hasReceivedData && SSL_version(ssl) == TLS1_3_VERSION
                throw fail(TLSFailure.make(early ? stage : "\(stage): reading", early ? .handshakeFailed : .protocolViolation))
            }
        }
    }

    private func hold(_ input: UnsafeRawBufferPointer) throws(StreamTransformError) {
        guard held.count + input.count <= Self.heldLimit else {
            held = []
            throw fail(
                StreamTransformError(
                    .protocolViolation, "\(stage): the peer sent more than \(Self.heldLimit) octets before it was judged"))
        }
        held.append(contentsOf: input)
    }

    /// Ends a server's handshake with an alert, after the verdict of a validator that took its time.
    ///
    /// The library cannot be told to send an alert. So it is made to find a fault: the next message, the client's proof that it
    /// holds the key, is refused by policy (handshake_failure). Where that message is not here yet or is past, the library is
    /// given a record that cannot be right.
    private func refuse(_ input: UnsafeRawBufferPointer) {
        OpenSSL.clearErrors()
        bio.input = input
        defer { bio.input = UnsafeRawBufferPointer(start: nil, count: 0) }
        let before = bio.output?.count
        let stage = SSL_get_state(ssl)
        if !isHandshakeDone, stage == TLS_ST_SR_CERT || stage == TLS_ST_SR_KEY_EXCH {
            SSL_set_security_callback(ssl) { _, _, operation, _, _, _, _ in operation == SSL_SECOP_SIGALG_CHECK ? 0 : 1 }
            SSL_do_handshake(ssl)
        }
        if bio.output?.count == before {
            let nonsense = [UInt8](repeating: 0xFF, count: 20 << 10)
            nonsense.withUnsafeBytes { raw in
                bio.input = raw
                var octet: UInt8 = 0
                var count = 0
                if isHandshakeDone { SSL_read_ex(ssl, &octet, 1, &count) } else { SSL_do_handshake(ssl) }
            }
        }
        OpenSSL.clearErrors()
    }

    private func refusal(_ rejection: CertificateRejection) -> StreamTransformError {
        OpenSSL.clearErrors()
        return StreamTransformError(.certificateRejected, "\(stage): \(rejection)", cause: rejection)
    }

    private func fail(_ error: StreamTransformError) -> StreamTransformError {
        state = .failed
        failure = error
        // Sessions of a connection that failed are not to be trusted, and may be what made it fail (RFC 5246, 7.2.2).
        context.sessions?.remove(sessionKey)
        judging?.cancel()
        judging = nil
        return error
    }

    private func check() throws(StreamTransformError) {
        if let failure { throw failure }
    }

    /// What was going on, for messages.
    private var stage: String {
        let peer = context.side == .client ? (name.isEmpty ? "the server" : "\"\(OpenSSL.printable(name))\"") : "a client"
        return state == .established ? "TLS with \(peer)" : "TLS handshake with \(peer)"
    }
}

// MARK: - Called by the library

extension TLSTransform {
    /// Where an SSL keeps the transform it belongs to.
    private static let index = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nil, nil, nil, nil)

    /// The transform of an SSL, which it outlives.
    static func of(_ ssl: OpaquePointer) -> TLSTransform? {
        SSL_get_ex_data(ssl, index).map { Unmanaged<TLSTransform>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The library has a session that could be resumed.
    func keep(_ session: OpaquePointer) {
        guard failure == nil else { return }
        switch verdict {
        case .accepted: break
        case .unasked where SSL_session_reused(ssl) == 1: break
        case .unasked, .pending, .rejected: return
        }
        // A session that goes on was not judged again, and does not last longer for it.
        context.sessions?.add(
            session, for: sessionKey, chain: Certificate.list(stack: SSL_get_peer_cert_chain(ssl)),
            until: SSL_session_reused(ssl) == 1 ? judgementEnd : nil)
    }

    /// The library wants the peer's chain judged: 1 goes on, 0 refuses.
    static func verify(_ store: OpaquePointer?) -> Int32 {
        guard let store, let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
            let transform = of(OpaquePointer(ssl))
        else { return 0 }
        return transform.verify(store)
    }

    private func verify(_ store: OpaquePointer) -> Int32 {
        if case .unasked = verdict { verdict = judge(store) }
        switch verdict {
        case .accepted:
            X509_STORE_CTX_set_error(store, X509_V_OK)
            return 1
        case .pending where context.side == .client:
            // Suspends the handshake here; this is called again when it goes on.
            return strata_ssl_retry_verify(ssl)
        case .pending:
            // A server cannot suspend here. It is kept from reading on instead; what it has read already proves the client's key at most.
            bio.isPaused = true
            X509_STORE_CTX_set_error(store, X509_V_OK)
            return 1
        case .rejected, .unasked:
            // Whatever the reason, the peer sees handshake_failure.
            X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION)
            return 0
        }
    }

    private func judge(_ store: OpaquePointer) -> PeerVerdict {
        guard let end = X509_STORE_CTX_get0_cert(store) else {
            return .rejected(CertificateRejection(.missing, message: "the peer sent no certificate"))
        }
        let leaf = Certificate(sharing: end)
        let trust = context.configuration.trust
        let sent = Certificate.list(stack: X509_STORE_CTX_get0_untrusted(store))
        let whole = sent.first == leaf ? sent : [leaf] + sent
        if let authorities = trust.authorities {
            do throws(CertificateRejection) {
                try authorities.verify(whole, for: context.side == .client ? .server : .client)
            } catch {
                return .rejected(error)
            }
        }
        if context.side == .client, context.configuration.checksServerName, !leaf.speaks(for: name) {
            return .rejected(.wrongName(leaf, name: name))
        }
        guard trust.validator != nil else { return .accepted }
        chain = whole
        return .pending
    }

    /// Chooses among the protocols that a client offers (RFC 7301): the first of ours that it has.
    func chooseProtocol(
        _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>, _ length: UnsafeMutablePointer<UInt8>, _ offered: UnsafePointer<UInt8>?,
        _ count: UInt32
    ) -> Int32 {
        var selected: UnsafeMutablePointer<UInt8>?
        // The result points into one of the two lists; ours lives as long as the context, which this transform keeps.
        let ours = context.protocolList
        let result = SSL_select_next_proto(&selected, length, ours.baseAddress, UInt32(ours.count), offered, count)
        guard result == OPENSSL_NPN_NEGOTIATED, let selected else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        chosen.pointee = UnsafePointer(selected)
        return SSL_TLSEXT_ERR_OK
    }
}
