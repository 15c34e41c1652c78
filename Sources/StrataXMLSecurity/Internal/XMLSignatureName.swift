internal import StrataInfoset

/// Names and namespaces of XML Signature 1.1 and what it refers to.
enum XMLSignatureName {
    static let namespace = "http://www.w3.org/2000/09/xmldsig#"
    static let namespace11 = "http://www.w3.org/2009/xmldsig11#"
    static let encryption = "http://www.w3.org/2001/04/xmlenc#"
    static let more2001 = "http://www.w3.org/2001/04/xmldsig-more#"
    static let more2007 = "http://www.w3.org/2007/05/xmldsig-more#"
    static let more2021 = "http://www.w3.org/2021/04/xmldsig-more#"

    /// The transform that takes the signature itself out (XML Signature 1.1, section 6.6.4).
    static let enveloped = namespace + "enveloped-signature"
    /// The type of a reference to a manifest.
    static let manifestType = namespace + "Manifest"

    static let signature = name("Signature")
    static let signedInfo = name("SignedInfo")
    static let canonicalizationMethod = name("CanonicalizationMethod")
    static let signatureMethod = name("SignatureMethod")
    static let outputLength = name("HMACOutputLength")
    static let reference = name("Reference")
    static let transforms = name("Transforms")
    static let transform = name("Transform")
    static let digestMethod = name("DigestMethod")
    static let digestValue = name("DigestValue")
    static let signatureValue = name("SignatureValue")
    static let keyInfo = name("KeyInfo")
    static let object = name("Object")
    static let manifest = name("Manifest")
    static let keyName = name("KeyName")
    static let keyValue = name("KeyValue")
    static let rsaKeyValue = name("RSAKeyValue")
    static let modulus = name("Modulus")
    static let exponent = name("Exponent")
    static let x509Data = name("X509Data")
    static let x509Certificate = name("X509Certificate")
    static let x509IssuerSerial = name("X509IssuerSerial")
    static let x509IssuerName = name("X509IssuerName")
    static let x509SerialNumber = name("X509SerialNumber")
    static let x509SKI = name("X509SKI")
    static let x509SubjectName = name("X509SubjectName")
    static let x509CRL = name("X509CRL")
    static let ecKeyValue = ExpandedName("ECKeyValue", namespace: namespace11)
    static let namedCurve = ExpandedName("NamedCurve", namespace: namespace11)
    static let publicKey = ExpandedName("PublicKey", namespace: namespace11)
    static let derEncodedKeyValue = ExpandedName("DEREncodedKeyValue", namespace: namespace11)
    static let x509Digest = ExpandedName("X509Digest", namespace: namespace11)
    static let inclusiveNamespaces = ExpandedName("InclusiveNamespaces", namespace: "http://www.w3.org/2001/10/xml-exc-c14n#")

    // Attributes.
    static let algorithm = ExpandedName("Algorithm")
    static let uri = ExpandedName("URI")
    static let type = ExpandedName("Type")
    static let id = ExpandedName("Id")
    static let prefixList = ExpandedName("PrefixList")

    private static func name(_ localName: String) -> ExpandedName { ExpandedName(localName, namespace: namespace) }
}
