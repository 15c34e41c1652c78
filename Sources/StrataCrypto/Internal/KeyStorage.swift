internal import COpenSSL

/// Owns one reference to an EVP_PKEY, which wipes itself when the last one goes.
final class KeyStorage: @unchecked Sendable {
    // Sendable: the key is never changed after it was handed over; signing and exporting only read it, and the library counts
    // references atomically and locks what it caches.
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }
}

extension PrivateKey {
    /// The library's object, valid while the key lives.
    package var handle: OpaquePointer { storage.pointer }
}
