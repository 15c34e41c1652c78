internal import StrataCrypto
internal import StrataInfoset

/// Looks for the key of one encrypted element, through whatever keys it is encrypted with in turn.
///
/// Every key that is found is handed on at once to be tried, so that no more private keys are used than needed. What an attempt
/// came to does not show but in whether the search goes on.
struct KeySearch {
    /// Tries a key for what the search is for; true when it is the one.
    typealias Goal = (inout KeySearch, DecryptionKey) -> Bool

    let decryptor: XMLDecryptor
    let goal: Goal
    private let infoset: Infoset
    var policy: EncryptionPolicy { decryptor.policy }
    private var identifiers: IdentifierTable?
    /// The start records of the keys that are being decrypted, outermost first.
    private var path: [Int] = []
    private var keysLookedAt = 0
    private var attempts = 0
    /// Whether a key was found that can only be the right one, so that no other is tried: what comes of it must not show in the time.
    var isSettled = false
    /// The first reason why no key came of something.
    var reason: XMLSecurityError?
    /// What attempts came to; empty unless it explains.
    private var details: [String] = []

    init(_ decryptor: XMLDecryptor, _ infoset: Infoset, goal: @escaping Goal) {
        self.decryptor = decryptor
        self.goal = goal
        self.infoset = infoset
    }

    // MARK: Outcomes

    /// Why nothing came of it all. Once a key was tried, it is always the same.
    func failure(_ element: InfosetCursor) -> XMLSecurityError {
        if attempts == 0, let reason { return reason }
        return .undecryptable(details, at: element.index)
    }

    /// Runs the search. What is wrong with a key that is only looked at because others did not decrypt does not show.
    mutating func run(
        _ element: InfosetCursor, _ body: (inout KeySearch) throws(XMLSecurityError) -> Bool
    ) throws(XMLSecurityError) {
        do throws(XMLSecurityError) {
            _ = try body(&self)
        } catch {
            guard attempts > 0 else { throw error }
            note(error.reason)
            throw failure(element)
        }
    }

    /// Notes what a person may want to know.
    mutating func note(_ detail: @autoclosure () -> String) {
        if decryptor.isExplaining { details.append(detail()) }
    }

    /// Runs an attempt with a key or a cipher; nil when nothing came of it.
    mutating func attempt<R>(_ body: () throws(CryptoError) -> R) -> R? {
        attempts += 1
        // How many attempts it takes depends on what they come to, so the limit does not show either.
        let limit = policy.limits.keyAttempts
        guard attempts <= limit else {
            note("more keys to try than limits.keyAttempts, \(limit), allows")
            return nil
        }
        do throws(CryptoError) {
            return try body()
        } catch {
            note("\(error)")
            return nil
        }
    }

    // MARK: Steps

    /// Tries the keys that `KeyInfo` leads to, until one is the one.
    ///
    /// - Parameter length: the octets of the key, where the use fixes it.
    mutating func keys(
        _ element: InfosetCursor?, _ use: DecryptionUse, length: Int?, for purpose: KeyPurpose
    ) throws(XMLSecurityError) -> Bool {
        let info =
            try element.map { (element) throws(XMLSecurityError) in try KeyInfo(element, limits: policy.limits.keyInfo) } ?? KeyInfo()
        var isElsewhere = info.items.isEmpty
        for item in info.items {
            guard case .other(let item) = item, KeySearch.leadsToKey(item) else {
                isElsewhere = true
                continue
            }
            guard !isSettled else { return false }
            do throws(XMLSecurityError) {
                if try keys(at: item, length: length, for: purpose) { return true }
            } catch {
                // One that this side has no key or algorithm for may be another recipient's.
                guard [.noKey, .unusableKey, .unsupportedAlgorithm, .forbiddenAlgorithm].contains(error.code) else { throw error }
                reason = reason ?? error
            }
        }
        // Where the key is only said to be in the message, no other is tried, which would hide why that one is not found.
        guard isElsewhere, !isSettled else { return false }
        let known = try decryptor.keys.keys(for: info, use: use)
        let fitting = known.filter { use.fits($0) }
        for key in fitting where !isSettled {
            if try tryOut(key, for: purpose) { return true }
        }
        if fitting.isEmpty {
            let found = known.isEmpty ? "none" : "only \(known.map(\.description).joined(separator: ", "))"
            reason =
                reason
                ?? XMLSecurityError(
                    .noKey, "a key for \(use) was looked for, of which is said: \(info.summary); the source of keys knows \(found)",
                    at: element?.index ?? -1)
        }
        return false
    }

