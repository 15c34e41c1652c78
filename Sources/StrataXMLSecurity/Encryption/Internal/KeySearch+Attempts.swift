internal import StrataCrypto
internal import StrataInfoset

/// What is done with a key that was found; true when it is the one.
extension KeySearch {
    mutating func tryOut(_ key: DecryptionKey, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        switch (purpose, key) {
        case (.goal, let key):
            let goal = goal
            return goal?(&self, key) ?? false
        case (.unwrapping(let octets, let wrap, let length, let next), .secret(let secret)):
            guard let found = attempt({ () throws(CryptoError) in try wrap.unwrap(octets, with: secret) }) else { return false }
            return try handOn(found, length, next, isSettling: true)
        case (.transport(let octets, let transport, let length, let next), .privateKey(let key)):
            guard let found = attempt({ () throws(CryptoError) in try transport.decrypt(octets, with: key, keyLength: length) }) else {
                return false
            }
            return try handOn(found, length, next, isSettling: transport != .rsa15)
        case (.agreement(let peers, let derivation, let length, let next), .privateKey(let key)):
            for peer in peers where peer.kind == key.kind {
                guard let secret = attempt({ () throws(CryptoError) in try key.sharedSecret(with: peer) }),
                    let found = attempt({ () throws(CryptoError) in try derivation.key(from: secret, length: length) })
                else { continue }
                if try tryOut(.secret(found), for: next) { return true }
            }
            return false
        case (.derivation(let derivation, let length, let next), .secret(let secret)):
            let found = attempt(
                iterations: derivation.iterations, { () throws(CryptoError) in try derivation.key(from: secret, length: length) })
            guard let found else { return false }
            return try tryOut(.secret(found), for: next)
        case (.unwrapping, .privateKey), (.derivation, .privateKey), (.transport, .secret), (.agreement, .secret): return false
        }
    }

    /// - Parameter isSettling: whether the way in which the key was encrypted shows that it is this one.
    private mutating func handOn(
        _ found: SecretBytes, _ length: Int?, _ next: KeyPurpose, isSettling: Bool
    ) throws(XMLSecurityError) -> Bool {
        defer { progress.isSettled = progress.isSettled || isSettling }
        guard length == nil || found.count == length, policy.accepts(.secret(found)) else {
            note("the key that was found has \(found.count) octets")
            return false
        }
        return try tryOut(.secret(found), for: next)
    }
}
