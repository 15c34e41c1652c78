internal import COpenSSL
public import StrataCore
public import StrataCrypto
internal import Synchronization

/// TLS settings made ready for use: makes a transform for each connection. Share one for all connections of a listener or a pool.
public final class TLSContext: Sendable {
    /// Which end of the wire it serves.
    public let side: ChannelSide

    private let current: Mutex<ContextStorage>
    /// How old the keys of a server's tickets may become: whoever gets hold of them could read what was said over them (TLS 1.2).
    private let ticketKeyLifetime: Duration
    private let now: @Sendable () -> CertificateDate

    /// Makes the settings ready; throws when they cannot work (no key on a server, versions out of order, no way to judge).
    public convenience init(_ configuration: TLSConfiguration, side: ChannelSide) throws(CryptoError) {
        try self.init(configuration, side: side, ticketKeyLifetime: .seconds(12 * 3600))
    }

    /// - Parameter now: the time by which the sessions of a client end.
    init(
        _ configuration: TLSConfiguration, side: ChannelSide, ticketKeyLifetime: Duration,
        now: @escaping @Sendable () -> CertificateDate = { .now }
    ) throws(CryptoError) {
        self.side = side
        self.ticketKeyLifetime = ticketKeyLifetime
        self.now = now
        current = Mutex(try ContextStorage(configuration, side: side, now: now))
    }

    /// The settings that the next connection will use.
    public var configuration: TLSConfiguration { current.withLock { $0 }.configuration }

    /// Puts another certificate and key in place of the present ones, for a certificate that is about to expire.
    ///
    /// Connections under way keep what they started with to their end; the next transform takes the new one. When this throws,
    /// nothing has changed.
    public func replaceIdentity(_ identity: CertificateIdentity) throws(CryptoError) {
        var configuration = configuration
        configuration.identity = identity
        configuration.identitySource = nil
        let replacement = try ContextStorage(configuration, side: side, now: now)
        current.withLock { $0 = replacement }
    }

    /// A transform for one new connection.
    ///
    /// - Parameter host: on a client the name (or IP address) that is being connected to. It is what the server is asked for
    ///   (RFC 6066) and what its certificate must speak for, unless the settings name another. A server ignores it.
    /// - Parameter endpoint: on a client what tells servers of one name apart, host and port for instance: sessions of one are not
    ///   offered to another.
    public func makeTransform(host: String? = nil, endpoint: String? = nil) throws(StreamTransformError) -> TLSTransform {
        try TLSTransform(upToDate(), host: host, endpoint: endpoint)
    }

    /// Forgets what a client might resume: the next connection to each endpoint shows its certificates anew.
    public func forgetSessions() { current.withLock { $0 }.sessions?.removeAll() }

    /// With the identity that its source has now, and on a server with keys for tickets that are not too old.
    private func upToDate() -> ContextStorage {
        let storage = current.withLock { $0 }
        let isOutdated = (storage.configuration.identitySource?.current.generation ?? 0) != storage.generation
        let isOld = side == .service && storage.resumes && storage.born.duration(to: .now) > ticketKeyLifetime
        // An identity that could not be used was refused by its source: what fails here is memory, and the old one still serves.
        guard isOutdated || isOld, let fresh = try? ContextStorage(storage.configuration, side: side, now: now) else { return storage }
        return current.withLock { current in
            if current === storage { current = fresh }
            return current
        }
    }
}
