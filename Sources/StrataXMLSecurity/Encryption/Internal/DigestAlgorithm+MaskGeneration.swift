internal import StrataCrypto

extension DigestAlgorithm {
    /// The digest of a mask generation (XML Encryption 1.1, section 5.5.2).
    init?(maskGeneration identifier: String) {
        let known: [DigestAlgorithm] = [.sha1, .sha224, .sha256, .sha384, .sha512]
        guard let digest = known.first(where: { $0.maskGenerationIdentifier == identifier }) else { return nil }
        self = digest
    }

    /// The identifier of the mask generation with this digest; nil where there is none.
    var maskGenerationIdentifier: String? {
        switch self {
        case .sha1: XMLEncryptionName.mgf1 + "sha1"
        case .sha224: XMLEncryptionName.mgf1 + "sha224"
        case .sha256: XMLEncryptionName.mgf1 + "sha256"
        case .sha384: XMLEncryptionName.mgf1 + "sha384"
        case .sha512: XMLEncryptionName.mgf1 + "sha512"
        case .md5, .sha3_224, .sha3_256, .sha3_384, .sha3_512: nil
        }
    }
}
