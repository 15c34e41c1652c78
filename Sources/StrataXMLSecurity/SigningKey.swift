public import StrataCrypto
public import StrataInfoset

/// A key to sign with.
public enum SigningKey: Sendable, CustomStringConvertible {
    /// A private key; whoever has the public one can verify.
    case privateKey(PrivateKey)
    /// A secret for HMAC; whoever has it can verify, and sign too.
    case secret(SecretBytes)

    /// What kind of key it is, never the key.
    public var description: String {
        switch self {
        case .privateKey(let key): key.description
        case .secret(let secret): "secret of \(secret.count) octets"
        }
    }
}

/// What a signature is to cover.
public struct SignatureTarget: Sendable {
    /// The things that can be covered.
    enum Subject: Sendable {
        case document
        case element(InfosetCursor)
        case object(Int)
    }

    let subject: Subject
    /// The canonical form to digest.
    public var canonicalization: Canonicalization
    /// The hash function.
    public var digest: DigestAlgorithm
    /// The type to write, a URI; nil for none.
    public var type: String?

    private init(_ subject: Subject, _ canonicalization: Canonicalization, _ digest: DigestAlgorithm) {
        self.subject = subject
        self.canonicalization = canonicalization
        self.digest = digest
    }

    /// The whole document but the signature itself (`URI=""`, enveloped).
    public static func document(_ canonicalization: Canonicalization = Canonicalization(.exclusive10), digest: DigestAlgorithm = .sha256)
        -> SignatureTarget
    {
        SignatureTarget(.document, canonicalization, digest)
    }

    /// An element that carries an identifier (`wsu:Id`, `Id`, …). A signature that is put into it is taken out of what it covers.
    public static func element(
        _ element: InfosetCursor, _ canonicalization: Canonicalization = Canonicalization(.exclusive10), digest: DigestAlgorithm = .sha256
    ) -> SignatureTarget {
        SignatureTarget(.element(element), canonicalization, digest)
    }

    /// One of the objects within the signature, by its place among them.
    public static func object(
        _ index: Int, _ canonicalization: Canonicalization = Canonicalization(.exclusive10), digest: DigestAlgorithm = .sha256
    ) -> SignatureTarget {
        SignatureTarget(.object(index), canonicalization, digest)
    }
}
