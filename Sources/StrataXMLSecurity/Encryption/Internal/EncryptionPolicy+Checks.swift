internal import StrataCrypto
internal import StrataInfoset

extension EncryptionPolicy {
    /// The identifiers of a document under the policy.
    func identifierTable(_ infoset: Infoset) throws(XMLSecurityError) -> IdentifierTable {
        try IdentifierTable(
            infoset, attributes: identifierAttributes, acceptsUnreferencedDuplicates: acceptsUnreferencedDuplicates)
    }

    /// Whether a key has a length that is accepted.
    func accepts(_ key: DecryptionKey) -> Bool {
        switch key {
        case .secret(let secret): symmetricKeyLengths.contains(secret.count)
        case .privateKey(let key):
            if case .rsa(let bits) = key.kind { bits >= minimumRSABits && bits <= maximumRSABits } else { true }
        }
    }

    /// Refuses a policy that takes CBC and GCM unless that is meant, wherever a key for content is looked for.
    func requireOneMode(at element: InfosetCursor) throws(XMLSecurityError) {
        guard acceptsMixedModes || Set(contentCiphers.map(\.isAuthenticated)).count <= 1 else {
            throw XMLSecurityError(
                .forbiddenAlgorithm,
                "contentCiphers of the policy names ciphers with CBC and with GCM; leave one kind out, or set acceptsMixedModes",
                at: element.index)
        }
    }

    /// Refuses a policy that takes RSA PKCS#1 v1.5 and OAEP unless that is meant.
    func requireOneTransport(at element: InfosetCursor) throws(XMLSecurityError) {
        guard acceptsMixedTransports || !acceptsRSA15 || !acceptsRSAOAEP else {
            throw XMLSecurityError(
                .forbiddenAlgorithm,
                "acceptsRSA15 and acceptsRSAOAEP of the policy are both set; leave one out, or set acceptsMixedTransports",
                at: element.index)
        }
    }
}
