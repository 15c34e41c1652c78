internal import COpenSSL
public import StrataInfoset

/// What proves who one is: a certificate, those that lead to its authority, and the private key.
public struct CertificateIdentity: Sendable, CustomStringConvertible {
    /// The certificate and its intermediates, leaf first. A root at the end is not needed: peers have their own.
    public let chain: [Certificate]

    /// The key of the first certificate.
    public let privateKey: PrivateKey

    /// The first of the chain.
    public let certificate: Certificate

    /// An identity of the parts; the key must belong to the first certificate, and each next certificate must have issued the one before.
    public init(chain: [Certificate], privateKey: PrivateKey) throws(CryptoError) {
        guard let leaf = chain.first else {
            throw CryptoError(.missing, "identity", reason: "the chain has no certificate", advice: "give the end certificate first")
        }
        guard privateKey.belongs(to: leaf) else {
            throw CryptoError(
                .mismatch, "identity", reason: "the private key (\(privateKey.kind)) does not belong to the certificate of \(leaf.label)",
                advice: "give the key the certificate was made for, and the end certificate first")
        }
        for (child, parent) in zip(chain, chain.dropFirst())
        where X509_check_issued(parent.storage.pointer, child.storage.pointer) != X509_V_OK {
            throw CryptoError(
                .mismatch, "identity", reason: "\(parent.label) did not issue \(child.label)",
                advice: "order the chain from the end certificate towards the root")
        }
        OpenSSL.clearErrors()
        self.chain = chain
        self.certificate = leaf
        self.privateKey = privateKey
    }

    /// Reads the chain and the key from PEM texts, which may be the same text.
    public init(chainPEM: String, privateKeyPEM: String, password: String? = nil) throws(CryptoError) {
        try self.init(
            chain: CertificateIdentity.ordered(try Certificate.list(pem: chainPEM)),
            privateKey: PrivateKey(pem: privateKeyPEM, password: password))
    }

    /// Reads the chain and the key from PEM (or DER) files.
    public init(chainFile: String, privateKeyFile: String, password: String? = nil) throws(CryptoError) {
        try self.init(
            chain: CertificateIdentity.ordered(try Certificate.list(file: chainFile)),
            privateKey: PrivateKey(file: privateKeyFile, password: password))
    }

    /// Reads a PKCS#12 file (`.p12`, `.pfx`).
    public init(pkcs12File path: String, password: String) throws(CryptoError) {
        self = try PKCS12(file: path, password: password).requireIdentity(path)
    }

    /// Reads PKCS#12 octets.
    public init(pkcs12: Bytes, password: String) throws(CryptoError) {
        self = try PKCS12(pkcs12, password: password).requireIdentity("")
    }

    /// The certificate's subject and the kind of key.
    public var description: String { "identity of \(certificate.label) (\(privateKey.kind), \(chain.count) certificates)" }

    /// The first certificate and whichever of the rest lead from it towards its root; what leads nowhere is left out.
    static func ordered(_ certificates: [Certificate]) -> [Certificate] {
        guard var last = certificates.first else { return [] }
        var chain = [last]
        var rest = Array(certificates.dropFirst())
        while !last.isSelfIssued,
            let next = rest.firstIndex(where: { X509_check_issued($0.storage.pointer, last.storage.pointer) == X509_V_OK })
        {
            last = rest.remove(at: next)
            chain.append(last)
        }
        OpenSSL.clearErrors()
        return chain
    }
}
