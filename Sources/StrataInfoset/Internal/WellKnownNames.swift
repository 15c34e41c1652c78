/// The names that carry a process-wide identifier. Adding one costs nothing at run time; no order is promised.
enum WellKnownNames {
    static let soap11 = "http://schemas.xmlsoap.org/soap/envelope/"
    static let soap12 = "http://www.w3.org/2003/05/soap-envelope"
    static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"
    static let xmlnsNamespace = "http://www.w3.org/2000/xmlns/"

    private static let addressing = [
        "Action", "Address", "EndpointReference", "FaultTo", "From", "MessageID", "Metadata", "PortType", "ReferenceParameters",
        "ReferenceProperties", "RelatesTo", "RelationshipType", "ReplyTo", "ServiceName", "To", "IsReferenceParameter", "ProblemAction",
        "ProblemHeader", "ProblemHeaderQName", "ProblemIRI", "RetryAfter", "SoapAction", "FaultDetail",
    ]

    static let all: [(namespace: String, localNames: [String])] = [
        ("", ["Id", "ID", "id", "faultcode", "faultstring", "faultactor", "detail", "RelationshipType"]),
        (soap11, ["Envelope", "Header", "Body", "Fault", "mustUnderstand", "actor", "encodingStyle"]),
        (
            soap12,
            [
                "Envelope", "Header", "Body", "Fault", "Code", "Value", "Subcode", "Reason", "Text", "Node", "Role", "Detail",
                "mustUnderstand", "role", "relay", "encodingStyle", "NotUnderstood", "Upgrade", "SupportedEnvelope",
            ]
        ),
        ("http://www.w3.org/2005/08/addressing", addressing),
        ("http://schemas.xmlsoap.org/ws/2004/08/addressing", addressing),
        ("http://www.w3.org/2001/XMLSchema-instance", ["type", "nil", "schemaLocation", "noNamespaceSchemaLocation"]),
        (xmlNamespace, ["lang", "space", "base", "id"]),
        (
            "http://schemas.microsoft.com/ws/2005/05/addressing/none",
            ["Action", "To"]
        ),
        ("http://schemas.microsoft.com/ws/2005/05/envelope/none", ["Envelope", "Fault"]),
        ("http://schemas.xmlsoap.org/ws/2006/02/addressingidentity", ["Identity", "Spn", "Upn", "Dns"]),
        (
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
            [
                "Security", "BinarySecurityToken", "SecurityTokenReference", "Reference", "KeyIdentifier", "Embedded", "UsernameToken",
                "Username", "Password", "Nonce",
            ]
        ),
        ("http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd", ["Id", "Timestamp", "Created", "Expires"]),
        (
            "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd",
            ["EncryptedHeader", "SignatureConfirmation", "TokenType", "Salt", "Iteration"]
        ),
        (
            "http://www.w3.org/2000/09/xmldsig#",
            [
                "Signature", "SignedInfo", "CanonicalizationMethod", "SignatureMethod", "Reference", "Transforms", "Transform",
                "DigestMethod", "DigestValue", "SignatureValue", "KeyInfo", "KeyName", "KeyValue", "RSAKeyValue", "DSAKeyValue",
                "Modulus", "Exponent", "RetrievalMethod", "X509Data", "X509Certificate", "X509IssuerSerial", "X509IssuerName",
                "X509SerialNumber", "X509SKI", "X509SubjectName", "X509CRL", "Object", "Manifest", "HMACOutputLength", "XPath",
            ]
        ),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", ["InclusiveNamespaces"]),
        (
            "http://www.w3.org/2001/04/xmlenc#",
            [
                "EncryptedData", "EncryptedKey", "EncryptionMethod", "CipherData", "CipherValue", "CipherReference", "ReferenceList",
                "DataReference", "KeyReference", "CarriedKeyName", "KeySize", "OAEPparams", "EncryptionProperties",
                "EncryptionProperty", "AgreementMethod",
            ]
        ),
        ("http://www.w3.org/2004/08/xop/include", ["Include"]),
    ]
}
