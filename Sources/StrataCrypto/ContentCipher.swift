/// A cipher for content, in the layout of XML Encryption 1.1, section 5.2: the initialization vector, the encrypted octets, and with
/// GCM the tag, one behind the other.
///
/// With CBC anybody can change what is decrypted, and whoever learns whether something decrypted well can read it in time: decrypt only
/// what a signature covers, or let all failures look the same outward. GCM notices every change.
public enum ContentCipher: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// AES-CBC with a key of 16 octets.
    case aes128CBC
    /// AES-CBC with a key of 24 octets.
    case aes192CBC
    /// AES-CBC with a key of 32 octets.
    case aes256CBC
    /// Triple DES in CBC mode with a key of 24 octets. Old and slow, with blocks of 8 octets: for peers that know nothing else.
    case tripleDESCBC
    /// AES-GCM with a key of 16 octets.
    case aes128GCM
    /// AES-GCM with a key of 24 octets.
    case aes192GCM
    /// AES-GCM with a key of 32 octets.
    case aes256GCM

    /// The length of a key in octets.
    public var keyLength: Int {
        switch self {
        case .aes128CBC, .aes128GCM: 16
        case .aes192CBC, .aes192GCM, .tripleDESCBC: 24
        case .aes256CBC, .aes256GCM: 32
        }
    }

    /// The length of the initialization vector in octets.
    public var ivLength: Int { tagLength > 0 ? 12 : blockLength }

    /// The length of the tag in octets; 0 with CBC, which has none.
    public var tagLength: Int {
        switch self {
        case .aes128GCM, .aes192GCM, .aes256GCM: 16
        case .aes128CBC, .aes192CBC, .aes256CBC, .tripleDESCBC: 0
        }
    }

    /// Whether a change of the encrypted octets is noticed.
    public var isAuthenticated: Bool { tagLength > 0 }

    /// The cipher, its key and its mode, for example `AES-256-GCM`.
    public var description: String {
        self == .tripleDESCBC ? "3DES-CBC" : libraryName
    }

    var libraryName: String {
        switch self {
        case .aes128CBC: "AES-128-CBC"
        case .aes192CBC: "AES-192-CBC"
        case .aes256CBC: "AES-256-CBC"
        case .tripleDESCBC: "DES-EDE3-CBC"
        case .aes128GCM: "AES-128-GCM"
        case .aes192GCM: "AES-192-GCM"
        case .aes256GCM: "AES-256-GCM"
        }
    }

    var blockLength: Int { self == .tripleDESCBC ? 8 : 16 }

    /// Refuses a key of another length, before an octet is touched.
    func requireFit(_ key: SecretBytes) throws(CryptoError) {
        guard key.count == keyLength else {
            throw CryptoError(
                .mismatch, "\(self)", reason: "a key of \(key.count) octets was given, and it takes one of \(keyLength)",
                advice: "use a key that was made or derived for this cipher")
        }
    }

    /// The one failure of every decryption, here and of wrapped keys: nothing in it depends on what went wrong.
    static func undecryptable(_ subject: String) -> CryptoError {
        OpenSSL.clearErrors()
        return CryptoError(
            .undecryptable, subject, reason: "the octets do not decrypt with this key",
            advice: "check that it is the key that they were encrypted for, and that nothing has changed them on their way")
    }
}
