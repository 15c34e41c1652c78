import StrataCrypto

/// `strata certificates make`.
struct MakeCertificates {
    let out: String
    /// The server's hosts and the clients; empty when none were asked for by name.
    let names: [String]
    let clients: [String]
    let authority: String
    let days: Int
    let kind: KeyKind
    let password: String
    let force: Bool

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--out", "--authority", "--days", "--key", "--password-file"], repeatable: ["--name", "--client"],
            flags: ["--force"])
        if let extra = arguments.positional.first { throw UsageError("\"\(extra)\" was not expected; options begin with --") }
        guard let out = arguments.value("--out") else { throw UsageError("--out is missing: the folder to write to") }
        self.out = out
        names = arguments.values("--name")
        clients = arguments.values("--client")
        authority = arguments.value("--authority") ?? "Strata Test Authority"
        let days = arguments.value("--days") ?? "365"
        guard let number = Int(days), (1...3650).contains(number) else {
            throw UsageError("--days takes a number from 1 to 3650, not \"\(days)\"")
        }
        self.days = number
        let key = arguments.value("--key") ?? "rsa2048"
        guard let kind = Self.kinds[key] else {
            throw UsageError("--key takes one of \(Self.kinds.keys.sorted().joined(separator: ", ")), not \"\(key)\"")
        }
        self.kind = kind
        force = arguments.has("--force")
        for client in clients where client.hasPrefix(".") || client.contains("/") || ["ca", "server"].contains(client) {
            throw UsageError("--client \"\(client)\" cannot name a file here")
        }
        if Set(clients).count != clients.count { throw UsageError("a client was given twice") }
        password = try InputFile.password(arguments.value("--password-file")) ?? "strata"
    }

    private static let kinds: [String: KeyKind] = [
        "p256": .p256, "p384": .p384, "p521": .p521, "rsa2048": .rsa(bits: 2048), "rsa3072": .rsa(bits: 3072), "rsa4096": .rsa(bits: 4096),
    ]

    func run() throws {
        let folder = try Folder(making: out)
        let present = try presentAuthority(folder)
        var wanted = [
            (name: "server", template: CertificateTemplate.server(names: names.isEmpty ? Self.hosts : names), isAsked: !names.isEmpty)
        ]
        for client in clients.isEmpty ? ["client"] : clients {
            wanted.append((client, .client(name: client), !clients.isEmpty))
        }
        // Everything is checked before anything is written.
        var kept: [String: Certificate] = [:]
        for (name, _, isAsked) in wanted where !force {
            let files = ["\(name).pem", "\(name).key", "\(name).p12"].filter { folder.has($0) }
            if files.isEmpty { continue }
            if isAsked {
                throw Refusal("\(files.joined(separator: ", ")) in \(out) would be replaced; give --force to make everything anew")
            }
            kept[name] = try keep(name, present, folder)
        }
        let authority = try present ?? makeAuthority(folder)
        for (name, template, _) in wanted {
            if let certificate = kept[name] {
                Console.print("\(line(certificate, name, folder)) (was there)")
            } else {
                try issue(authority, template, name, folder)
            }
        }
    }

    private static let hosts = ["localhost", "127.0.0.1", "::1"]

    /// One that is there and good enough to stay: it is valid, and the authority that stays has issued it.
    private func keep(_ name: String, _ authority: CertificateAuthority?, _ folder: Folder) throws -> Certificate {
        let identity = try CertificateIdentity(chainFile: folder.file("\(name).pem"), privateKeyFile: folder.file("\(name).key"))
        guard .now < identity.certificate.notAfter else {
            throw Refusal(
                "\(folder.file("\(name).pem")) has expired (\(identity.certificate.notAfter)); give --force to make everything anew")
        }
        let isIssued = authority.map { (try? CertificateTrust.roots([$0.certificate]).verify(identity.chain, for: .any)) != nil } ?? false
        guard isIssued else {
            let why = authority == nil ? "there is no ca.pem, and a new one would not lead to it" : "ca.pem has not issued it"
            throw Refusal("\(folder.file("\(name).pem")) cannot stay: \(why); give --force to make everything anew")
        }
        return identity.certificate
    }

    /// The authority that is there, if any. Half of one is none, and is not written over either.
    private func presentAuthority(_ folder: Folder) throws -> CertificateAuthority? {
        if force { return nil }
        if folder.has("ca.pem"), folder.has("ca.key") {
            let authority = try CertificateAuthority(
                identity: CertificateIdentity(chainFile: folder.file("ca.pem"), privateKeyFile: folder.file("ca.key")))
            guard .now < authority.certificate.notAfter else {
                throw Refusal(
                    "\(folder.file("ca.pem")) has expired (\(authority.certificate.notAfter)); give --force to make everything anew")
            }
            Console.print(
                "\(folder.file("ca.pem")): \(authority.certificate.subject), valid to \(authority.certificate.notAfter) (was there)")
            return authority
        }
        for (one, other) in [("ca.pem", "ca.key"), ("ca.key", "ca.pem")] where folder.has(one) {
            throw Refusal(
                "\(folder.file(one)) exists without \(other), so nothing can be issued with it; give --force to make a new authority")
        }
        return nil
    }

    private func makeAuthority(_ folder: Folder) throws -> CertificateAuthority {
        let made = try CertificateAuthority.make(name: self.authority, keyKind: kind, validDays: days)
        try write(made.identity.privateKey.pem(), to: "ca.key", folder)
        try folder.write(made.certificate.pem, to: "ca.pem")
        Console.print("\(folder.file("ca.pem")): \(made.certificate.subject), valid to \(made.certificate.notAfter)")
        return made
    }

    private func issue(_ authority: CertificateAuthority, _ template: CertificateTemplate, _ name: String, _ folder: Folder) throws {
        var template = template
        template.keyKind = kind
        // Not longer than the authority, whose end would be theirs too.
        template.notAfter = min(.days(fromNow: days), authority.certificate.notAfter)
        let identity = try authority.issue(template)
        let container = try PKCS12(identity: identity, authorities: [authority.certificate]).encoded(password: password, friendlyName: name)
        try write(identity.privateKey.pem(), to: "\(name).key", folder)
        try write(container, to: "\(name).p12", folder)
        try folder.write(identity.chain.map(\.pem).joined(), to: "\(name).pem")
        Console.print(line(identity.certificate, name, folder))
    }

    private func line(_ certificate: Certificate, _ name: String, _ folder: Folder) -> String {
        let names = certificate.subjectAlternativeNames.map(\.description).joined(separator: ", ")
        return
            "\(folder.file("\(name).pem")): \(certificate.subject)\(names.isEmpty ? "" : " (\(names))"), valid to \(certificate.notAfter)"
    }

    private func write(_ secret: SecretBytes, to name: String, _ folder: Folder) throws(FileError) {
        try secret.withUnsafeBytes { (raw) throws(FileError) in try folder.write(raw, to: name, secret: true) }
    }
}

/// The command was understood and must not be done.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
