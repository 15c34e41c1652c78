internal import StrataInfoset

extension SignatureWriting {
    /// The identifiers of a document, by the rule that a verifier with the signer's settings has.
    static func table(_ infoset: Infoset, _ signer: XMLSigner) throws(XMLSecurityError) -> IdentifierTable {
        try IdentifierTable(
            infoset, attributes: signer.identifierAttributes, acceptsUnreferencedDuplicates: signer.acceptsUnreferencedDuplicates)
    }

    /// A form that is asked for, as it is written by this signer.
    func form(_ asked: Canonicalization) -> Canonicalization {
        var form = asked
        form.acceptsRelativeNamespaceNames = signer.acceptsRelativeNamespaceNames
        return form
    }

    /// Identifiers for the objects: named for the signature, and with a number behind them where these are taken.
    static func objectIdentifiers(
        _ objects: [InfosetCursor], _ signer: XMLSigner, _ identifiers: IdentifierTable?
    ) throws(XMLSecurityError) -> [String] {
        guard !objects.isEmpty else { return [] }
        var carried = objects.map(\.infoset)
        for case .element(let element) in signer.keyInfo { carried.append(element.infoset) }
        var tables = identifiers.map { [$0] } ?? []
        for infoset in carried {
            // Whether something stands twice among them is seen when they are where they will be.
            tables.append(try IdentifierTable(infoset, signer.identifierAttributes, .refusedWhenAskedFor))
        }
        let start = signer.identifier.map { $0 + "-object-" } ?? "object-"
        var number = 0
        while true {
            let names = objects.indices.map { start + "\($0)" + (number == 0 ? "" : "-\(number)") }
            if !names.contains(where: { name in name == signer.identifier || tables.contains { $0.contains(name) } }) { return names }
            number += 1
        }
    }

    /// - Throws: `duplicateIdentifier` or `relativeNamespace` when a verifier would refuse the document, or one of the references.
    func check(_ document: Infoset) throws(XMLSecurityError) {
        if !signer.acceptsRelativeNamespaceNames { try NamespaceName.requireAbsolute(in: document) }
        let identifiers = try SignatureWriting.table(document, signer)
        for reference in references where !reference.uri.isEmpty { _ = try identifiers.element(referredToBy: reference.uri) }
    }

    /// What a reference to a part of the document says, and whether the signature will stand in that part.
    static func reference(
        _ target: SignatureTarget, _ signer: XMLSigner, _ identifiers: IdentifierTable?, _ infoset: Infoset?, _ position: InfosetPosition?
    ) throws(XMLSecurityError) -> (String, Bool) {
        switch target.subject {
        case .document: return ("", true)
        case .object: throw XMLSecurityError(.invalidSubset, "an object is no part of the document")
        case .element(let element):
            guard let infoset, let identifiers, element.infoset.isIdentical(to: infoset) else {
                throw XMLSecurityError(.invalidSubset, "\(element.shownName) is no part of the document that is signed")
            }
            for name in signer.identifierAttributes {
                guard let value = element.attribute(name) else { continue }
                let identifier = String(Bytes(value).withUnsafeBytes { IdentifierName.value(of: $0, as: name) })
                guard !identifier.isEmpty, !identifier.utf8.contains(where: { "(%".utf8.contains($0) }) else {
                    throw XMLSecurityError(
                        .invalidSubset, "the identifier \(quoted(identifier)) of \(element.shownName) cannot be referred to",
                        at: element.index)
                }
                _ = try identifiers.element(identifier)
                return ("#" + identifier, position.map { $0.isWithin(element.range) } ?? false)
            }
            throw XMLSecurityError(
                .invalidSubset, "\(element.shownName) carries no identifier; give it a wsu:Id or Id to refer to", at: element.index)
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
        case .firstChild(let place), .lastChild(let place), .replacingContent(let place): range.contains(place)
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
