internal import COpenSSL

/// Owns an X509_STORE.
final class TrustStore: @unchecked Sendable {
    // Sendable: filled in `init` alone; afterwards the library locks the store itself (the system's directory is read on demand).
    let pointer: OpaquePointer?

    static let system = TrustStore()

    private init() {
        OpenSSL.start()
        pointer = X509_STORE_new()
        if let pointer { X509_STORE_set_default_paths(pointer) }
        OpenSSL.clearErrors()
    }

    init(roots: [Certificate]) {
        OpenSSL.start()
        pointer = X509_STORE_new()
        guard let pointer else { return }
        for root in roots { X509_STORE_add_cert(pointer, root.storage.pointer) }
        // What was given is the end of the way, whether it signed itself or not.
        X509_STORE_set_flags(pointer, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        OpenSSL.clearErrors()
    }

    deinit { X509_STORE_free(pointer) }
}
