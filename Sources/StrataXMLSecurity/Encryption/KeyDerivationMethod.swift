/// A way to derive a key that XML Encryption 1.1, section 5.4, or RFC 9231, section 2.6, gives an identifier.
public enum KeyDerivationMethod: Sendable, Hashable, CaseIterable {
    /// The concatenation of NIST SP 800-56A.
    case concat
    /// HKDF.
    case hkdf
    /// PBKDF2, for passwords.
    case pbkdf2

    /// The identifier.
    public var identifier: String {
        switch self {
        case .concat: XMLEncryptionName.concat
        case .hkdf: XMLEncryptionName.hkdf
        case .pbkdf2: XMLEncryptionName.pbkdf2
        }
    }
}
