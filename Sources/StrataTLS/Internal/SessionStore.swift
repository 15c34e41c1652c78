internal import COpenSSL
internal import StrataCrypto
internal import Synchronization

/// The sessions that a client may resume, by endpoint. They belong to one set of settings, and go with it: none is ever used with another
/// identity, other trust or other versions than those it was made with. Any thread.
final class SessionStore: Sendable {
    /// One session. `@unchecked Sendable`: a copy that no connection uses; whoever takes it out makes another one, under the lock.
    private struct Kept: @unchecked Sendable {
        let session: OpaquePointer
        /// From here on it is not used: its own time, the store's, or the end of a certificate of the server's chain.
        let end: CertificateDate
        let isSingleUse: Bool
    }

    /// One that was taken out. `@unchecked Sendable`: nobody else has it.
    struct Taken: @unchecked Sendable {
        let session: OpaquePointer
        let end: CertificateDate
    }

    private struct State {
        var sessions: [String: [Kept]] = [:]
        /// Endpoints, the one that was used first in front.
        var order: [String] = []
    }

    /// Endpoints that are remembered.
    static let maximumEndpoints = 256
    /// Sessions of one endpoint; a server of TLS 1.3 gives two with each connection.
    static let maximumSessions = 4
    /// How long a session may be used, in seconds, whatever the server allows: two hours.
    static let lifetime: Int64 = 7200

    private let state = Mutex(State())
    private let now: @Sendable () -> CertificateDate

    init(now: @escaping @Sendable () -> CertificateDate = { .now }) { self.now = now }

    deinit { removeAll() }

    /// Keeps a copy of a session for the next connection to the endpoint.
    ///
    /// - Parameters:
    ///   - chain: the certificates the server showed when it was judged.
    ///   - limit: the end of the session that this one goes on with; `nil` for none. The server was judged when that one began.
    func add(_ session: OpaquePointer, for endpoint: String, chain: [Certificate], until limit: CertificateDate? = nil) {
        guard SSL_SESSION_is_resumable(session) == 1, !chain.isEmpty, let copy = SSL_SESSION_dup(session) else { return }
        let now = now()
        let hint = Int64(clamping: SSL_SESSION_get_timeout(session))
        let own = now.advanced(bySeconds: min(max(hint, 0), Self.lifetime))
        let end = chain.map(\.notAfter).reduce(min(own, limit ?? own), min)
        // TLS 1.3 tickets are used once, so that an observer cannot tell connections of one client (RFC 8446, appendix C.4).
        let kept = Kept(session: copy, end: end, isSingleUse: SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION)
        let gone: [Kept] = state.withLock { state in
            var gone: [Kept] = []
            var list = state.sessions[endpoint] ?? []
            if !kept.isSingleUse {
                gone += list
                list = []
            }
            list.append(kept)
            if list.count > Self.maximumSessions { gone.append(list.removeFirst()) }
            state.sessions[endpoint] = list
            state.order.removeAll { $0 == endpoint }
            state.order.append(endpoint)
            if state.order.count > Self.maximumEndpoints { gone += state.sessions.removeValue(forKey: state.order.removeFirst()) ?? [] }
            return gone
        }
        for one in gone { SSL_SESSION_free(one.session) }
    }

    /// A session for a new connection, the latest first, and its end; the caller frees it.
    func take(for endpoint: String) -> Taken? {
        let now = now()
        return state.withLock { state in
            while let last = state.sessions[endpoint]?.last {
                if last.end > now, !last.isSingleUse { return SSL_SESSION_dup(last.session).map { Taken(session: $0, end: last.end) } }
                state.sessions[endpoint]?.removeLast()
                if last.end > now { return Taken(session: last.session, end: last.end) }
                SSL_SESSION_free(last.session)
            }
            return nil
        }
    }

    /// Forgets the sessions of an endpoint.
    func remove(_ endpoint: String) {
        let gone = state.withLock { state in
            state.order.removeAll { $0 == endpoint }
            return state.sessions.removeValue(forKey: endpoint) ?? []
        }
        for one in gone { SSL_SESSION_free(one.session) }
    }

    /// Forgets all of them.
    func removeAll() {
        let gone = state.withLock { state in
            defer { state = State() }
            return state.sessions.values.flatMap { $0 }
        }
        for one in gone { SSL_SESSION_free(one.session) }
    }

    func count(_ endpoint: String) -> Int { state.withLock { $0.sessions[endpoint]?.count ?? 0 } }
}
