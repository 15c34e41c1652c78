internal import StrataCrypto
internal import StrataInfoset

/// An `EncryptedData`, read and checked as far as no key is needed.
struct EncryptedItem {
    let element: InfosetCursor
    let cipher: ContentCipher
    let octets: Bytes
    let keyInfo: KeyInfo

    init(_ element: InfosetCursor, _ policy: EncryptionPolicy, _ budget: inout DecryptionBudget) throws(XMLSecurityError) {
        func require(_ excess: String?) throws(XMLSecurityError) {
            if let excess { throw XMLSecurityError(.limitExceeded, excess, at: element.index) }
        }
        try require(budget.takeItem())
        let parts = try EncryptedParts(element, XMLEncryptionName.encryptedData, policy)
        self.element = element
        cipher = try parts.cipher(policy)
        octets = try parts.octets(limit: policy.limits.cipherValueLength, "limits.cipherValueLength")
        try require(budget.takeCipherValue(octets.count))
        guard let info = parts.keyInfo else {
            keyInfo = KeyInfo()
            return
        }
        try require(budget.takeKeyInfo(info))
        keyInfo = try KeyInfo(info, limits: policy.limits.keyInfo)
    }
}
