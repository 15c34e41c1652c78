import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Under which policy an input is decrypted.
struct Settings {
    /// Whose keys.
    enum Owner { case own, strange }

    private(set) var policy: EncryptionPolicy

    init(_ input: inout FuzzInput) {
        let bits = input.choice()
        policy = bits & 1 == 0 ? .legacy : .standard
        policy.decryptsNested = bits & 2 != 0
        // Under a password the time is that of its rounds, which the limit is for.
        policy.limits.iterations = 1000
        policy.acceptsUnreferencedDuplicates = bits & 4 != 0
        if bits & 8 != 0 { policy.oaepLabel = Bytes("label") }
        if bits & 16 != 0 { policy.minimumRSABits = 4096 }
        guard bits & 32 != 0 else { return }
        policy.limits.encryptedItems = 2
        policy.limits.encryptedKeys = 2
        policy.limits.keyDepth = 1
        policy.limits.keyAttempts = 2
        policy.limits.cipherValueLength = 256
        policy.quotas.maxDepth = 3
    }

    func decryptor(_ owner: Owner, isExplaining: Bool = false) -> XMLDecryptor {
        var decryptor = XMLDecryptor(policy: policy, keys: owner == .own ? Keys.own : Keys.strange)
        decryptor.isExplaining = isExplaining
        return decryptor
    }
}

/// The fixed keys, and others of the same kinds and lengths, which open nothing.
enum Keys {
    static let lengths = [16, 24, 32]

    static let own = KnownDecryptionKeys(
        lengths.map { .secret(Fixed.secret($0)) } + [Fixed.rsa, Fixed.p256, Fixed.p384].map { .privateKey($0) })

    static let strange = Fixed.made {
        try KnownDecryptionKeys(
            lengths.map { .secret(try SecretBytes.random(count: $0)) }
                + [.rsa(bits: 2048), .p256, .p384].map { .privateKey(try PrivateKey.generate($0)) })
    }
}
