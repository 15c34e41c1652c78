internal import StrataInfoset

/// Names and namespaces of XML Encryption 1.1 and what it refers to.
enum XMLEncryptionName {
    static let namespace = "http://www.w3.org/2001/04/xmlenc#"
    static let namespace11 = "http://www.w3.org/2009/xmlenc11#"
    static let more2021 = XMLSignatureName.more2021

    // Types of what is encrypted (section 3.1).
    static let elementType = namespace + "Element"
    static let contentType = namespace + "Content"
    /// The type of a `RetrievalMethod` that leads to an encrypted key (section 3.5.2).
    static let encryptedKeyType = namespace + "EncryptedKey"

    // Algorithms.
    static let rsa15 = namespace + "rsa-1_5"
    static let rsaOAEPMGF1P = namespace + "rsa-oaep-mgf1p"
    static let rsaOAEP = namespace11 + "rsa-oaep"
    static let mgf1 = namespace11 + "mgf1"
    static let ecdh = namespace11 + "ECDH-ES"
    static let concat = namespace11 + "ConcatKDF"
    static let pbkdf2 = namespace11 + "pbkdf2"
    static let hkdf = more2021 + "hkdf"

    static let encryptedData = name("EncryptedData")
    static let encryptedKey = name("EncryptedKey")
    static let encryptionMethod = name("EncryptionMethod")
    static let keySize = name("KeySize")
    static let oaepParameters = name("OAEPparams")
    static let cipherData = name("CipherData")
    static let cipherValue = name("CipherValue")
    static let cipherReference = name("CipherReference")
    static let encryptionProperties = name("EncryptionProperties")
    static let referenceList = name("ReferenceList")
    static let dataReference = name("DataReference")
    static let keyReference = name("KeyReference")
    static let carriedKeyName = name("CarriedKeyName")
    static let agreementMethod = name("AgreementMethod")
    static let agreementNonce = name("KA-Nonce")
    static let originatorKeyInfo = name("OriginatorKeyInfo")
    static let recipientKeyInfo = name("RecipientKeyInfo")

    static let maskGeneration = name11("MGF")
    static let derivedKey = name11("DerivedKey")
    static let keyDerivationMethod = name11("KeyDerivationMethod")
    static let derivedKeyName = name11("DerivedKeyName")
    static let masterKeyName = name11("MasterKeyName")
    static let concatParameters = name11("ConcatKDFParams")
    static let pbkdf2Parameters = name11("PBKDF2-params")
    static let salt = name11("Salt")
    static let specified = name11("Specified")
    static let iterationCount = name11("IterationCount")
    static let keyLength = name11("KeyLength")
    static let pseudorandom = name11("PRF")
    static let hkdfParameters = name2021("HKDFParams")
    static let hkdfPseudorandom = name2021("PRF")
    static let hkdfSalt = name2021("Salt")
    static let hkdfInfo = name2021("Info")
    static let hkdfKeyLength = name2021("KeyLength")

    static let retrievalMethod = ExpandedName("RetrievalMethod", namespace: XMLSignatureName.namespace)

    // Attributes.
    static let id = XMLSignatureName.id
    static let type = XMLSignatureName.type
    static let algorithm = XMLSignatureName.algorithm
    static let uri = XMLSignatureName.uri
    static let mimeType = ExpandedName("MimeType")
    static let recipient = ExpandedName("Recipient")
    static let algorithmID = ExpandedName("AlgorithmID")
    static let partyUInfo = ExpandedName("PartyUInfo")
    static let partyVInfo = ExpandedName("PartyVInfo")
    static let suppPubInfo = ExpandedName("SuppPubInfo")
    static let suppPrivInfo = ExpandedName("SuppPrivInfo")

    private static func name(_ localName: String) -> ExpandedName { ExpandedName(localName, namespace: namespace) }
    private static func name11(_ localName: String) -> ExpandedName { ExpandedName(localName, namespace: namespace11) }
    private static func name2021(_ localName: String) -> ExpandedName { ExpandedName(localName, namespace: more2021) }
}
