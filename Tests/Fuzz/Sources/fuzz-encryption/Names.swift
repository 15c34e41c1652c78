import StrataInfoset

/// What is looked for in a document.
enum Names {
    static let data = name("EncryptedData")
    static let key = name("EncryptedKey")
    static let list = name("ReferenceList")

    private static func name(_ localName: String) -> ExpandedName {
        ExpandedName(localName, namespace: "http://www.w3.org/2001/04/xmlenc#")
    }
}
