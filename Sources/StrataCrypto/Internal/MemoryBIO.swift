internal import COpenSSL
internal import StrataInfoset

/// Reading from and writing to memory through the library's BIO.
enum MemoryBIO {
    /// Runs `body` with a BIO that reads `octets` in place; nil when there are none.
    static func reading<R, E: Error>(_ octets: Bytes, _ body: (OpaquePointer) throws(E) -> R) throws(E) -> R? {
        OpenSSL.start()
        return try octets.withUnsafeBytes { (raw) throws(E) -> R? in
            guard raw.count > 0, let count = Int32(exactly: raw.count), let bio = BIO_new_mem_buf(raw.baseAddress, count) else {
                return nil
            }
            defer { BIO_free(bio) }
            return try body(bio)
        }
    }

    /// The octets that `body` writes, or nil when it says that it failed.
    static func writing(_ body: (OpaquePointer) -> Bool) -> Bytes? {
        collecting(body) { Bytes(copying: $0) }
    }

    /// The same for secrets: the library wipes its buffer when it frees it, and so does the result.
    static func writingSecret(_ body: (OpaquePointer) -> Bool) -> SecretBytes? {
        collecting(body) { SecretBytes(copying: $0) }
    }

    private static func collecting<R>(_ body: (OpaquePointer) -> Bool, _ result: (UnsafeRawBufferPointer) -> R) -> R? {
        OpenSSL.start()
        guard let bio = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(bio) }
        guard body(bio) else { return nil }
        var data: UnsafeMutablePointer<CChar>?
        let count = strata_bio_memory(bio, &data)
        return result(UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : count))
    }

    /// The whole of a file; `limit` octets at most.
    static func file(_ path: String, limit: Int = 16 << 20) throws(CryptoError) -> Bytes {
        OpenSSL.start()
        // Whether it was read to its end is seen from the queue of errors.
        OpenSSL.clearErrors()
        guard let bio = BIO_new_file(path, "rb") else {
            throw CryptoError(
                .unreadable, "file", location: path, reason: "it could not be opened", advice: "check the path and its permissions",
                details: OpenSSL.drainErrors())
        }
        defer { BIO_free(bio) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        defer {
            chunk.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
            octets.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        }
        while true {
            let n = Int(BIO_read(bio, &chunk, Int32(chunk.count)))
            if n <= 0 { break }
            guard octets.count + n <= limit else {
                throw CryptoError(.unreadable, "file", location: path, reason: "it is larger than \(limit) octets")
            }
            octets.append(contentsOf: chunk[..<n])
        }
        let details = OpenSSL.drainErrors()
        guard details.isEmpty else {
            throw CryptoError(.unreadable, "file", location: path, reason: "it could not be read", details: details)
        }
        return octets.withUnsafeBytes { Bytes(copying: $0) }
    }
}
