internal import StrataCore
public import StrataCrypto
internal import Synchronization

/// An identity that is replaced while connections are open: a certificate is renewed and nothing is started anew.
///
/// Set it as `identitySource` of a `TLSConfiguration` and keep a reference. Connections under way keep the certificate they began with;
/// each new one gets the present one, in every listener and channel factory whose settings name this source. Any thread.
public final class TLSIdentitySource: Sendable, CustomStringConvertible {
    /// Reads the identity anew, from files for example.
    public typealias Load = @Sendable () throws -> CertificateIdentity

    private struct State {
        var identity: CertificateIdentity
        var generation = 1
        var failure: String?
    }
    private let state: Mutex<State>
    private let load: Load?

    /// A source that begins with the given identity; `replace(with:)` changes it.
    public init(_ identity: CertificateIdentity) {
        state = Mutex(State(identity: identity))
        load = nil
    }

    /// A source that begins with what `load` returns now; `reload()` asks it again. Throws what `load` throws.
    public init(load: @escaping Load) throws {
        state = Mutex(State(identity: try load()))
        self.load = load
    }

    /// The identity that the next connection will show.
    public var identity: CertificateIdentity { state.withLock { $0.identity } }

    /// Why the last attempt to replace the identity was refused; nil when it succeeded, or there was none.
    public var lastFailure: String? { state.withLock { $0.failure } }

    /// The present identity, and how many there have been.
    var current: (identity: CertificateIdentity?, generation: Int) { state.withLock { ($0.identity, $0.generation) } }

    /// Puts another identity in place of the present one.
    ///
    /// Throws when it cannot be used: a key or signature too weak for TLS, or a certificate whose time is over or has not come. Nothing has
    /// changed then.
    public func replace(with identity: CertificateIdentity) throws(CryptoError) {
        do throws(CryptoError) { try Self.check(identity) } catch {
            state.withLock { $0.failure = "\(error)" }
            throw error
        }
        state.withLock { state in
            state.identity = identity
            state.generation += 1
            state.failure = nil
        }
    }

    /// Loads the identity anew and puts it in place of the present one. Throws what loading throws, or why the new one cannot be used, and
    /// for a source without a loader; nothing has changed then.
    public func reload() throws {
        guard let load else {
            throw CryptoError(
                .invalidConfiguration, "TLS identity", reason: "the source has nothing to load it from", advice: "make it with `load`")
        }
        let identity: CertificateIdentity
        do { identity = try load() } catch {
            state.withLock { $0.failure = "\(error)" }
            throw error
        }
        try replace(with: identity)
    }

    private static func check(_ identity: CertificateIdentity) throws(CryptoError) {
        let now = CertificateDate.now
        for certificate in identity.chain where now < certificate.notBefore || certificate.notAfter < now {
            throw CryptoError(
                .unsupported, "TLS identity",
                reason:
                    "the certificate of \(certificate.label) is valid from \(certificate.notBefore) to \(certificate.notAfter), not now",
                advice: "check that the renewed certificate was loaded, and the clock")
        }
        _ = try ContextStorage(.server(identity), side: .service)
    }

    public var description: String { "replaceable \(identity)" }
}
