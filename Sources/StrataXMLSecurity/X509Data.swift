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

    init(_ element: InfosetCursor, _ limits: SignatureLimits) throws(XMLSecurityError) {
        var certificates: [Certificate] = []
        var identifications: [Identification] = []
        var children = try ElementSequence(element)
        var count = 0
        while let child = children.any() {
            count += 1
            guard count <= limits.keyInfoItems else {
                throw XMLSecurityError(
                    .limitExceeded, "\(element.qualifiedName) has more elements than limits.keyInfoItems, \(limits.keyInfoItems), allows",
                    at: child.index)
            }
            let length = limits.keyInfoValueLength
            switch child.name {
            case XMLSignatureName.x509Certificate:
                let der = try child.plainBase64(limit: length, "limits.keyInfoValueLength")
                do throws(CryptoError) {
                    certificates.append(try Certificate(der: der))
                } catch {
                    throw XMLSecurityError(.malformed, "\(child.qualifiedName): \(error)", at: child.index)
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
                let identifier = try child.requiredAttribute(XMLSignatureName.algorithm)
                guard let algorithm = DigestAlgorithm(identifier: identifier) else {
                    throw XMLSecurityError(
                        .unsupportedAlgorithm, "the digest '\(identifier)' of a certificate is not known", at: child.index)
                }
                identifications.append(.digest(algorithm, try child.plainBase64(limit: length, "limits.keyInfoValueLength")))
            default:
                // Revocation lists and extensions of others say nothing about which certificate is meant.
                continue
            }
        }
        self.certificates = certificates
        self.identifications = identifications
    }

    /// Whether everything that is said is true of a certificate. Names are compared as they are written after white space is made even.
    public func identifies(_ certificate: Certificate) -> Bool {
        identifications.allSatisfy { certificate.answers($0) }
    }
}

extension Certificate {
    /// Whether a statement is true of the certificate.
    func answers(_ identification: X509Data.Identification) -> Bool {
        switch identification {
        case .issuerSerial(let issuer, let serial):
            serialNumber.decimal == serial && NameText.isSame(self.issuer.description, issuer)
        case .subjectKeyIdentifier(let identifier): subjectKeyIdentifier == identifier
        case .subjectName(let name): NameText.isSame(subject.description, name)
        case .digest(let algorithm, let digest): (try? algorithm.digest(der)) == digest
        }
    }
}

/// Distinguished names as text, which every stack writes in its own way (RFC 4514 with and without spaces, either order).
enum NameText {
    static func isSame(_ one: String, _ other: String) -> Bool {
        let a = parts(one)
        let b = parts(other)
        return a == b || a == b.reversed()
    }

    /// The attributes, in lower case types, without the white space around them.
    private static func parts(_ name: String) -> [String] {
        var parts: [String] = []
        var current = ""
        var isEscaped = false
        var isQuoted = false
        for character in name {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if !isQuoted, character == "," || character == ";" {
                parts.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        parts.append(current)
        return parts.map { part in
            let halves = part.split(separator: "=", maxSplits: 1).map(trimmed)
            guard halves.count == 2 else { return trimmed(part[...]) }
            let type = halves[0].uppercased()
            let known = ["S": "ST", "E": "EMAILADDRESS", "1.2.840.113549.1.9.1": "EMAILADDRESS", "OID.2.5.4.5": "SERIALNUMBER"]
            return (known[type] ?? type) + "=" + halves[1]
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }), let last = text.lastIndex(where: { !$0.isWhitespace }) else {
            return ""
        }
        return String(text[first...last])
    }
}
