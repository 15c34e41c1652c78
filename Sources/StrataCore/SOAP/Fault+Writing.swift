import StrataInfoset

extension Fault {
    /// Writes the `Fault` element into an open body.
    func write(to builder: inout InfosetBuilder, version: MessageVersion) throws {
        switch version.envelope {
        case .soap11: try write11(to: &builder, .soap11, version)
        case .soap12: try write12(to: &builder, .soap12, version)
        case .none: throw MessageCodingError(.notEncodable, "a message without an envelope cannot carry a fault")
        }
    }

    private func write11(to builder: inout InfosetBuilder, _ names: SOAPNames, _ version: MessageVersion) throws {
        builder.startElement(names.fault, prefix: "s")
        builder.startElement(names.code)
        write(code.subcodes.first ?? code.name(in: .soap11), &builder, version)
        builder.endElement()
        let english = reasons.first { $0.text == reason }
        builder.startElement(names.reason)
        if let language = english?.language, !language.isEmpty, language != "en" {
            builder.attribute(SOAPNames.language, language, prefix: "xml")
        }
        builder.text(reason)
        builder.endElement()
        if let actor = role ?? node { builder.element(names.faultRole, actor) }
        if let detail {
            builder.startElement(names.detail)
            try detail.write(to: &builder)
            builder.endElement()
        }
        builder.endElement()
    }

    private func write12(to builder: inout InfosetBuilder, _ names: SOAPNames, _ version: MessageVersion) throws {
        builder.startElement(names.fault, prefix: "s")
        builder.startElement(names.code, prefix: "s")
        // SOAP 1.2 knows five codes; another one becomes a subcode of Receiver's or, as here, Sender's (part 1 §5.4.6).
        var kind = code
        if case .other(let name) = code.kind { kind = FaultCode(.sender, subcodes: [name] + code.subcodes) }
        value(kind.name(in: .soap12), names, &builder, version)
        for subcode in kind.subcodes {
            builder.startElement(names.subcode, prefix: "s")
            value(subcode, names, &builder, version)
        }
        for _ in kind.subcodes { builder.endElement() }
        builder.endElement()
        builder.startElement(names.reason, prefix: "s")
        for reason in reasons {
            builder.startElement(names.text, prefix: "s")
            builder.attribute(SOAPNames.language, reason.language, prefix: "xml")
            builder.text(reason.text)
            builder.endElement()
        }
        builder.endElement()
        if let node { builder.element(names.node, node) }
        if let role { builder.element(names.faultRole, role) }
        if let detail {
            builder.startElement(names.detail, prefix: "s")
            try detail.write(to: &builder)
            builder.endElement()
        }
        builder.endElement()
    }

    private func value(_ name: ExpandedName, _ names: SOAPNames, _ builder: inout InfosetBuilder, _ version: MessageVersion) {
        builder.startElement(names.value, prefix: "s")
        write(name, &builder, version)
        builder.endElement()
    }

    /// A code as text. What the envelope has not declared gets the prefix `a`, as WCF writes it.
    private func write(_ name: ExpandedName, _ builder: inout InfosetBuilder, _ version: MessageVersion) {
        let isDeclared =
            name.namespace == version.envelope.namespace
            || (version.addressing != .none && name.namespace == version.addressing.namespace)
        if !isDeclared, !name.namespace.isEmpty { builder.declare(prefix: "a", namespace: name.namespace) }
        builder.qualifiedName(name)
    }
}
