import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Keys from files: never from the command line itself, which every user of the machine can see.
enum KeyFiles {
    /// The keys of a file to verify with: certificates (PEM, DER, PKCS#12) or a public key (PEM, DER).
    static func verification(_ path: String, password: String?) throws(InputError) -> [VerificationKey] {
        try loading { try verificationKeys(path, password) }
    }

    private static func verificationKeys(_ path: String, _ password: String?) throws -> [VerificationKey] {
        guard !isDevice(path) else {
            throw InputError("what is verified needs no key of a device: give its certificate or public key as a file")
        }
        if isContainer(path) {
            let container = try PKCS12(file: path, password: password ?? "strata")
            let certificates = container.identity.map { [$0.certificate] } ?? container.authorities
            return certificates.map { .certificate($0) }
        }
        let octets = try InputFile.octets(path)
        let text = String(octets)
        if text.contains("-----BEGIN CERTIFICATE") { return try Certificate.list(pem: text).map { .certificate($0) } }
        if text.contains("-----BEGIN PUBLIC KEY") { return [.publicKey(try PublicKey(pem: text))] }
        if text.contains("PRIVATE KEY-----") { return [.publicKey(try PrivateKey(pem: text, password: password).publicKey())] }
        if let certificate = try? Certificate(der: octets) { return [.certificate(certificate)] }
        if let key = try? PublicKey(der: octets) { return [.publicKey(key)] }
        throw InputError(
            "\(path) is no key to verify with: give a certificate or public key as PEM or DER, or a .p12; a secret for HMAC with --secret")
    }

    /// A secret for HMAC: the octets of a file as they are, or what they stand for in base64.
    static func secret(_ path: String, isBase64: Bool) throws(InputError) -> SecretBytes {
        let octets = try InputFile.octets(path)
        guard !octets.isEmpty else { throw InputError("\(path) is empty") }
        guard isBase64 else { return octets.withUnsafeBytes { SecretBytes(copying: $0) } }
        // The strict reader of values in documents is the one there is.
        var builder = InfosetBuilder()
        builder.element(ExpandedName("secret"), String(octets))
        guard let decoded = try? builder.finish().root.base64() else { throw InputError("\(path) is not in base64") }
        return decoded.withUnsafeBytes { SecretBytes(copying: $0) }
    }

    /// Whether it is a URI of a key in a device (RFC 7512).
    private static func isDevice(_ path: String) -> Bool { path.lowercased().hasPrefix("pkcs11:") }

    /// A private key with its certificates, if the file or the one beside it has any; or one that a `pkcs11:` URI names, in a device.
    static func signing(_ path: String, certificates: String?, password: String?) throws(InputError) -> (PrivateKey, [Certificate]) {
        try loading {
            if isDevice(path) {
                guard !path.lowercased().contains("pin-value=") else {
                    throw InputError(
                        "a command line can be seen by every user of the machine, so no PIN is taken from it: leave pin-value out, put "
                            + "the PIN into the first line of a file, and give --password-file FILE")
                }
                try CryptoProvider.load("pkcs11")
                let key = try PrivateKey(uri: path, password: password)
                guard let certificates else { return (key, []) }
                return (key, try CertificateIdentity(chain: Certificate.list(file: certificates), privateKey: key).chain)
            }
            if isContainer(path) {
                let identity = try CertificateIdentity(pkcs12File: path, password: password ?? "strata")
                return (identity.privateKey, identity.chain)
            }
            let key = try PrivateKey(file: path, password: password)
            guard let certificates else { return (key, []) }
            return (key, try CertificateIdentity(chainFile: certificates, privateKeyFile: path, password: password).chain)
        }
    }

    /// The certificates of a PEM, DER or PKCS#12 file, the end certificate first.
    static func certificates(_ path: String, password: String?) throws(InputError) -> [Certificate] {
        try loading {
            guard isContainer(path) else { return try Certificate.list(file: path) }
            let container = try PKCS12(file: path, password: password ?? "strata")
            let chain = container.identity?.chain ?? []
            return chain + container.authorities.filter { !chain.contains($0) }
        }
    }

    /// The revocation lists of a PEM or DER file.
    static func revocationLists(_ path: String) throws(InputError) -> [RevocationList] {
        try loading { try RevocationList.list(file: path) }
    }

    /// A key that cannot be had is no verdict about anything.
    private static func loading<R>(_ body: () throws -> R) throws(InputError) -> R {
        do {
            return try body()
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError("\(error)")
        }
    }

    private static func isContainer(_ path: String) -> Bool { path.hasSuffix(".p12") || path.hasSuffix(".pfx") }
}

/// What a command line says of keys to verify with.
struct CommandKeys: VerificationKeySource {
    /// The keys of its files.
    var known: [VerificationKey]
    /// Whether those that the signature brings along are taken.
    var takesEmbedded: Bool
    /// Whom certificates that it brings along must lead to; nil for nobody.
    var trust: CertificateTrust?

    func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey] {
        guard takesEmbedded else { return known }
        let embedded = EmbeddedKeys(acceptsKeyValues: true)
        let source: any VerificationKeySource = if let trust { TrustedCertificates(trust) } else { embedded }
        do throws(XMLSecurityError) {
            return known + (try source.keys(for: keyInfo, method: method))
        } catch {
            // A certificate that is not trusted is no reason to forget the keys that are.
            guard !known.isEmpty else { throw error }
            return known
        }
    }
}
