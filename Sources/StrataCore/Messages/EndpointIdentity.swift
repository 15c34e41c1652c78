public import StrataInfoset

/// Who an endpoint is said to be: what a client checks the service against.
public enum EndpointIdentity: Sendable, Hashable {
    /// The name that its certificate must bear.
    case dns(String)
    /// The certificate it must have, DER octets, its own first.
    case certificate([Bytes])
    /// A Kerberos service principal.
    case servicePrincipal(String)
    /// A Kerberos user principal.
    case userPrincipal(String)
}

extension EndpointIdentity {
    static let namespace = "http://schemas.xmlsoap.org/ws/2006/02/addressingidentity"
    static let name = ExpandedName("Identity", namespace: namespace)
    private static let dnsName = ExpandedName("Dns", namespace: namespace)
    private static let spnName = ExpandedName("Spn", namespace: namespace)
    private static let upnName = ExpandedName("Upn", namespace: namespace)
    private static let signatureNamespace = "http://www.w3.org/2000/09/xmldsig#"
    private static let keyInfo = ExpandedName("KeyInfo", namespace: signatureNamespace)
    private static let x509Data = ExpandedName("X509Data", namespace: signatureNamespace)
    private static let x509Certificate = ExpandedName("X509Certificate", namespace: signatureNamespace)

    /// Reads an `Identity` element; `nil` for a kind that is not known here. Throws `.malformed` for one that is known and cannot be
    /// read: to go on without it would check less than the address asks for.
    init?(_ element: InfosetCursor) throws(EndpointAddressError) {
        guard let kind = element.firstChild else { return nil }
        func malformed() -> EndpointAddressError { EndpointAddressError(.malformed, "the identity '\(kind.localName)' cannot be read") }
        func name() throws(EndpointAddressError) -> String {
            guard let text = (try? kind.string())?.trimmingXMLWhitespace(), !text.isEmpty else { throw malformed() }
            return text
        }
        if [Self.dnsName, Self.spnName, Self.upnName, Self.keyInfo].contains(kind.name), kind.next != nil { throw malformed() }
        switch kind.name {
        case Self.dnsName: self = .dns(try name())
        case Self.spnName: self = .servicePrincipal(try name())
        case Self.upnName: self = .userPrincipal(try name())
        case Self.keyInfo:
            var chain: [Bytes] = []
            var data = kind.firstChild
            while let current = data {
                data = current.next
                guard current.isNamed(Self.x509Data) else { continue }
                var certificate = current.firstChild
                while let found = certificate {
                    certificate = found.next
                    guard found.isNamed(Self.x509Certificate) else { continue }
                    guard let octets = try? found.base64(), !octets.isEmpty else { throw malformed() }
                    chain.append(octets)
                }
            }
            guard !chain.isEmpty else { return nil }
            self = .certificate(chain)
        default: return nil
        }
    }

    /// Writes the `Identity` element.
    func write(to builder: inout InfosetBuilder) {
        // WCF declares both namespaces as defaults here; prefixes would do as well.
        builder.startElement(Self.name, prefix: "")
        switch self {
        case .dns(let name): builder.element(Self.dnsName, name)
        case .servicePrincipal(let name): builder.element(Self.spnName, name)
        case .userPrincipal(let name): builder.element(Self.upnName, name)
        case .certificate(let chain):
            builder.startElement(Self.keyInfo, prefix: "")
            builder.startElement(Self.x509Data)
            for certificate in chain {
                builder.startElement(Self.x509Certificate)
                builder.bytes(certificate)
                builder.endElement()
            }
            builder.endElement()
            builder.endElement()
        }
        builder.endElement()
    }
}
