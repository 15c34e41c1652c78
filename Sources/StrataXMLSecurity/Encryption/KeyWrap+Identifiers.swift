public import StrataCrypto

extension KeyWrap {
    /// The key wrap that an identifier of XML Encryption 1.1, section 5.6, stands for; nil for one that is not supported.
    public init?(identifier: String) {
        guard let wrap = KeyWrap.allCases.first(where: { $0.identifier == identifier }) else { return nil }
        self = wrap
    }

    /// The identifier (XML Encryption 1.1, section 5.6).
    public var identifier: String {
        switch self {
        case .aes128: XMLEncryptionName.namespace + "kw-aes128"
        case .aes192: XMLEncryptionName.namespace + "kw-aes192"
        case .aes256: XMLEncryptionName.namespace + "kw-aes256"
        case .tripleDES: XMLEncryptionName.namespace + "kw-tripledes"
        }
    }
}
