import StrataCrypto

/// `strata certificates show`.
struct ShowCertificates {
    let file: String
    let password: String?

    init(_ list: [String]) throws {
        let arguments = try Arguments(list, options: ["--password-file"])
        guard let file = arguments.positional.first else { throw UsageError("show needs a file") }
        if arguments.positional.count > 1 { throw UsageError("show takes one file, not \(arguments.positional.count)") }
        self.file = file
        password = try InputFile.password(arguments.value("--password-file"))
    }

    func run() throws {
        if file.hasSuffix(".p12") || file.hasSuffix(".pfx") {
            let container = try PKCS12(file: file, password: password ?? "strata")
            if let identity = container.identity {
                Console.print("private key: \(identity.privateKey.kind)\n")
            }
            show((container.identity?.chain ?? []) + container.authorities.filter { container.identity?.chain.contains($0) != true })
        } else {
            show(try Certificate.list(file: file))
        }
    }

    private func show(_ certificates: [Certificate]) {
        Console.print(certificates.map { facts($0) }.joined(separator: "\n\n"))
    }

    private func facts(_ certificate: Certificate) -> String {
        let lines: [(String, String?)] = [
            ("subject", certificate.subject.description),
            ("issuer", certificate.isSelfIssued ? "itself" : certificate.issuer.description),
            ("serial number", certificate.serialNumber.description),
            ("valid", "\(certificate.notBefore) to \(certificate.notAfter)\(validity(certificate))"),
            ("names", list(certificate.subjectAlternativeNames.map(\.description))),
            ("public key", certificate.publicKeyDescription),
            ("key usage", certificate.keyUsage?.description),
            ("purposes", certificate.extendedKeyUsage.flatMap { list($0.map(\.description)) }),
            ("basic constraints", certificate.basicConstraints?.description),
            ("subject key id", certificate.subjectKeyIdentifier.map { hexadecimal($0) }),
            ("SHA-1", hexadecimal(certificate.sha1Thumbprint)),
            ("SHA-256", hexadecimal(certificate.sha256Thumbprint)),
        ]
        return lines.compactMap { name, value in
            value.map { name + String(repeating: " ", count: max(1, 19 - name.count)) + $0 }
        }.joined(separator: "\n")
    }

    private func validity(_ certificate: Certificate) -> String {
        let now = CertificateDate.now
        if now > certificate.notAfter { return " (expired)" }
        if now < certificate.notBefore { return " (not yet)" }
        return ""
    }

    private func list(_ items: [String]) -> String? {
        items.isEmpty ? nil : items.joined(separator: ", ")
    }

    private func hexadecimal(_ octets: some Sequence<UInt8>) -> String {
        octets.map { octet in
            let digits = String(octet, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
