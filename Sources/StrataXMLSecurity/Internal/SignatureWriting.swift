internal import StrataCrypto
internal import StrataInfoset

/// One signature that is made: digests first, then the value over them, then the element with both.
///
/// The element is built anew at each of the steps, which costs little beside a signature and needs no document that can be changed.
struct SignatureWriting {
    let signer: XMLSigner
    let targets: [SignatureTarget]
    let objects: [InfosetCursor]
    /// The identifiers of the objects: none of the document, and none in what the signature carries.
    let objectIdentifiers: [String]
    private let host: (infoset: Infoset, position: InfosetPosition)?
    let references: [(uri: String, isEnveloped: Bool)]
    private(set) var digests: [Bytes]
    private(set) var value = Bytes()

    init(
        _ signer: XMLSigner, _ targets: [SignatureTarget], _ objects: [InfosetCursor], _ infoset: Infoset?, _ position: InfosetPosition?
    ) throws(XMLSecurityError) {
        guard !targets.isEmpty else { throw XMLSecurityError(.invalidSubset, "there is nothing to sign") }
        for statement in signer.keyInfo { try statement.check() }
        self.signer = signer
        self.targets = targets
        self.objects = objects
        host = infoset.flatMap { infoset in position.map { (infoset, $0) } }
        digests = targets.map { Bytes([UInt8](repeating: 0, count: $0.digest.length)) }
        var references: [(uri: String, isEnveloped: Bool)] = []
        let identifiers = try infoset.map { (infoset) throws(XMLSecurityError) in try SignatureWriting.table(infoset, signer) }
        objectIdentifiers = try SignatureWriting.objectIdentifiers(objects, signer, identifiers)
        for target in targets {
            if case .object(let index) = target.subject {
                guard objects.indices.contains(index) else {
                    throw XMLSecurityError(.invalidSubset, "the signature carries no object \(index)")
                }
                references.append(("#" + objectIdentifiers[index], false))
            } else {
                references.append(try SignatureWriting.reference(target, signer, identifiers, infoset, position))
            }
        }
        self.references = references
    }

    // MARK: Steps

    /// Digests what is covered. A signature that is put beside it changes nothing of it, and one within is taken out of it.
    mutating func digestTargets() throws(XMLSecurityError) {
        // What the signature carries has its surroundings in the canonical form, so it is digested where it will stand.
        let draft = targets.contains(where: \.isObject) ? try placed() : nil
        for (i, target) in targets.enumerated() {
            let subset: DocumentSubset
            switch target.subject {
            case .document:
                guard let host else { throw XMLSecurityError(.invalidSubset, "there is no document around the signature") }
                subset = DocumentSubset(document: host.infoset, includesComments: false)
            case .element(let element): subset = DocumentSubset(element, includesComments: false)
            case .object(let index):
                guard let draft, let object = draft.object(index) else {
                    throw XMLSecurityError(.invalidSubset, "the signature carries no object \(index)")
                }
                subset = DocumentSubset(object, includesComments: false)
            }
            digests[i] = try form(target.canonicalization).digest(of: subset, target.digest)
        }
    }

    /// Signs the digests.
    mutating func signInfo() throws(XMLSecurityError) {
        // The exclusive form of what is signed is the same wherever it stands.
        let isSelfContained = signer.canonicalization.method == .exclusive10 && signer.canonicalization.inclusivePrefixes.isEmpty
        let signature = isSelfContained ? try self.signature().root : try placed()
        guard let info = signature.child(XMLSignatureName.signedInfo) else {
            throw XMLSecurityError(.malformed, "the signature that was made has no SignedInfo")
        }
        let octets = try form(signer.canonicalization).octets(of: DocumentSubset(info))
        switch (signer.method.algorithm, signer.key) {
        case (.asymmetric(let scheme), .privateKey(let key)) where scheme.fits(key.kind):
            value = try XMLSecurityError.cryptographic { () throws(CryptoError) in try key.signature(of: octets, scheme) }
        case (.hmac(let digest), .secret(let secret)):
            value = try XMLSecurityError.cryptographic { () throws(CryptoError) in
                try MessageAuthentication.code(of: octets, key: secret, digest)
            }
        default: throw XMLSecurityError(.unusableKey, "\(signer.method) takes another kind of key than \(signer.key)")
        }
    }

    /// The document with the signature in it.
    ///
    /// - Throws: `duplicateIdentifier` when something of the signature has an identifier of the document: nobody could verify it.
    func splice(tracking ranges: [NodeRange]) throws(XMLSecurityError) -> InfosetSplice {
        let splice = try draft(tracking: ranges)
        try check(splice.infoset)
        return splice
    }

    /// The signature as a document of its own.
    ///
    /// - Throws: as `splice(tracking:)`.
    func document() throws(XMLSecurityError) -> Infoset {
        let document = try signature()
        try check(document)
        return document
    }

    private func draft(tracking ranges: [NodeRange]) throws(XMLSecurityError) -> InfosetSplice {
        guard let host else { throw XMLSecurityError(.invalidSubset, "there is no document around the signature") }
        let signature = try signature()
        do throws(InfosetError) {
            return try host.infoset.splicing(signature, at: host.position, tracking: ranges)
        } catch {
            throw XMLSecurityError(.invalidSubset, "the signature cannot be put there: \(error)")
        }
    }

    /// The signature where it will stand.
    private func placed() throws(XMLSecurityError) -> InfosetCursor {
        guard host != nil else { return try signature().root }
        let splice = try draft(tracking: [])
        guard let range = splice.inserted, let element = splice.infoset.element(at: range.lowerBound) else {
            throw XMLSecurityError(.invalidSubset, "the signature cannot be put there")
        }
        return element
    }
}
