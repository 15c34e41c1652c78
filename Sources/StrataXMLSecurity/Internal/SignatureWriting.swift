internal import StrataCrypto
internal import StrataInfoset

/// One signature that is made: digests first, then the value over them, then the element with both.
///
/// The element is built anew at each of the steps, which costs little beside a signature and needs no document that can be changed.
struct SignatureWriting {
    let signer: XMLSigner
    let targets: [SignatureTarget]
    let objects: [InfosetCursor]
    private let host: (infoset: Infoset, position: InfosetPosition)?
    let references: [(uri: String, isEnveloped: Bool)]
    private(set) var digests: [Bytes]
    private(set) var value = Bytes()

    init(
        _ signer: XMLSigner, _ targets: [SignatureTarget], _ objects: [InfosetCursor], _ infoset: Infoset?, _ position: InfosetPosition?
    ) throws(XMLSecurityError) {
        guard !targets.isEmpty else { throw XMLSecurityError(.invalidSubset, "there is nothing to sign") }
        self.signer = signer
        self.targets = targets
        self.objects = objects
        host = infoset.flatMap { infoset in position.map { (infoset, $0) } }
        digests = targets.map { Bytes([UInt8](repeating: 0, count: $0.digest.length)) }
        var references: [(uri: String, isEnveloped: Bool)] = []
        let identifiers = try infoset.map { (infoset) throws(XMLSecurityError) in
            try IdentifierTable(infoset, signer.identifierAttributes)
        }
        for target in targets { references.append(try SignatureWriting.reference(target, signer, identifiers, infoset, position)) }
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
            digests[i] = try target.canonicalization.digest(of: subset, target.digest)
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
        let octets = try signer.canonicalization.octets(of: DocumentSubset(info))
        let (method, key) = (signer.method, signer.key)
        value = try XMLSecurityError.cryptographic { () throws(CryptoError) in
            switch (method.algorithm, key) {
            case (.asymmetric(let scheme), .privateKey(let key)): try key.signature(of: octets, scheme)
            case (.hmac(let digest), .secret(let secret)): try MessageAuthentication.code(of: octets, key: secret, digest)
            default: throw CryptoError(.mismatch, "\(method)", reason: "it takes another kind of key than \(key)")
            }
        }
    }

    /// The document with the signature in it.
    func splice(tracking ranges: [NodeRange]) throws(XMLSecurityError) -> InfosetSplice {
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
        let splice = try splice(tracking: [])
        guard let range = splice.inserted, let element = splice.infoset.element(at: range.lowerBound) else {
            throw XMLSecurityError(.invalidSubset, "the signature cannot be put there")
        }
        return element
    }

    // MARK: References

    private static func reference(
        _ target: SignatureTarget, _ signer: XMLSigner, _ identifiers: IdentifierTable?, _ infoset: Infoset?, _ position: InfosetPosition?
    ) throws(XMLSecurityError) -> (String, Bool) {
        switch target.subject {
        case .document: return ("", true)
        case .object(let index): return ("#object-\(index)", false)
        case .element(let element):
            guard let infoset, let identifiers, element.infoset.isIdentical(to: infoset) else {
                throw XMLSecurityError(.invalidSubset, "\(element.qualifiedName) is no part of the document that is signed")
            }
            for name in signer.identifierAttributes {
                guard let identifier = element.attribute(name) else { continue }
                guard !identifier.isEmpty, !identifier.utf8.contains(where: { "(%".utf8.contains($0) }) else {
                    throw XMLSecurityError(
                        .invalidSubset, "the identifier '\(identifier)' of \(element.qualifiedName) cannot be referred to",
                        at: element.index)
                }
                _ = try identifiers.element(identifier)
                return ("#" + identifier, position.map { $0.isWithin(element.range) } ?? false)
            }
            throw XMLSecurityError(
                .invalidSubset, "\(element.qualifiedName) carries no identifier; give it a wsu:Id or Id to refer to", at: element.index)
        }
    }
}

extension SignatureTarget {
    var isObject: Bool { if case .object = subject { true } else { false } }
}

extension InfosetPosition {
    /// Whether what is put there lies in an element.
    func isWithin(_ range: NodeRange) -> Bool {
        switch self {
        case .replacing(let place), .before(let place), .after(let place): range.contains(place) && range != place
        case .firstChild(let place), .lastChild(let place): range.contains(place)
        }
    }
}

extension InfosetCursor {
    /// An object of a signature.
    func object(_ index: Int) -> InfosetCursor? {
        var objects = children.filter { $0.isNamed(XMLSignatureName.object) }[...]
        objects = objects.dropFirst(index)
        return objects.first
    }
}
