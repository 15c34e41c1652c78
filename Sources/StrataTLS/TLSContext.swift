internal import COpenSSL
public import StrataCore
public import StrataCrypto
internal import Synchronization

/// TLS settings made ready for use: makes a transform for each connection. Share one for all connections of a listener or a pool.
public final class TLSContext: Sendable {
    /// Which end of the wire it serves.
    public let side: ChannelSide

    private let current: Mutex<ContextStorage>

    /// Makes the settings ready; throws when they cannot work (no key on a server, versions out of order, no way to judge).
    public init(_ configuration: TLSConfiguration, side: ChannelSide) throws(CryptoError) {
        self.side = side
        current = Mutex(try ContextStorage(configuration, side: side))
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
        let replacement = try ContextStorage(configuration, side: side)
        current.withLock { $0 = replacement }
    }

    /// A transform for one new connection.
    ///
    /// - Parameter host: on a client the name (or IP address) that is being connected to. It is what the server is asked for
    ///   (RFC 6066) and what its certificate must speak for, unless the settings name another. A server ignores it.
    public func makeTransform(host: String? = nil) throws(StreamTransformError) -> TLSTransform {
        try TLSTransform(current.withLock { $0 }, host: host)
    }
}
