internal import COpenSSL
public import StrataInfoset

/// A way to encrypt a key with another symmetric key, so that a change is noticed (XML Encryption 1.1, section 5.6).
public enum KeyWrap: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// AES key wrap (RFC 3394) with a key of 16 octets.
    case aes128
    /// AES key wrap (RFC 3394) with a key of 24 octets.
    case aes192
    /// AES key wrap (RFC 3394) with a key of 32 octets.
    case aes256
    /// Triple DES key wrap (RFC 3217, section 3) with a key of 24 octets. For peers that know nothing else.
    case tripleDES

    /// The length of the wrapping key in octets.
    public var keyLength: Int {
        switch self {
        case .aes128: 16
        case .aes192, .tripleDES: 24
        case .aes256: 32
        }
    }

    /// How many octets a wrapped key is longer than the key.
    public var overhead: Int { self == .tripleDES ? 16 : 8 }

    /// The usual name, for example `AES-256 key wrap`.
    public var description: String {
        switch self {
        case .aes128: "AES-128 key wrap"
        case .aes192: "AES-192 key wrap"
        case .aes256: "AES-256 key wrap"
        case .tripleDES: "3DES key wrap"
        }
    }

    var libraryName: String {
        switch self {
        case .aes128: "AES-128-WRAP"
        case .aes192: "AES-192-WRAP"
        case .aes256: "AES-256-WRAP"
        case .tripleDES: "DES3-WRAP"
        }
    }

    /// The key encrypted: 8 octets longer with AES, 16 with triple DES.
    ///
    /// - Parameters:
    ///   - key: 16 octets or more, a multiple of 8.
    ///   - wrappingKey: `keyLength` octets.
    /// - Throws: `mismatch` for a wrapping key of another length; `unsupported` for a key that cannot be wrapped; `failed` when the library
    ///   does not have the cipher.
    public func wrap(_ key: SecretBytes, with wrappingKey: SecretBytes) throws(CryptoError) -> Bytes {
        try requireFit(wrappingKey)
        guard fits(key.count) else {
            throw CryptoError(
                .unsupported, "\(self)", reason: "a key of \(key.count) octets cannot be wrapped",
                advice: "use one of 16 octets or more, in steps of 8")
        }
        let context = try CipherContext.make(libraryName, key: wrappingKey, iv: nil, isEncrypting: true)
        let count = key.count + overhead
        let writer = ByteWriter(capacity: count)
        let target = writer.reserve(count)
        guard key.withUnsafeBytes({ context.update($0, into: target) }) == count else { throw OpenSSL.failure("\(self)") }
        writer.commit(count)
        return writer.take()
    }

    /// The key that was wrapped.
    ///
    /// - Throws: `undecryptable`, the same whether the length or the check value is wrong; `mismatch` for a wrapping key of another length;
    ///   `failed` when the library does not have the cipher.
    public func unwrap(_ wrapped: Bytes, with wrappingKey: SecretBytes) throws(CryptoError) -> SecretBytes {
        try requireFit(wrappingKey)
        let count = wrapped.count - overhead
        guard fits(count) else { throw ContentCipher.undecryptable("\(self)") }
        let context = try CipherContext.make(libraryName, key: wrappingKey, iv: nil, isEncrypting: false)
        // The library writes a little more than the key on its way.
        return try SecretBytes(capacity: wrapped.count) { (target) throws(CryptoError) in
            guard wrapped.withUnsafeBytes({ context.update($0, into: target) }) == count else {
                throw ContentCipher.undecryptable("\(self)")
            }
            return count
        }
    }

    private func fits(_ count: Int) -> Bool { count >= 16 && count % 8 == 0 && count <= 1 << 16 }

    private func requireFit(_ wrappingKey: SecretBytes) throws(CryptoError) {
        guard wrappingKey.count == keyLength else {
            throw CryptoError(
                .mismatch, "\(self)", reason: "a key of \(wrappingKey.count) octets was given, and it takes one of \(keyLength)",
                advice: "use a key that was made or derived for it")
        }
    }
}
