internal import StrataCrypto
internal import StrataInfoset

/// What an `EncryptedData` or `EncryptedKey` consists of (XML Encryption 1.1, section 3.1), read and checked against the policy.
struct EncryptedParts {
    let element: InfosetCursor
    /// The identifier of the algorithm, and the element with its parameters.
    let method: InfosetCursor
    let algorithm: String
    let keyInfo: InfosetCursor?
    private let value: InfosetCursor

    /// - Parameter name: `EncryptedData` or `EncryptedKey`.
    init(_ element: InfosetCursor, _ name: ExpandedName, _ policy: EncryptionPolicy) throws(XMLSecurityError) {
        guard element.isNamed(name) else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is no \(name.localName)", at: element.index)
        }
        var children = try ElementSequence(element)
        self.element = element
        method = try children.required(XMLEncryptionName.encryptionMethod)
        algorithm = try method.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
        keyInfo = children.optional(XMLSignatureName.keyInfo)
        let data = try children.required(XMLEncryptionName.cipherData)
        _ = children.optional(XMLEncryptionName.encryptionProperties)
        if name == XMLEncryptionName.encryptedKey {
            _ = children.optional(XMLEncryptionName.referenceList)
            _ = children.optional(XMLEncryptionName.carriedKeyName)
        }
        try children.end()
        var values = try ElementSequence(data)
        if values.optional(XMLEncryptionName.cipherReference) != nil {
            throw XMLSecurityError(
                .unresolvedReference, "\(data.shownName) says that the octets are elsewhere, where nothing is fetched", at: data.index)
        }
        value = try values.required(XMLEncryptionName.cipherValue)
        try values.end()
    }

    /// The encrypted octets.
    func octets(limit: Int, _ limitName: String) throws(XMLSecurityError) -> Bytes {
        let octets = try value.plainBase64(limit: limit, limitName)
        guard !octets.isEmpty else { throw XMLSecurityError(.malformed, "\(value.shownName) is empty", at: value.index) }
        return octets
    }
}
