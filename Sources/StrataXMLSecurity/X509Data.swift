public import StrataCrypto
public import StrataInfoset

/// Statements about one certificate (XML Signature 1.1, section 4.5.4), and perhaps others of its chain.
public struct X509Data: Sendable {
    /// One statement that identifies a certificate.
    public enum Identification: Sendable, Hashable {
        /// The issuer's distinguished name as written, and the serial number in decimal digits.
        case issuerSerial(issuer: String, serialNumber: String)
        /// The subject key identifier.
        case subjectKeyIdentifier(Bytes)
        /// The subject's distinguished name as written.
        case subjectName(String)
        /// The digest of the certificate.
        case digest(DigestAlgorithm, Bytes)
    }

    /// The certificates in it, in their order.
    public let certificates: [Certificate]
    /// What else it says; it must be true of the certificate that is used.
    public let identifications: [Identification]
    /// The names in the statements, taken apart once.
    private let names: [NameText?]

    init(_ element: InfosetCursor, _ limits: SignatureLimits) throws(XMLSecurityError) {
        var certificates: [Certificate] = []
        var identifications: [Identification] = []
        var children = try ElementSequence(element)
        var count = 0
        while let child = children.any() {
            count += 1
            guard count <= limits.keyInfoItems else {
                throw XMLSecurityError(
                    .limitExceeded, "\(element.shownName) has more elements than limits.keyInfoItems, \(limits.keyInfoItems), allows",
                    at: child.index)
            }
            let length = limits.keyInfoValueLength
            switch child.name {
            case XMLSignatureName.x509Certificate:
                let der = try child.plainBase64(limit: length, "limits.keyInfoValueLength")
                do throws(CryptoError) {
                    certificates.append(try Certificate(der: der))
                } catch {
                    throw XMLSecurityError(.malformed, "\(child.shownName): \(error)", at: child.index)
                }
            case XMLSignatureName.x509IssuerSerial:
                var parts = try ElementSequence(child)
                let issuer = try parts.required(XMLSignatureName.x509IssuerName).plainText(limit: length, "limits.keyInfoValueLength")
                let serial = try parts.required(XMLSignatureName.x509SerialNumber).plainText(limit: length, "limits.keyInfoValueLength")
                try parts.end()
                identifications.append(.issuerSerial(issuer: issuer, serialNumber: serial))
            case XMLSignatureName.x509SKI:
                identifications.append(.subjectKeyIdentifier(try child.plainBase64(limit: length, "limits.keyInfoValueLength")))
            case XMLSignatureName.x509SubjectName:
                identifications.append(.subjectName(try child.plainText(limit: length, "limits.keyInfoValueLength")))
            case XMLSignatureName.x509Digest:
                let identifier = try child.requiredAttribute(XMLSignatureName.algorithm, limits)
                guard let algorithm = DigestAlgorithm(identifier: identifier) else {
                    throw XMLSecurityError(
                        .unsupportedAlgorithm, "the digest \(quoted(identifier)) of a certificate is not known", at: child.index)
                }
                identifications.append(.digest(algorithm, try child.plainBase64(limit: length, "limits.keyInfoValueLength")))
            default:
                // Revocation lists and extensions of others say nothing about which certificate is meant.
                try child.requireBase64Length(length, "limits.keyInfoValueLength")
            }
        }
        self.certificates = certificates
        self.identifications = identifications
        names = identifications.map { identification in
            switch identification {
            case .issuerSerial(let name, _), .subjectName(let name): NameText(name)
            case .subjectKeyIdentifier, .digest: nil
            }
        }
    }

    /// Whether everything that is said is true of a certificate. Names are compared as they are written after white space is made even.
    public func identifies(_ certificate: Certificate) -> Bool {
        zip(identifications, names).allSatisfy { certificate.answers($0, $1) }
    }
}

extension Certificate {
    /// Whether a statement is true of the certificate.
    fileprivate func answers(_ identification: X509Data.Identification, _ name: NameText?) -> Bool {
        switch identification {
        case .issuerSerial(_, let serial): serialNumber.decimal == serial && NameText(issuer.description) == name
        case .subjectKeyIdentifier(let identifier): subjectKeyIdentifier == identifier
        case .subjectName: NameText(subject.description) == name
        case .digest(let algorithm, let digest): (try? algorithm.digest(der)) == digest
        }
    }
}
