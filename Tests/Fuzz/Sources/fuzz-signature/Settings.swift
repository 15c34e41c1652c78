import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataXMLSecurity

/// Under which policy, and with which keys, an input is verified.
struct Settings {
    var policy: SignaturePolicy
    /// Keys that everybody may have brought along, beside those that are known: then a signature says nothing of who made it.
    let acceptsAnybody: Bool

    init(_ input: inout FuzzInput) {
        let bits = input.choice()
        policy = bits & 1 == 0 ? .standard : .legacy
        policy.acceptsXPointer = bits & 2 != 0
        policy.acceptsRepeatedParts = bits & 4 != 0
        policy.acceptsUnreferencedDuplicates = bits & 8 != 0
        policy.acceptsWholeDocument = bits & 16 == 0
        policy.acceptsEnvelopedSignature = bits & 32 == 0
        acceptsAnybody = bits & 64 != 0
        guard bits & 128 != 0 else { return }
        policy.limits.canonicalLength = 64 * input.choice()
        policy.limits.canonicalFactor = 0
        policy.limits.signedInfoLength = 1024
        policy.limits.references = 2
        policy.limits.depth = 8
    }

    var verifier: SignatureVerifier { SignatureVerifier(policy: policy, keys: Keys(acceptsAnybody: acceptsAnybody)) }
}

/// The fixed keys, and perhaps those that a signature brings along.
struct Keys: VerificationKeySource {
    static let secret = Fixed.secret(32)
    static let known: [VerificationKey] =
        [.secret(secret)] + [Fixed.p256, Fixed.p384, Fixed.rsa].map { key in .publicKey(Fixed.made { try key.publicKey() }) }

    let acceptsAnybody: Bool

    func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey] {
        acceptsAnybody ? Keys.known + (try EmbeddedKeys(acceptsKeyValues: true).keys(for: keyInfo, method: method)) : Keys.known
    }
}
