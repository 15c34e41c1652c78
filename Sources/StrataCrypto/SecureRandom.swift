internal import COpenSSL
public import StrataInfoset

/// Random octets that nobody can foretell, from the library's generator.
public enum SecureRandom {
    /// That many octets. Throws when the system has no randomness to give; there is no weaker substitute.
    public static func bytes(_ count: Int) throws(CryptoError) -> Bytes {
        var octets = [UInt8](repeating: 0, count: max(0, count))
        guard octets.withUnsafeMutableBytes({ filled($0) }) else { throw noRandomness() }
        return Bytes(octets)
    }

    /// The same as a secret that is wiped.
    public static func secret(_ count: Int) throws(CryptoError) -> SecretBytes {
        try SecretBytes(capacity: max(0, count)) { (target) throws(CryptoError) in
            try fill(target)
            return target.count
        }
    }

    /// Fills a buffer.
    public static func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(CryptoError) {
        guard filled(buffer) else { throw noRandomness() }
    }

    private static func filled(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        OpenSSL.start()
        return buffer.isEmpty || RAND_bytes_ex(nil, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count, 0) == 1
    }

    private static func noRandomness() -> CryptoError {
        OpenSSL.failure("random octets", reason: "the generator has no randomness")
    }
}
