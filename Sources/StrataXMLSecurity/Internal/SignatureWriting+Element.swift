internal import StrataInfoset

extension SignatureWriting {
    /// The element with what is known so far.
    func signature() throws(XMLSecurityError) -> Infoset {
        var builder = InfosetBuilder()
        builder.startElement(XMLSignatureName.signature, prefix: signer.prefix)
        if let identifier = signer.identifier { builder.attribute(XMLSignatureName.id, identifier) }
        builder.startElement(XMLSignatureName.signedInfo)
        SignatureWriting.write(signer.canonicalization, as: XMLSignatureName.canonicalizationMethod, to: &builder)
        builder.startElement(XMLSignatureName.signatureMethod)
        builder.attribute(XMLSignatureName.algorithm, signer.method.identifier)
        builder.endElement()
        for (i, target) in targets.enumerated() { write(target, references[i], digests[i], to: &builder) }
        builder.endElement()
        builder.startElement(XMLSignatureName.signatureValue)
        builder.bytes(value)
        builder.endElement()
        if !signer.keyInfo.isEmpty {
            builder.startElement(XMLSignatureName.keyInfo)
            for statement in signer.keyInfo { statement.write(to: &builder) }
            builder.endElement()
        }
        for (i, object) in objects.enumerated() {
            builder.startElement(XMLSignatureName.object)
            builder.attribute(XMLSignatureName.id, objectIdentifiers[i])
            builder.copy(object)
            builder.endElement()
        }
        builder.endElement()
        do throws(InfosetError) {
            return try builder.finish()
        } catch {
            throw XMLSecurityError(.malformed, "the signature cannot be written: \(error)")
        }
    }

    private func write(
        _ target: SignatureTarget, _ reference: (uri: String, isEnveloped: Bool), _ digest: Bytes, to builder: inout InfosetBuilder
    ) {
        builder.startElement(XMLSignatureName.reference)
        builder.attribute(XMLSignatureName.uri, reference.uri)
        if let type = target.type { builder.attribute(XMLSignatureName.type, type) }
        builder.startElement(XMLSignatureName.transforms)
        if reference.isEnveloped {
            builder.startElement(XMLSignatureName.transform)
            builder.attribute(XMLSignatureName.algorithm, XMLSignatureName.enveloped)
            builder.endElement()
        }
        SignatureWriting.write(target.canonicalization, as: XMLSignatureName.transform, to: &builder)
        builder.endElement()
        builder.startElement(XMLSignatureName.digestMethod)
        builder.attribute(XMLSignatureName.algorithm, target.digest.identifier)
        builder.endElement()
        builder.startElement(XMLSignatureName.digestValue)
        builder.bytes(digest)
        builder.endElement()
        builder.endElement()
    }

    private static func write(_ form: Canonicalization, as name: ExpandedName, to builder: inout InfosetBuilder) {
        builder.startElement(name)
        builder.attribute(XMLSignatureName.algorithm, form.algorithm)
        if form.method == .exclusive10, !form.inclusivePrefixes.isEmpty {
            builder.startElement(XMLSignatureName.inclusiveNamespaces, prefix: "ec")
            let list = form.inclusivePrefixes.map { $0.isEmpty ? "#default" : $0 }.joined(separator: " ")
            builder.attribute(XMLSignatureName.prefixList, list)
            builder.endElement()
        }
        builder.endElement()
    }
}
