import StrataCrypto

/// `strata certificates check`.
struct CheckCertificates {
    private let file: String
    private let chain: [Certificate]
    private let trust: CertificateTrust
    private let purpose: CertificatePurpose
    private let host: String?
    private let moment: CertificateDate?
    private let isJSON: Bool

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--purpose", "--host", "--at", "--password-file"], repeatable: ["--trust"], flags: ["--json"])
        guard let file = arguments.positional.first else { throw UsageError("check needs a file") }
        if arguments.positional.count > 1 { throw UsageError("check takes one file, not \(arguments.positional.count)") }
        self.file = file
        switch arguments.value("--purpose") {
        case nil, "any": purpose = .any
        case "server": purpose = .server
        case "client": purpose = .client
        case let name?: throw UsageError("--purpose takes server, client or any, not \"\(name)\"")
        }
        host = arguments.value("--host")
        if host != nil, purpose == .client { throw UsageError("--host belongs to a server, and --purpose says client") }
        moment = try arguments.value("--at").map { text throws(UsageError) in
            guard let moment = CertificateDate(text: text) else {
                throw UsageError("--at takes a time in UTC such as 2026-01-31T12:00:00Z, not \"\(text)\"")
            }
            return moment
        }
        isJSON = arguments.has("--json")
        let password = try InputFile.password(arguments.value("--password-file"))
        chain = try KeyFiles.certificates(file, password: password)
        let roots = try arguments.values("--trust").flatMap { try KeyFiles.certificates($0, password: password) }
        trust = roots.isEmpty ? .systemRoots : .roots(roots)
    }

    func run() throws {
        do throws(CertificateRejection) {
            let way = try trust.verify(chain, for: purpose, name: host, at: moment)
            if isJSON {
                Console.print(JSON.object([("file", .text(file)), ("holds", .truth(true)), ("chain", chainForMachines(way))]).description)
            } else {
                Console.print("\(file): trusted\n" + lines(way))
            }
        } catch {
            if isJSON {
                let rejection: [(String, JSON?)] = [
                    ("code", .text(error.reason.rawValue)), ("reason", .text(error.message)), ("certificate", .text(error.subject)),
                    ("depth", .number(error.depth)),
                ]
                let verdict: [(String, JSON?)] = [("file", .text(file)), ("holds", .truth(false))]
                Console.print(JSON.object(verdict + rejection + [("chain", chainForMachines(chain))]).description)
            } else {
                Console.print("\(file): not trusted\n  refused    \(Printable.text(error.description, limit: 1000))\n" + lines(chain))
            }
            throw DoesNotHold()
        }
    }

    private func lines(_ certificates: [Certificate]) -> String {
        certificates.enumerated().map { i, certificate in
            let issuer = certificate.isSelfIssued ? "itself" : certificate.issuer.description
            return "  \(i)          \(Printable.text(certificate.subject.description))\n"
                + "             issued by \(Printable.text(issuer)), valid \(certificate.notBefore) to \(certificate.notAfter)"
        }.joined(separator: "\n")
    }

    private func chainForMachines(_ certificates: [Certificate]) -> JSON {
        .list(
            certificates.map { certificate in
                .object([
                    ("subject", .text(certificate.subject.description)), ("issuer", .text(certificate.issuer.description)),
                    ("serialNumber", .text(certificate.serialNumber.description)),
                    ("notBefore", .text(certificate.notBefore.description)), ("notAfter", .text(certificate.notAfter.description)),
                ])
            })
    }
}
