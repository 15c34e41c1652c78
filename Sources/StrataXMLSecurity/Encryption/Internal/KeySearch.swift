internal import StrataCrypto
internal import StrataInfoset

/// Looks for the keys of encrypted elements, one after the other, through whatever keys they are encrypted with in turn.
///
/// Every key that is found is handed on at once to be tried, so that no more private keys are used than needed. What an attempt
/// came to does not show but in whether the search goes on.
struct KeySearch {
    /// Tries a key for what the search is for; true when it is the one.
    typealias Goal = (inout KeySearch, DecryptionKey) -> Bool

    /// How far the search for one element has come.
    struct Progress {
        /// The start records of the keys that are being decrypted, outermost first.
        var path: [Int] = []
        var attempts = 0
        /// Whether a key was found that can only be the right one, so that no other is tried: what comes of it must not show in the time.
        var isSettled = false
        /// Whether a limit of the whole call ended it.
        var isExhausted = false
        /// Whether the source of keys ended it.
        var isRefused = false
        /// The first reason why no key came of something.
        var reason: XMLSecurityError?
        /// What attempts came to; empty unless it explains.
        var details: [String] = []
    }

    let decryptor: XMLDecryptor
    var policy: EncryptionPolicy { decryptor.policy }
    /// The document that references lead to parts of.
    var infoset: Infoset {
        didSet { identifiers = nil }
    }
    var budget: DecryptionBudget
    var progress = Progress()
    /// What the search for the element at hand is for; nil between elements.
    private(set) var goal: Goal?
    /// The identifiers of that document, once they were asked for.
    var identifiers: Result<IdentifierTable, XMLSecurityError>?

    init(_ decryptor: XMLDecryptor, _ infoset: Infoset) {
        self.decryptor = decryptor
        self.infoset = infoset
        budget = DecryptionBudget(decryptor.policy.limits)
    }

    // MARK: One element

    /// The first thing that an attempt gives: the plaintext under a key, turned into what it should be.
    mutating func content<R>(
        of item: EncryptedItem, _ accept: @escaping (SecretBytes, inout KeySearch) -> R?
    ) throws(XMLSecurityError) -> R {
        let (cipher, octets) = (item.cipher, item.octets)
        var result: R?
        let goal: Goal = { search, key in
            guard case .secret(let secret) = key,
                let plaintext = search.attempt(
                    octets: octets.count, { () throws(CryptoError) in try cipher.decrypt(octets, key: secret) })
            else { return false }
            result = accept(plaintext, &search)
            return result != nil
        }
        try run(item.element, goal) { (search) throws(XMLSecurityError) in
            try search.keys(item.keyInfo, .content(cipher), length: cipher.keyLength, for: .goal)
        }
        guard let result else { throw failure(item.element) }
        return result
    }

    /// Runs the search for an element. What is wrong with a key that is only looked at because others did not decrypt does not show.
    mutating func run(
        _ element: InfosetCursor, _ goal: @escaping Goal, _ body: (inout KeySearch) throws(XMLSecurityError) -> Bool
    ) throws(XMLSecurityError) {
        progress = Progress()
        self.goal = goal
        defer { self.goal = nil }
        do throws(XMLSecurityError) {
            _ = try body(&self)
        } catch {
            // Whatever it is, it may depend on what the attempts for other elements left of the limits of the call.
            guard budget.attempts > 0 else { throw error }
            end(error.reason)
            throw .undecryptable(progress.details, at: element.index)
        }
    }

    /// Why nothing came of it all. Once a key was tried in the call, for whichever element, it is always the same.
    func failure(_ element: InfosetCursor) -> XMLSecurityError {
        if budget.attempts == 0, let reason = progress.reason { return reason }
        return .undecryptable(progress.details, at: element.index)
    }

    // MARK: Outcomes

    /// Notes what a person may want to know.
    mutating func note(_ detail: @autoclosure () -> String) {
        if decryptor.isExplaining { progress.details.append(detail()) }
    }

    /// Notes what ended the search, or each attempt from then on, before all else.
    private mutating func end(_ detail: String) {
        if decryptor.isExplaining, !progress.details.contains(detail) { progress.details.insert(detail, at: 0) }
    }

    /// Keeps why no key comes of something, though one may come of something else.
    mutating func pass(over reason: XMLSecurityError) {
        progress.reason = progress.reason ?? reason
        note(reason.reason)
    }

    /// Ends the search when a limit of the whole call is exceeded.
    mutating func require(_ excess: String?, _ element: InfosetCursor) throws(XMLSecurityError) {
        guard let excess else { return }
        progress.isExhausted = true
        throw XMLSecurityError(.limitExceeded, excess, at: element.index)
    }

    /// Runs an attempt with a key or a cipher; nil when nothing came of it.
    mutating func attempt<R>(octets: Int = 0, iterations: Int = 0, _ body: () throws(CryptoError) -> R) -> R? {
        progress.attempts += 1
        // How many attempts it takes depends on what they come to, so the limit does not show either.
        if let excess = budget.takeAttempt(octets: octets, iterations: iterations) {
            end(excess)
            return nil
        }
        do throws(CryptoError) {
            return try body()
        } catch {
            note("\(error)")
            return nil
        }
    }

    /// What the source of keys says, whose refusal is the end of the search.
    mutating func asked<R>(_ ask: (any DecryptionKeySource) throws(XMLSecurityError) -> R) throws(XMLSecurityError) -> R {
        do throws(XMLSecurityError) {
            return try ask(decryptor.keys)
        } catch {
            progress.isRefused = true
            throw error
        }
    }
}
