public import StrataInfoset

extension Fault {
    /// Reads a `Fault` element.
    ///
    /// Reads what peers really send where nothing can be mistaken: parts in any order, parts of SOAP 1.1 left out, codes whose
    /// prefix is not declared. Throws `.malformed` when it is no fault or has no code at all.
    public init(_ element: InfosetCursor, envelope: EnvelopeVersion) throws(MessageCodingError) {
        guard let names = envelope.names, element.isNamed(names.fault) else {
            throw MessageCodingError(.malformed, "'\(element.qualifiedName)' is no fault of \(envelope)")
        }
        if envelope == .soap11 {
            try self.init(soap11: element, names)
        } else {
            try self.init(soap12: element, names)
        }
    }

    private init(soap11 element: InfosetCursor, _ names: SOAPNames) throws(MessageCodingError) {
        // The parts have no namespace; some stacks give them the envelope's, or that of a default declaration.
        func part(_ name: ExpandedName) -> InfosetCursor? {
            if let exact = element.child(name) { return exact }
            return element.child(ExpandedName(name.localName, namespace: names.namespace))
        }
        guard let code = part(names.code) else { throw MessageCodingError(.malformed, "the fault has no faultcode") }
        let reason = part(names.reason)
        let actor = part(names.faultRole).flatMap { try? $0.string() }?.trimmingXMLWhitespace()
        let language = reason?.attribute(SOAPNames.language) ?? ""
        self.init(
            code11(qualifiedName(code), names),
            reasons: [FaultText(reason.flatMap { try? $0.string() } ?? "", language: language)],
            role: actor.flatMap { $0.isEmpty ? nil : $0 },
            detail: part(names.detail).map { FaultDetail(received: $0) })
    }

    private init(soap12 element: InfosetCursor, _ names: SOAPNames) throws(MessageCodingError) {
        guard let code = element.child(names.code), let value = code.child(names.value) else {
            throw MessageCodingError(.malformed, "the fault has no code")
        }
        var subcodes: [ExpandedName] = []
        var next = code.child(names.subcode)
        while let subcode = next {
            guard let value = subcode.child(names.value) else { break }
            subcodes.append(qualifiedName(value))
            next = subcode.child(names.subcode)
        }
        var reasons: [FaultText] = []
        var text = element.child(names.reason)?.firstChild
        while let current = text {
            text = current.next
            guard current.isNamed(names.text) else { continue }
            reasons.append(FaultText((try? current.string()) ?? "", language: current.attribute(SOAPNames.language) ?? ""))
        }
        func uri(_ name: ExpandedName) -> String? {
            guard let text = element.child(name).flatMap({ try? $0.string() })?.trimmingXMLWhitespace(), !text.isEmpty else { return nil }
            return text
        }
        self.init(
            FaultCode(kind(qualifiedName(value), names), subcodes: subcodes), reasons: reasons, node: uri(names.node),
            role: uri(names.faultRole), detail: element.child(names.detail).map { FaultDetail(received: $0) })
    }
}

/// The name in an element's text; one whose prefix is not declared keeps its local part and has no namespace.
private func qualifiedName(_ element: InfosetCursor) -> ExpandedName {
    if let name = try? element.qualifiedNameValue() { return name }
    let text = ((try? element.string()) ?? "").trimmingXMLWhitespace()
    return ExpandedName(text.split(separator: ":", maxSplits: 1).last.map { String($0) } ?? "")
}

/// A code of SOAP 1.1. The dot makes one of SOAP's own more precise (§4.4.1): `Client.Authentication` is a `Client`, with the whole
/// name as its subcode, which is how it is written again.
private func code11(_ name: ExpandedName, _ names: SOAPNames) -> FaultCode {
    if name.namespace == names.namespace, let dot = name.localName.firstIndex(of: ".") {
        let general = kind(ExpandedName(String(name.localName[..<dot]), namespace: names.namespace), names)
        if case .other = general {} else { return FaultCode(general, subcodes: [name]) }
    }
    return FaultCode(kind(name, names))
}

private func kind(_ name: ExpandedName, _ names: SOAPNames) -> FaultCode.Kind {
    switch name {
    case names.sender: .sender
    case names.receiver: .receiver
    case names.mustUnderstandCode: .mustUnderstand
    case names.versionMismatch: .versionMismatch
    case names.dataEncodingUnknown: .dataEncodingUnknown
    default: .other(name)
    }
}
