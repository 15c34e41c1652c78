internal import COpenSSL
internal import Synchronization

/// A module that does the cryptography, or keeps keys to itself: a provider of OpenSSL 3 (`provider(7)`).
///
/// Usually nothing is to be done: what the system's `openssl.cnf` activates is there. A program that wants another one, such as
/// `pkcs11` for keys in a device, loads it before the first key; it then stays for as long as the process lives, since keys and ciphers
/// refer to it. Which provider computes what is not asked here: that only a validated one does (FIPS) is a matter of `openssl.cnf`.
public struct CryptoProvider: Sendable, Hashable, CustomStringConvertible {
    /// The name by which it was loaded.
    public let name: String

    private static let lock = Mutex(())

    /// Loads a provider, and the default one beside it, which OpenSSL leaves out once another is named.
    ///
    /// - Parameters:
    ///   - name: its name, that of its file without the ending; one that is active already is not loaded again.
    ///   - folder: where its file lies; nil for the folder that OpenSSL was built with, or that `OPENSSL_MODULES` names. It is set for
    ///     the whole process.
    /// - Throws: `missing` when it cannot be loaded; the details hold what OpenSSL says.
    @discardableResult
    public static func load(_ name: String, from folder: String? = nil) throws(CryptoError) -> CryptoProvider {
        OpenSSL.start()
        // OpenSSL locks each of the calls; the lock keeps the folder of one from the loading of another.
        let isLoaded = lock.withLock { _ in
            if OSSL_PROVIDER_available(nil, name) == 1 { return true }
            if let folder, OSSL_PROVIDER_set_default_search_path(nil, folder) != 1 { return false }
            return OSSL_PROVIDER_load(nil, "default") != nil && OSSL_PROVIDER_load(nil, name) != nil
        }
        guard isLoaded else {
            throw CryptoError(
                .missing, "provider \(name)", location: folder ?? "", reason: "OpenSSL does not load it",
                advice: "check its name, and the folder of its file (OPENSSL_MODULES) or its section in openssl.cnf",
                details: OpenSSL.drainErrors())
        }
        return CryptoProvider(name: name)
    }

    private init(name: String) { self.name = name }

    /// Whether a provider of the name is active, loaded here or by the system's configuration.
    public static func isActive(_ name: String) -> Bool {
        OpenSSL.start()
        return OSSL_PROVIDER_available(nil, name) == 1
    }

    /// The name.
    public var description: String { name }
}
