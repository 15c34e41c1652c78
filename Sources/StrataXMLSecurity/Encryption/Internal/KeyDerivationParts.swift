internal import StrataCrypto
internal import StrataInfoset

/// A `KeyDerivationMethod` (XML Encryption 1.1, section 5.4): how a key is made out of a secret.
struct KeyDerivationParts {
    let method: KeyDerivationMethod
    let derivation: KeyDerivation
    private let element: InfosetCursor
    /// What the parameters say of the length of the key, in octets; nil when they say nothing.
    private let statedLength: Int?

    init(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) {
        let identifier = try element.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
        guard let method = KeyDerivationMethod.allCases.first(where: { $0.identifier == identifier }) else {
            throw XMLSecurityError(.unsupportedAlgorithm, "the key derivation \(quoted(identifier)) is not known", at: element.index)
        }
        guard policy.keyDerivations.contains(method) else {
            throw XMLSecurityError(
                .forbiddenAlgorithm, "the key derivation \(method) is not accepted: keyDerivations of the policy", at: element.index)
        }
        self.element = element
        self.method = method
        var children = try ElementSequence(element)
        switch method {
        case .concat:
            let parameters = try children.required(XMLEncryptionName.concatParameters)
            (derivation, statedLength) = (try KeyDerivationParts.concat(parameters, policy), nil)
        case .pbkdf2:
            let parameters = try children.required(XMLEncryptionName.pbkdf2Parameters)
            (derivation, statedLength) = try KeyDerivationParts.pbkdf2(parameters, policy)
        case .hkdf:
            let parameters = try children.required(XMLEncryptionName.hkdfParameters)
            (derivation, statedLength) = try KeyDerivationParts.hkdf(parameters, policy)
        }
        try children.end()
    }

    /// The rounds that one derivation takes.
    var iterations: Int {
        if case .pbkdf2(_, _, let iterations) = derivation { iterations } else { 0 }
    }

    /// Refuses another length than the parameters state, before any key is looked at.
    func requireFit(_ length: Int) throws(XMLSecurityError) {
        guard let statedLength, statedLength != length else { return }
        throw XMLSecurityError(
            .malformed, "\(element.shownName) gives a key of \(statedLength) octets where one of \(length) is needed", at: element.index)
    }

    /// The key of a length that what it is for decides.
    func key(from secret: SecretBytes, length: Int) throws(CryptoError) -> SecretBytes {
        try derivation.key(from: secret, length: length)
    }

    // MARK: Parameters

    private static func concat(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) -> KeyDerivation {
        var info = ConcatKDFInfo()
        info.algorithmID = try bits(element, policy, XMLEncryptionName.algorithmID)
        info.partyUInfo = try bits(element, policy, XMLEncryptionName.partyUInfo)
        info.partyVInfo = try bits(element, policy, XMLEncryptionName.partyVInfo)
        info.suppPubInfo = try bits(element, policy, XMLEncryptionName.suppPubInfo)
        info.suppPrivInfo = try bits(element, policy, XMLEncryptionName.suppPrivInfo)
        var children = try ElementSequence(element)
        let method = try children.required(XMLSignatureName.digestMethod)
        try children.end()
        let identifier = try method.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
        return .concat(try accepted(DigestAlgorithm(identifier: identifier), identifier, policy, method), info)
    }

    private static func pbkdf2(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) -> (KeyDerivation, Int?) {
        var children = try ElementSequence(element)
        let salts = try ElementSequence(try children.required(XMLEncryptionName.salt))
        var salt = salts
        let value = try octets(try salt.required(XMLEncryptionName.specified), policy)
        try salt.end()
        let rounds = try children.required(XMLEncryptionName.iterationCount)
        let iterations = try number(rounds)
        guard iterations > 0, iterations <= policy.limits.iterations else {
            throw XMLSecurityError(
                .limitExceeded, "\(rounds.shownName) is \(iterations); limits.iterations is \(policy.limits.iterations)", at: rounds.index)
        }
        let length = try number(try children.required(XMLEncryptionName.keyLength))
        let digest = try pseudorandom(try children.required(XMLEncryptionName.pseudorandom), policy)
        try children.end()
        return (.pbkdf2(digest, salt: value, iterations: iterations), length)
    }

    private static func hkdf(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) -> (KeyDerivation, Int?) {
        var children = try ElementSequence(element)
        let digest = try pseudorandom(try children.required(XMLEncryptionName.hkdfPseudorandom), policy)
        let salt = try children.optional(XMLEncryptionName.hkdfSalt).map { (element) throws(XMLSecurityError) in try octets(element, policy)
        }
        let info = try children.optional(XMLEncryptionName.hkdfInfo).map { (element) throws(XMLSecurityError) in try octets(element, policy)
        }
        let length = try children.optional(XMLEncryptionName.hkdfKeyLength).map { (element) throws(XMLSecurityError) in try number(element)
        }
        try children.end()
        return (.hkdf(digest, salt: salt ?? Bytes(), info: info ?? Bytes()), length)
    }

    private static func octets(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) -> Bytes {
        try element.plainBase64(limit: policy.limits.encryptedKeyLength, "limits.encryptedKeyLength")
    }

    private static func number(_ element: InfosetCursor) throws(XMLSecurityError) -> Int {
        try XMLSecurityError.reading(element) { () throws(InfosetError) in try element.int() }
    }

    /// The digest of an HMAC.
    private static func pseudorandom(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) -> DigestAlgorithm {
        let identifier = try element.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
        var digest: DigestAlgorithm?
        if case .hmac(let found)? = SignatureMethod(identifier: identifier)?.algorithm { digest = found }
        return try accepted(digest, identifier, policy, element)
    }

    private static func accepted(
        _ digest: DigestAlgorithm?, _ identifier: String, _ policy: EncryptionPolicy, _ element: InfosetCursor
    ) throws(XMLSecurityError) -> DigestAlgorithm {
        guard let digest else {
            throw XMLSecurityError(.unsupportedAlgorithm, "\(quoted(identifier)) of a key derivation is not known", at: element.index)
        }
        guard policy.derivationDigests.contains(digest) else {
            throw XMLSecurityError(
                .forbiddenAlgorithm, "a key derivation with \(digest) is not accepted: derivationDigests of the policy", at: element.index)
        }
        return digest
    }

    /// Hexadecimal digits, the first octet of which says how many bits at the end do not count.
    private static func bits(_ element: InfosetCursor, _ policy: EncryptionPolicy, _ name: ExpandedName) throws(XMLSecurityError)
        -> BitString
    {
        let text = Array((try element.attribute(name, policy.limits.keyInfo) ?? "").utf8)
        var octets: [UInt8] = []
        for i in stride(from: 0, to: text.count, by: 2) {
            guard i + 1 < text.count, let high = hexadecimal(text[i]), let low = hexadecimal(text[i + 1]) else {
                throw XMLSecurityError(
                    .malformed, "\(name.localName) of \(element.shownName) holds no hexadecimal octets", at: element.index)
            }
            octets.append(high << 4 | low)
        }
        do throws(CryptoError) {
            return try BitString(prefixed: Bytes(octets))
        } catch {
            throw XMLSecurityError(.malformed, "\(name.localName) of \(element.shownName): \(error)", at: element.index)
        }
    }

    private static func hexadecimal(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
