internal import StrataInfoset

/// What one call of a decryptor has used up of its limits, for whichever elements.
///
/// Each function notes that something is used and returns in words which limit that exceeds; nil when it does not.
struct DecryptionBudget {
    private let limits: EncryptionLimits
    /// How many attempts there were; once there is one, what is used up may depend on secrets.
    private(set) var attempts = 0
    private var encryptedItems = 0
    private var encryptedKeys = 0
    private var keyInfoItems = 0
    private var cipherOctets = 0
    private var decryptedOctets = 0
    private var iterations = 0

    init(_ limits: EncryptionLimits) { self.limits = limits }

    /// An encrypted element that is read.
    mutating func takeItem() -> String? {
        DecryptionBudget.take(1, &encryptedItems, "encrypted elements", limits.encryptedItems, "encryptedItems")
    }

    /// The octets of an encrypted element.
    mutating func takeCipherValue(_ octets: Int) -> String? {
        DecryptionBudget.take(octets, &cipherOctets, "octets of encrypted values", limits.cipherValueLength, "cipherValueLength")
    }

    /// A key that is looked at, or what leads to one.
    mutating func takeKey() -> String? {
        DecryptionBudget.take(1, &encryptedKeys, "keys", limits.encryptedKeys, "encryptedKeys")
    }

    /// A `KeyInfo` that is about to be read; of one that has more than may be read, as much as is read.
    mutating func takeKeyInfo(_ element: InfosetCursor) -> String? {
        let items = element.children.prefix(limits.keyInfo.keyInfoItems).reduce(0) { count, _ in count + 1 }
        return DecryptionBudget.take(items, &keyInfoItems, "statements of keys", limits.keyInfoItems, "keyInfoItems")
    }

    /// Something that is done with a key.
    mutating func takeAttempt(octets: Int, iterations rounds: Int) -> String? {
        let attempt = DecryptionBudget.take(1, &attempts, "keys to try", limits.keyAttempts, "keyAttempts")
        let length = DecryptionBudget.take(octets, &decryptedOctets, "octets to decrypt", limits.decryptedLength, "decryptedLength")
        let work = DecryptionBudget.take(rounds, &iterations, "rounds of PBKDF2", limits.iterations, "iterations")
        return attempt ?? length ?? work
    }

    private static func take(_ count: Int, _ used: inout Int, _ what: String, _ limit: Int, _ name: String) -> String? {
        let (sum, isTooLarge) = used.addingReportingOverflow(count)
        used = isTooLarge ? .max : sum
        return used <= limit && !isTooLarge ? nil : "more \(what) than limits.\(name), \(limit), allows"
    }
}
