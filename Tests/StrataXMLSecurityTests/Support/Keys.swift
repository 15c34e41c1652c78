import StrataCrypto
import StrataXMLSecurity

/// Keys that the tests share: making an RSA key takes a while.
enum TestKeys {
    static let rsa = Result { try PrivateKey.generate(.rsa(bits: 2048)) }
    static let otherRSA = Result { try PrivateKey.generate(.rsa(bits: 2048)) }
    static let curves = Result { try [KeyKind.p256, .p384, .p521].map { try PrivateKey.generate($0) } }
    static let secret = SecretBytes([UInt8](1...32))

    /// A key for a method, and what verifies with it.
    static func pair(_ method: SignatureMethod) throws -> (SigningKey, VerificationKey) {
        switch method.algorithm {
        case .hmac: return (.secret(secret), .secret(secret))
        case .asymmetric(.ecdsa(let digest)):
            let key = try curves.get()[digest.length > 48 ? 2 : digest.length > 32 ? 1 : 0]
            return (.privateKey(key), .publicKey(try key.publicKey()))
        case .asymmetric:
            let key = try rsa.get()
            return (.privateKey(key), .publicKey(try key.publicKey()))
        }
    }

    /// A verifier that knows the key of a method, whatever its algorithms.
    static func verifier(_ method: SignatureMethod, _ policy: SignaturePolicy = .legacy) throws -> SignatureVerifier {
        SignatureVerifier(policy: policy, keys: KnownKeys(try pair(method).1))
    }
}
