public import StrataCrypto

extension DigestAlgorithm {
    /// The hash function that an identifier of XML Signature or XML Encryption stands for; nil for one that is not supported.
    public init?(identifier: String) {
        guard let algorithm = DigestAlgorithm.byIdentifier[identifier] else { return nil }
        self = algorithm
    }

    private static let byIdentifier = Dictionary(uniqueKeysWithValues: allCases.map { ($0.identifier, $0) })

    /// The identifier (RFC 6931, section 2.1; XML Encryption 1.1, section 5.7).
    public var identifier: String {
        switch self {
        case .md5: XMLSignatureName.more2001 + "md5"
        case .sha1: XMLSignatureName.namespace + "sha1"
        case .sha224: XMLSignatureName.more2001 + "sha224"
        case .sha256: XMLSignatureName.encryption + "sha256"
        case .sha384: XMLSignatureName.more2001 + "sha384"
        case .sha512: XMLSignatureName.encryption + "sha512"
        case .sha3_224: XMLSignatureName.more2007 + "sha3-224"
        case .sha3_256: XMLSignatureName.more2007 + "sha3-256"
        case .sha3_384: XMLSignatureName.more2007 + "sha3-384"
        case .sha3_512: XMLSignatureName.more2007 + "sha3-512"
        }
    }
}
