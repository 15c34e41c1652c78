internal import COpenSSL
public import StrataInfoset

/// Certificates to choose from: of files, of a folder, of the system. Immutable; each certificate is in it once.
public struct CertificateStore: Sendable, Hashable, CustomStringConvertible {
    /// The certificates in the order in which they were found.
    public let certificates: [Certificate]

    private let index: Set<Certificate>

    /// A store of the given certificates.
    public init(_ certificates: [Certificate] = []) {
        var index: Set<Certificate> = []
        self.certificates = certificates.filter { index.insert($0).inserted }
        self.index = index
    }

    /// The certificates of a file: PEM, any number, or DER, one.
    public init(file path: String) throws(CryptoError) {
        self.init(try Certificate.list(file: path))
    }

    /// The certificates of the files in a folder whose names end in `.pem`, `.crt`, `.cer` or `.der`, in the order of the names; folders in
    /// it are not entered.
    ///
    /// - Throws: `unreadable`, and what reading one of the files throws: a certificate that cannot be read is not left out in silence.
    public init(folder path: String) throws(CryptoError) {
        var list: [Certificate] = []
        for file in try CertificateFolder.files(path) { list += try Certificate.list(file: file) }
        self.init(list)
    }

    /// The authorities that the system trusts, where OpenSSL looks for them (`SSL_CERT_FILE` and `SSL_CERT_DIR` move it), read anew each
    /// time. To trust them it need not be read: `CertificateTrust.systemRoots`.
    public static func system() throws(CryptoError) -> CertificateStore {
        OpenSSL.start()
        var list: [Certificate] = []
        let file = CertificateFolder.setting(X509_get_default_cert_file_env()) ?? String(cString: X509_get_default_cert_file())
        if CertificateFolder.exists(file) { list += try Certificate.list(file: file) }
        let folders = CertificateFolder.setting(X509_get_default_cert_dir_env()) ?? String(cString: X509_get_default_cert_dir())
        for folder in folders.split(separator: ":") where CertificateFolder.exists(String(folder)) {
            for file in try CertificateFolder.files(String(folder)) { list += try Certificate.list(file: file) }
        }
        return CertificateStore(list)
    }

    /// Whether a certificate is in it.
    public func contains(_ certificate: Certificate) -> Bool { index.contains(certificate) }

    /// Those of a SHA-1 thumbprint: what WS-Security's references and .NET's stores name them by.
    public func find(sha1Thumbprint: Bytes) -> [Certificate] { certificates.filter { $0.sha1Thumbprint == sha1Thumbprint } }

    /// Those of a SHA-256 thumbprint.
    public func find(sha256Thumbprint: Bytes) -> [Certificate] { certificates.filter { $0.sha256Thumbprint == sha256Thumbprint } }

    /// Those of a subject key identifier; certificates without the extension are not found by it.
    public func find(subjectKeyIdentifier: Bytes) -> [Certificate] {
        certificates.filter { $0.subjectKeyIdentifier == subjectKeyIdentifier }
    }

    /// The one that an issuer gave a serial number, as XML Signature writes both: the name of RFC 4514 and decimal digits. Several, where
    /// issuers share a name.
    public func find(issuer: String, serialNumber: String) -> [Certificate] {
        certificates.filter { $0.serialNumber.decimal == serialNumber && $0.issuer.description == issuer }
    }

    /// Those whose subject has the common name; nobody vouches that it is theirs before the chain was judged.
    public func find(commonName: String) -> [Certificate] { certificates.filter { $0.subject.commonName == commonName } }

    /// Those that speak for a name.
    public func find(name: CertificateName) -> [Certificate] { certificates.filter { $0.speaks(for: name) } }

    public static func == (a: CertificateStore, b: CertificateStore) -> Bool { a.index == b.index }
    public func hash(into hasher: inout Hasher) { hasher.combine(index) }

    /// How many certificates there are.
    public var description: String { "\(certificates.count) certificate\(certificates.count == 1 ? "" : "s")" }
}
