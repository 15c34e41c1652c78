import StrataCrypto

/// `strata certificates check`.
struct CheckCertificates {
    private let file: String
    private let chain: [Certificate]
    private let validation: CertificateValidation
    private let purpose: CertificatePurpose
    private let name: CertificateName?
    private let isJSON: Bool

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--purpose", "--host", "--mail", "--at", "--password-file"],
            repeatable: ["--trust", "--peer", "--disallowed", "--crl"], flags: ["--json"])
        guard let file = arguments.positional.first else { throw UsageError("check needs a file") }
        if arguments.positional.count > 1 { throw UsageError("check takes one file, not \(arguments.positional.count)") }
        self.file = file
        purpose = try CheckCertificates.purpose(arguments.value("--purpose"))
        switch (arguments.value("--host"), arguments.value("--mail")) {
        case (nil, nil): name = nil
        case (let host?, nil): name = .host(host)
        case (nil, let address?): name = .email(address)
        default: throw UsageError("one of --host and --mail is enough")
        }
        if case .host = name, purpose == .client { throw UsageError("--host belongs to a server, and --purpose says client") }
        let moment = try arguments.value("--at").map { text throws(UsageError) in
            guard let moment = CertificateDate(text: text) else {
                throw UsageError("--at takes a time in UTC such as 2026-01-31T12:00:00Z, not \"\(text)\"")
            }
            return moment
        }
        isJSON = arguments.has("--json")
        let password = try InputFile.password(arguments.value("--password-file"))
        chain = try KeyFiles.certificates(file, password: password)
        var validation = CertificateValidation.defaults
        let store = { (option: String) throws -> CertificateStore in
            CertificateStore(try arguments.values(option).flatMap { try KeyFiles.certificates($0, password: password) })
        }
        let roots = try store("--trust")
        if !roots.certificates.isEmpty { validation.authorities = .roots(roots) }
        validation.peers = try store("--peer")
        if !validation.peers.certificates.isEmpty { validation.mode = roots.certificates.isEmpty ? .peerTrust : .peerOrChainTrust }
        validation.disallowed = try store("--disallowed")
        let lists = try arguments.values("--crl").flatMap { try KeyFiles.revocationLists($0) }
        if !lists.isEmpty { validation.revocation = .offline(lists) }
        if let moment { validation.now = { moment } }
        self.validation = validation
    }

    func run() async throws {
        let verdict = await validation.judge(chain, for: purpose, name: name)
        if isJSON {
            Console.print(json(verdict).description)
        } else {
            var lines = ["\(file): \(verdict.isAccepted ? "trusted" : "not trusted")"]
            lines += verdict.rejections.map { "  refused    " + Printable.text($0.description, limit: 1000) }
            lines += verdict.findings.flatMap { self.lines($0) }
            Console.print(lines.joined(separator: "\n"))
        }
        guard verdict.isAccepted else { throw DoesNotHold() }
    }

    private static func purpose(_ name: String?) throws(UsageError) -> CertificatePurpose {
        switch name {
        case nil, "any": return .any
        case "server": return .server
        case "client": return .client
        case "signing": return .signing
        case "encryption": return .encryption
        case let name?: throw UsageError("--purpose takes server, client, signing, encryption or any, not \"\(name)\"")
        }
    }

    private func lines(_ finding: CertificateVerdict.Finding) -> [String] {
        let certificate = finding.certificate
        let issuer = certificate.isSelfIssued ? "itself" : certificate.issuer.description
        let margin = String(repeating: " ", count: 13)
        let checked = finding.checks.filter { $0.outcome != .notMade }.map(\.description).joined(separator: ", ")
        let left = finding.checks.filter { $0.outcome == .notMade }.map(\.kind.description).joined(separator: ", ")
        return [
            "  \(finding.depth)          " + Printable.text(certificate.subject.description)
                + (finding.isAnchor ? ", which is trusted itself" : ""),
            margin + "issued by \(Printable.text(issuer)), valid \(certificate.notBefore) to \(certificate.notAfter)",
            margin + "checked: \(checked)" + (left.isEmpty ? "" : "; not checked: \(left)"),
        ]
    }

    private func json(_ verdict: CertificateVerdict) -> JSON {
        .object([
            ("file", .text(file)), ("holds", .truth(verdict.isAccepted)),
            (
                "rejections",
                .list(
                    verdict.rejections.map {
                        .object([
                            ("code", .text($0.reason.rawValue)), ("reason", .text($0.message)), ("certificate", .text($0.subject)),
                            ("depth", .number($0.depth)),
                        ])
                    })
            ),
            (
                "chain",
                .list(
                    verdict.findings.map { finding in
                        let certificate = finding.certificate
                        return .object([
                            ("subject", .text(certificate.subject.description)), ("issuer", .text(certificate.issuer.description)),
                            ("serialNumber", .text(certificate.serialNumber.description)), ("trusted", .truth(finding.isAnchor)),
                            ("notBefore", .text(certificate.notBefore.description)), ("notAfter", .text(certificate.notAfter.description)),
                            ("checks", .object(finding.checks.map { ($0.kind.rawValue, .text($0.outcome.rawValue)) })),
                        ])
                    })
            ),
        ])
    }
}
