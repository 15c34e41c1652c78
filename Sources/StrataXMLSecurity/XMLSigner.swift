public import StrataCrypto
public import StrataInfoset

/// Makes XML signatures (XML Signature 1.1, section 3.1).
///
/// A private key takes a good part of a millisecond: do not sign on an event loop.
public struct XMLSigner: Sendable {
    /// How it is signed.
    public var method: SignatureMethod
    /// The key.
    public var key: SigningKey
    /// The canonical form of what is signed.
    public var canonicalization = Canonicalization(.exclusive10)
    /// What is said of the key; nothing without any.
    public var keyInfo: [KeyInfoStatement] = []
    /// The identifier of the signature; nil for none.
    public var identifier: String?
    /// The prefix of the namespace of XML Signature; the empty one makes it the default namespace of the signature.
    public var prefix = "ds"
    /// Attributes whose values are identifiers, the first that an element carries is referred to.
    public var identifierAttributes = SignaturePolicy.commonIdentifierAttributes

    /// Whether an identifier may stand twice in the document that is not referred to: as in the policy of whoever verifies.
    public var acceptsUnreferencedDuplicates = false
    /// Whether a document is signed that declares namespace names which are no absolute URI: as in the policy of whoever verifies.
    public var acceptsRelativeNamespaceNames = false

    /// A signer with a method and a key.
    public init(_ method: SignatureMethod, key: SigningKey) {
        self.method = method
        self.key = key
    }

    /// Signs parts of a document and puts the signature into it.
    ///
    /// - Parameters:
    ///   - targets: what is covered, at least one.
    ///   - infoset: the document.
    ///   - position: where the signature goes, beside or in an element.
    ///   - objects: elements that the signature carries itself, each in an `Object` with an identifier that the document has not.
    ///   - ranges: ranges of the document to find again in the new one.
    /// - Returns: the signed document, where the signature is in it, and where the tracked ranges are.
    /// - Throws: `invalidSubset` for nothing to cover, an element of another document or without an identifier, or a position that replaces
    ///   something, or a statement of the key that says nothing; `duplicateIdentifier` or `relativeNamespace` when a verifier would refuse the
    ///   result, because of the document or of what the signature brings into it; `unusableKey` for a key of another kind; `cryptography`.
    public func sign(
        _ targets: [SignatureTarget], in infoset: Infoset, at position: InfosetPosition, objects: [InfosetCursor] = [],
        tracking ranges: [NodeRange] = []
    ) throws(XMLSecurityError) -> InfosetSplice {
        switch position {
        case .replacing, .replacingContent:
            throw XMLSecurityError(.invalidSubset, "a signature is put beside or into elements, not in place of one")
        case .before, .after, .firstChild, .lastChild: break
        }
        var writing = try SignatureWriting(self, targets, objects, infoset, position)
        try writing.digestTargets()
        try writing.signInfo()
        return try writing.splice(tracking: ranges)
    }

    /// Signs elements that the signature carries itself (enveloping): the document is the signature.
    ///
    /// - Parameters:
    ///   - objects: the elements, each of which is covered.
    ///   - form: the canonical form to digest.
    ///   - digest: the hash function.
    /// - Throws: as `sign(_:in:at:objects:tracking:)`.
    public func sign(
        enveloping objects: [InfosetCursor], _ form: Canonicalization = Canonicalization(.exclusive10), digest: DigestAlgorithm = .sha256
    ) throws(XMLSecurityError) -> Infoset {
        var writing = try SignatureWriting(
            self, objects.indices.map { .object($0, form, digest: digest) }, objects, nil, nil)
        try writing.digestTargets()
        try writing.signInfo()
        return try writing.document()
    }
}
