internal import StrataCrypto

extension AlgorithmSuite {
    /// The default: `Basic256Sha256`.
    public static let standard = basic256Sha256

    // MARK: Today's

    /// AES-256-GCM, RSA PSS and ECDSA with SHA-256, RSA OAEP with SHA-256, and ECDH-ES. WCF does not know it; CXF and others can.
    public static let gcm256 = modern("Gcm256Sha256", .aes256GCM, .aes256, .sha256, .rsaPSSSHA256, .ecdsaSHA256, .hmacSHA256)
    /// The same with keys of 128 bits.
    public static let gcm128 = modern("Gcm128Sha256", .aes128GCM, .aes128, .sha256, .rsaPSSSHA256, .ecdsaSHA256, .hmacSHA256)
    /// AES-256-GCM with SHA-384 everywhere.
    public static let gcm256Sha384 = modern("Gcm256Sha384", .aes256GCM, .aes256, .sha384, .rsaPSSSHA384, .ecdsaSHA384, .hmacSHA384)
    /// AES-256-GCM with SHA-512 everywhere.
    public static let gcm256Sha512 = modern("Gcm256Sha512", .aes256GCM, .aes256, .sha512, .rsaPSSSHA512, .ecdsaSHA512, .hmacSHA512)

    // MARK: WCF's, with SHA-256

    /// AES-256-CBC, RSA PKCS#1 v1.5 and HMAC with SHA-256, RSA OAEP with SHA-1.
    public static let basic256Sha256 = wcf("Basic256Sha256", .aes256CBC, .aes256, isSHA256: true)
    /// The same with keys of 192 bits.
    public static let basic192Sha256 = wcf("Basic192Sha256", .aes192CBC, .aes192, isSHA256: true)
    /// The same with keys of 128 bits.
    public static let basic128Sha256 = wcf("Basic128Sha256", .aes128CBC, .aes128, isSHA256: true)
    /// Triple DES with SHA-256.
    public static let tripleDesSha256 = wcf("TripleDesSha256", .tripleDESCBC, .tripleDES, isSHA256: true)
    /// `Basic256Sha256` with RSA PKCS#1 v1.5 for keys.
    public static let basic256Sha256Rsa15 = wcf("Basic256Sha256Rsa15", .aes256CBC, .aes256, isSHA256: true, .rsa15)
    /// `Basic192Sha256` with RSA PKCS#1 v1.5 for keys.
    public static let basic192Sha256Rsa15 = wcf("Basic192Sha256Rsa15", .aes192CBC, .aes192, isSHA256: true, .rsa15)
    /// `Basic128Sha256` with RSA PKCS#1 v1.5 for keys.
    public static let basic128Sha256Rsa15 = wcf("Basic128Sha256Rsa15", .aes128CBC, .aes128, isSHA256: true, .rsa15)
    /// `TripleDesSha256` with RSA PKCS#1 v1.5 for keys.
    public static let tripleDesSha256Rsa15 = wcf("TripleDesSha256Rsa15", .tripleDESCBC, .tripleDES, isSHA256: true, .rsa15)

    // MARK: WCF's, with SHA-1

    /// AES-256-CBC and SHA-1 for everything else: the default of WCF.
    public static let basic256 = wcf("Basic256", .aes256CBC, .aes256, isSHA256: false)
    /// The same with keys of 192 bits.
    public static let basic192 = wcf("Basic192", .aes192CBC, .aes192, isSHA256: false)
    /// The same with keys of 128 bits.
    public static let basic128 = wcf("Basic128", .aes128CBC, .aes128, isSHA256: false)
    /// Triple DES with SHA-1.
    public static let tripleDes = wcf("TripleDes", .tripleDESCBC, .tripleDES, isSHA256: false)
    /// `Basic256` with RSA PKCS#1 v1.5 for keys.
    public static let basic256Rsa15 = wcf("Basic256Rsa15", .aes256CBC, .aes256, isSHA256: false, .rsa15)
    /// `Basic192` with RSA PKCS#1 v1.5 for keys.
    public static let basic192Rsa15 = wcf("Basic192Rsa15", .aes192CBC, .aes192, isSHA256: false, .rsa15)
    /// `Basic128` with RSA PKCS#1 v1.5 for keys.
    public static let basic128Rsa15 = wcf("Basic128Rsa15", .aes128CBC, .aes128, isSHA256: false, .rsa15)
    /// `TripleDes` with RSA PKCS#1 v1.5 for keys.
    public static let tripleDesRsa15 = wcf("TripleDesRsa15", .tripleDESCBC, .tripleDES, isSHA256: false, .rsa15)

    /// All that have a name here.
    public static let all: [AlgorithmSuite] = [
        gcm256, gcm128, gcm256Sha384, gcm256Sha512, basic256Sha256, basic192Sha256, basic128Sha256, tripleDesSha256, basic256Sha256Rsa15,
        basic192Sha256Rsa15, basic128Sha256Rsa15, tripleDesSha256Rsa15, basic256, basic192, basic128, tripleDes, basic256Rsa15,
        basic192Rsa15, basic128Rsa15, tripleDesRsa15,
    ]

    /// The suite of a name, as a policy or a configuration gives it; nil for one that is not known.
    public init?(named name: String) {
        guard let suite = AlgorithmSuite.all.first(where: { $0.name == name }) else { return nil }
        self = suite
    }

    private static func wcf(
        _ name: String, _ cipher: ContentCipher, _ wrap: KeyWrap, isSHA256: Bool,
        _ transport: KeyTransport = .rsaOAEP(digest: .sha1, mgf1: .sha1)
    ) -> AlgorithmSuite {
        var suite = AlgorithmSuite(
            name, digest: isSHA256 ? .sha256 : .sha1, symmetricSignature: isSHA256 ? .hmacSHA256 : .hmacSHA1,
            asymmetricSignature: isSHA256 ? .rsaSHA256 : .rsaSHA1, contentCipher: cipher, keyWrap: wrap, keyTransport: transport,
            derivedSignatureKeyLength: cipher == .aes128CBC ? 16 : 24, symmetricKeyLengths: cipher.keyLength...32)
        // Old peers have old keys; who means those with SHA-256 too sets it.
        suite.rsaKeyLengths = isSHA256 ? 2048...4096 : 1024...4096
        return suite
    }

    private static func modern(
        _ name: String, _ cipher: ContentCipher, _ wrap: KeyWrap, _ digest: DigestAlgorithm, _ rsa: SignatureMethod,
        _ ecdsa: SignatureMethod,
        _ hmac: SignatureMethod
    ) -> AlgorithmSuite {
        var suite = AlgorithmSuite(
            name, digest: digest, symmetricSignature: hmac, asymmetricSignature: rsa, contentCipher: cipher, keyWrap: wrap,
            keyTransport: .rsaOAEP(digest: digest, mgf1: digest), derivedSignatureKeyLength: 32, symmetricKeyLengths: cipher.keyLength...64)
        suite.otherSignatures = [ecdsa]
        suite.acceptsKeyAgreement = true
        suite.derivationDigest = .sha256
        return suite
    }
}
