import StrataInfoset

/// The names of one SOAP version, made once. A class: handing it on costs one reference, not one for each name.
final class SOAPNames: Sendable {
    let namespace: String
    let envelope, header, body, fault: ExpandedName
    let mustUnderstand, role, relay, encodingStyle: ExpandedName
    let notUnderstood, upgrade, supportedEnvelope: ExpandedName
    // SOAP 1.2's fault; SOAP 1.1 has unqualified names.
    let code, value, subcode, reason, text, node, faultRole, detail: ExpandedName
    let sender, receiver, mustUnderstandCode, versionMismatch, dataEncodingUnknown: ExpandedName

    init(_ version: EnvelopeVersion) {
        let namespace = version.namespace
        func name(_ local: String) -> ExpandedName { ExpandedName(local, namespace: namespace) }
        let is11 = version == .soap11
        func part(_ local11: String, _ local12: String) -> ExpandedName { is11 ? ExpandedName(local11) : name(local12) }
        self.namespace = namespace
        envelope = name("Envelope")
        header = name("Header")
        body = name("Body")
        fault = name("Fault")
        mustUnderstand = name("mustUnderstand")
        role = name(is11 ? "actor" : "role")
        relay = name("relay")
        encodingStyle = name("encodingStyle")
        // Both versions take the header blocks of SOAP 1.2, as SOAP 1.2 part 1 appendix A wants it.
        notUnderstood = ExpandedName("NotUnderstood", namespace: EnvelopeVersion.soap12.namespace)
        upgrade = ExpandedName("Upgrade", namespace: EnvelopeVersion.soap12.namespace)
        supportedEnvelope = ExpandedName("SupportedEnvelope", namespace: EnvelopeVersion.soap12.namespace)
        code = part("faultcode", "Code")
        value = name("Value")
        subcode = name("Subcode")
        reason = part("faultstring", "Reason")
        text = name("Text")
        node = name("Node")
        faultRole = part("faultactor", "Role")
        detail = part("detail", "Detail")
        sender = name(is11 ? "Client" : "Sender")
        receiver = name(is11 ? "Server" : "Receiver")
        mustUnderstandCode = name("MustUnderstand")
        versionMismatch = name("VersionMismatch")
        dataEncodingUnknown = name("DataEncodingUnknown")
    }

    static let soap11 = SOAPNames(.soap11)
    static let soap12 = SOAPNames(.soap12)

    /// `xml:lang`.
    static let language = ExpandedName("lang", namespace: "http://www.w3.org/XML/1998/namespace")
    /// The attribute of `NotUnderstood` and `SupportedEnvelope`.
    static let qname = ExpandedName("qname")
}