    /// Tries what an `EncryptedKey` holds, or one of the other elements that lead to a key.
    mutating func keys(at element: InfosetCursor, length: Int?, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        guard KeySearch.leadsToKey(element) else { return false }
        keysLookedAt += 1
        guard keysLookedAt <= policy.limits.encryptedKeys else {
            throw XMLSecurityError(
                .limitExceeded, "more keys than limits.encryptedKeys, \(policy.limits.encryptedKeys), allows", at: element.index)
        }
        if element.isNamed(XMLEncryptionName.retrievalMethod) { return try keys(at: try retrieved(element), length: length, for: purpose) }
        guard path.count < policy.limits.keyDepth else {
            throw XMLSecurityError(
                .limitExceeded, "more keys one behind the other than limits.keyDepth, \(policy.limits.keyDepth), allows", at: element.index)
        }
        guard !path.contains(element.index) else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is encrypted with a key that it leads to itself", at: element.index)
        }
        path.append(element.index)
        defer { path.removeLast() }
        switch element.name {
        case XMLEncryptionName.agreementMethod: return try agreed(element, length: length, for: purpose)
        case XMLEncryptionName.derivedKey: return try derived(element, length: length, for: purpose)
        default: return try decrypted(element, length: length, for: purpose)
        }
    }

    /// Whether an element in `KeyInfo` is one that is followed here; others are for the source of keys.
    private static func leadsToKey(_ element: InfosetCursor) -> Bool {
        switch element.name {
        case XMLEncryptionName.encryptedKey, XMLEncryptionName.agreementMethod, XMLEncryptionName.derivedKey: true
        case XMLEncryptionName.retrievalMethod: element.attribute(XMLEncryptionName.type) == XMLEncryptionName.encryptedKeyType
        default: false
        }
    }

    /// The key in an `EncryptedKey`.
    private mutating func decrypted(_ element: InfosetCursor, length: Int?, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        let parts = try EncryptedParts(element, XMLEncryptionName.encryptedKey, policy)
        let encryption = try parts.keyEncryption(policy)
        let octets = try parts.octets(limit: policy.limits.encryptedKeyLength, "limits.encryptedKeyLength")
        switch encryption {
        case .wrap(let wrap):
            return try keys(
                parts.keyInfo, .keyWrap(wrap), length: wrap.keyLength, for: .unwrapping(octets, wrap, length: length, then: purpose))
        case .transport(let transport):
            // With RSA PKCS#1 v1.5 any octets give a key.
            if transport == .rsa15, length == nil {
                throw XMLSecurityError(
                    .malformed, "\(element.shownName) is used where no length of the key is given, which RSA PKCS#1 v1.5 needs",
                    at: element.index)
            }
            return try keys(
                parts.keyInfo, .keyTransport, length: nil, for: .transport(octets, transport, of: element, length: length, then: purpose))
        }
    }

    // MARK: References

    private mutating func retrieved(_ element: InfosetCursor) throws(XMLSecurityError) -> InfosetCursor {
        var children = try ElementSequence(element)
        guard children.any() == nil else {
            throw XMLSecurityError(.unsupportedAlgorithm, "\(element.shownName) has transforms, which are not performed", at: element.index)
        }
        let table: IdentifierTable
        if let identifiers { table = identifiers } else { table = try policy.identifierTable(infoset) }
        identifiers = table
        let target = try table.element(referredToBy: try element.requiredAttribute(XMLEncryptionName.uri, policy.limits.keyInfo))
        guard target.isNamed(XMLEncryptionName.encryptedKey) else {
            throw XMLSecurityError(
                .malformed, "\(element.shownName) leads to \(target.shownName), which is no EncryptedKey", at: element.index)
        }
        return target
    }
}
