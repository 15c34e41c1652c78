public import StrataCrypto

extension KeyTransport {
    /// The identifier (XML Encryption 1.1, section 5.5): `rsa-oaep-mgf1p` wherever the mask is made with SHA-1, which every peer knows, and
    /// `rsa-oaep` of the later version else.
    public var identifier: String {
        switch self {
        case .rsa15: XMLEncryptionName.rsa15
        case .rsaOAEP(_, .sha1, _): XMLEncryptionName.rsaOAEPMGF1P
        case .rsaOAEP: XMLEncryptionName.rsaOAEP
        }
    }
}
