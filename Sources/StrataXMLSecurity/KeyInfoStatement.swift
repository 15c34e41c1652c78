public import StrataCrypto
public import StrataInfoset

/// What a signature that is made says of its key.
public enum KeyInfoStatement: Sendable {
    /// A name that both sides know the key by.
    case keyName(String)
    /// The public key itself.
    case keyValue(PublicKey)
    /// Certificates, that of the key first, and at least one.
    case certificates([Certificate])
    /// The issuer and serial number of a certificate.
    case issuerSerial(Certificate)
    /// The subject key identifier of a certificate that has one.
    case subjectKeyIdentifier(Certificate)
    /// An element of a layer above: a `SecurityTokenReference`.
    case element(InfosetCursor)

    /// - Throws: `invalidSubset` for a statement that would say nothing.
    func check() throws(XMLSecurityError) {
        switch self {
        case .certificates(let certificates) where certificates.isEmpty:
            throw XMLSecurityError(.invalidSubset, "a statement of certificates for KeyInfo has none")
        case .subjectKeyIdentifier(let certificate) where certificate.subjectKeyIdentifier == nil:
            throw XMLSecurityError(.invalidSubset, "\(certificate) has no subject key identifier; name it by issuer and serial number")
        default: break
        }
    }

    func write(to builder: inout InfosetBuilder) {
        switch self {
        case .keyName(let name): builder.element(XMLSignatureName.keyName, name)
        case .keyValue(let key):
            builder.startElement(XMLSignatureName.keyValue)
            KeyInfoStatement.write(key, to: &builder)
            builder.endElement()
        case .certificates(let certificates):
            builder.startElement(XMLSignatureName.x509Data)
            for certificate in certificates { KeyInfoStatement.write(certificate.der, as: XMLSignatureName.x509Certificate, to: &builder) }
            builder.endElement()
        case .issuerSerial(let certificate):
            builder.startElement(XMLSignatureName.x509Data)
            builder.startElement(XMLSignatureName.x509IssuerSerial)
            builder.element(XMLSignatureName.x509IssuerName, certificate.issuer.description)
            builder.element(XMLSignatureName.x509SerialNumber, certificate.serialNumber.decimal)
            builder.endElement()
            builder.endElement()
        case .subjectKeyIdentifier(let certificate):
            guard let identifier = certificate.subjectKeyIdentifier else { return }
            builder.startElement(XMLSignatureName.x509Data)
            KeyInfoStatement.write(identifier, as: XMLSignatureName.x509SKI, to: &builder)
            builder.endElement()
        case .element(let element): builder.copy(element)
        }
    }

    private static func write(_ key: PublicKey, to builder: inout InfosetBuilder) {
        if let (modulus, exponent) = key.rsaNumbers {
            builder.startElement(XMLSignatureName.rsaKeyValue)
            write(modulus, as: XMLSignatureName.modulus, to: &builder)
            write(exponent, as: XMLSignatureName.exponent, to: &builder)
            builder.endElement()
        } else if let point = key.point, let curve = key.kind.curveIdentifier {
            builder.startElement(XMLSignatureName.ecKeyValue, prefix: "dsig11")
            builder.startElement(XMLSignatureName.namedCurve)
            builder.attribute(XMLSignatureName.uri, curve)
            builder.endElement()
            write(point, as: XMLSignatureName.publicKey, to: &builder)
            builder.endElement()
        }
    }

    private static func write(_ octets: Bytes, as name: ExpandedName, to builder: inout InfosetBuilder) {
        builder.startElement(name)
        builder.bytes(octets)
        builder.endElement()
    }
}

extension KeyKind {
    /// What XML Signature 1.1, section 4.5.2.3, calls a curve; nil for RSA.
    var curveIdentifier: String? {
        switch self {
        case .p256: "urn:oid:1.2.840.10045.3.1.7"
        case .p384: "urn:oid:1.3.132.0.34"
        case .p521: "urn:oid:1.3.132.0.35"
        case .rsa: nil
        }
    }
}
