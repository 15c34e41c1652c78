public import StrataCrypto

/// The algorithms that the parties of a security policy agreed on, one for each place: what is written, and all that is accepted.
///
/// The sixteen of WCF have the names that policies give them (WS-SecurityPolicy 1.2, section 7.1). One of your own is such a value with
/// other algorithms in it.
public struct AlgorithmSuite: Sendable, Hashable, CustomStringConvertible {
    /// The name, for people and policies.
    public var name: String
    /// The digest of references.
    public var digest: DigestAlgorithm
    /// The canonical form of what is signed and of references.
    public var canonicalization: Canonicalization.Method = .exclusive10
    /// Signatures with a secret.
    public var symmetricSignature: SignatureMethod
    /// Signatures with a private key.
    public var asymmetricSignature: SignatureMethod
    /// Further signatures with private keys of other kinds, which are accepted too: ECDSA beside RSA.
    public var otherSignatures: Set<SignatureMethod> = []
    /// The cipher of content.
    public var contentCipher: ContentCipher
    /// Keys encrypted with a secret.
    public var keyWrap: KeyWrap
    /// Keys encrypted for the owner of an RSA key; the label is empty.
    public var keyTransport: KeyTransport
    /// Whether keys may be agreed on with EC keys (ECDH-ES).
    public var acceptsKeyAgreement = false
    /// The digest of derivations: P_SHA-1 or P_SHA256 of sessions.
    public var derivationDigest: DigestAlgorithm = .sha1
    /// The octets of a derived key that signs.
    public var derivedSignatureKeyLength: Int
    /// The octets of a derived key that encrypts.
    public var derivedEncryptionKeyLength: Int { contentCipher.keyLength }
    /// The octets of a new symmetric key.
    public var symmetricKeyLength: Int
    /// The octets that a symmetric key of a peer may have.
    public var symmetricKeyLengths: ClosedRange<Int>
    /// The bits that an RSA key may have.
    public var rsaKeyLengths: ClosedRange<Int> = 2048...8192

    /// A suite with these algorithms; what is left out is as in the suites of WCF, or today's where those are too weak.
    public init(
        _ name: String, digest: DigestAlgorithm, symmetricSignature: SignatureMethod, asymmetricSignature: SignatureMethod,
        contentCipher: ContentCipher, keyWrap: KeyWrap, keyTransport: KeyTransport, derivedSignatureKeyLength: Int,
        symmetricKeyLengths: ClosedRange<Int>
    ) {
        self.name = name
        self.digest = digest
        self.symmetricSignature = symmetricSignature
        self.asymmetricSignature = asymmetricSignature
        self.contentCipher = contentCipher
        self.keyWrap = keyWrap
        self.keyTransport = keyTransport
        self.derivedSignatureKeyLength = derivedSignatureKeyLength
        symmetricKeyLength = contentCipher.keyLength
        self.symmetricKeyLengths = symmetricKeyLengths
    }

    /// The name.
    public var description: String { name }

    // MARK: What is acceptable

    /// Whether a digest is acceptable for references.
    public func accepts(_ digest: DigestAlgorithm) -> Bool { digest == self.digest }

    /// Whether a canonical form is acceptable. Comments are never part of it.
    public func accepts(_ canonicalization: Canonicalization) -> Bool {
        canonicalization.method == self.canonicalization && !canonicalization.includesComments
    }

    /// Whether a signature is acceptable, whichever kind of key it takes.
    public func accepts(_ method: SignatureMethod) -> Bool {
        method == symmetricSignature || method == asymmetricSignature || otherSignatures.contains(method)
    }

    /// Whether a cipher is acceptable for content.
    public func accepts(_ cipher: ContentCipher) -> Bool { cipher == contentCipher }

    /// Whether a key wrap is acceptable.
    public func accepts(_ wrap: KeyWrap) -> Bool { wrap == keyWrap }

    /// Whether a key transport is acceptable.
    public func accepts(_ transport: KeyTransport) -> Bool { transport == keyTransport }

    /// Whether the derivation of session keys that an identifier stands for is acceptable: P_SHA-1 by its names of February 2005 and of
    /// WS-SecureConversation 1.3, and P_SHA256 by the name that follows them.
    public func acceptsDerivation(identifier: String) -> Bool { derivationIdentifiers.contains(identifier) }

    /// The identifiers of the derivation of session keys, that of WS-SecureConversation 1.3 first; none for a digest without one.
    public var derivationIdentifiers: [String] {
        switch derivationDigest {
        case .sha1:
            [
                "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512/dk/p_sha1",
                "http://schemas.xmlsoap.org/ws/2005/02/sc/dk/p_sha1",
            ]
        case .sha256: ["http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512/dk/p_sha256"]
        default: []
        }
    }

    /// Whether a symmetric key of that many octets is acceptable.
    public func acceptsSymmetricKey(length: Int) -> Bool { symmetricKeyLengths.contains(length) }

    /// Whether a public or private key is acceptable: an RSA key of a length in `rsaKeyLengths`, or a curve where a signature or key
    /// agreement takes one.
    public func acceptsKey(_ kind: KeyKind) -> Bool {
        if case .rsa(let bits) = kind { return rsaKeyLengths.contains(bits) }
        return acceptsKeyAgreement
            || otherSignatures.union([asymmetricSignature]).contains {
                if case .asymmetric(let scheme) = $0.algorithm { scheme.fits(kind) } else { false }
            }
    }

    // MARK: Policies

    /// What signatures may be made of under the suite.
    public var signaturePolicy: SignaturePolicy {
        var policy = SignaturePolicy(
            signatureMethods: otherSignatures.union([symmetricSignature, asymmetricSignature]), digests: [digest],
            canonicalizations: [Canonicalization(canonicalization)])
        policy.minimumRSABits = rsaKeyLengths.lowerBound
        policy.maximumRSABits = rsaKeyLengths.upperBound
        return policy
    }

    /// What may be decrypted, and how, under the suite.
    public var encryptionPolicy: EncryptionPolicy {
        var policy = EncryptionPolicy(contentCiphers: [contentCipher], keyWraps: [keyWrap])
        switch keyTransport {
        case .rsa15:
            policy.acceptsRSA15 = true
            policy.acceptsRSAOAEP = false
        case .rsaOAEP(let digest, let mask, let label):
            policy.oaepDigests = [digest]
            policy.oaepMaskDigests = [mask]
            policy.oaepLabel = label
        }
        policy.acceptsKeyAgreement = acceptsKeyAgreement
        policy.keyDerivations = acceptsKeyAgreement ? [.concat] : []
        policy.derivationDigests = [derivationDigest]
        policy.symmetricKeyLengths = symmetricKeyLengths
        policy.minimumRSABits = rsaKeyLengths.lowerBound
        policy.maximumRSABits = rsaKeyLengths.upperBound
        return policy
    }
}
