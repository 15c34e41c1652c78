import StrataInfoset

/// What is found in a signature here, without the reader of signatures.
enum Names {
    static let signature = name("Signature")
    static let signedInfo = name("SignedInfo")
    static let signatureValue = name("SignatureValue")
    static let reference = name("Reference")
    static let digestValue = name("DigestValue")

    private static func name(_ localName: String) -> ExpandedName {
        ExpandedName(localName, namespace: "http://www.w3.org/2000/09/xmldsig#")
    }
}
