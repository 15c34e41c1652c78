public import StrataCrypto

extension ContentCipher {
    /// The cipher that an identifier of XML Encryption 1.1, section 5.2, stands for; nil for one that is not supported.
    public init?(identifier: String) {
        guard let cipher = ContentCipher.allCases.first(where: { $0.identifier == identifier }) else { return nil }
        self = cipher
    }

    /// The identifier (XML Encryption 1.1, section 5.2).
    public var identifier: String {
        switch self {
        case .aes128CBC: XMLEncryptionName.namespace + "aes128-cbc"
        case .aes192CBC: XMLEncryptionName.namespace + "aes192-cbc"
        case .aes256CBC: XMLEncryptionName.namespace + "aes256-cbc"
        case .tripleDESCBC: XMLEncryptionName.namespace + "tripledes-cbc"
        case .aes128GCM: XMLEncryptionName.namespace11 + "aes128-gcm"
        case .aes192GCM: XMLEncryptionName.namespace11 + "aes192-gcm"
        case .aes256GCM: XMLEncryptionName.namespace11 + "aes256-gcm"
        }
    }
}
