import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// `strata verify`: says of each signature of a document whether it holds, what it covers, and why it does not.
struct VerifyCommand {
    static let usage = """
        strata verify FILE [--key FILE]… [--secret FILE]… [--secret-base64 FILE]… [--embedded] [--trust FILE]…
                      [--password-file FILE] [--signature N|ID] [--policy standard|legacy]
                      [--explain] [--against FILE] [--octets DIR] [--json]
            says of each XML signature of a document (or of that one) whether it holds. Keys come from files alone:
              --key            certificates or a public key, PEM or DER, or a .p12 (password strata without --password-file)
              --secret         octets for HMAC as they are in the file, or in base64
              --embedded       what the signature brings along; certificates only if they lead to one of --trust
              --policy         legacy accepts SHA-1, relative namespace names and whatever else is known and was usual
              --explain        searches for the cause: another form or prefix list, white space, line ends, encoding, time …
              --against        compares with what the sender has, its message or octets that it digested: the first difference
              --octets         writes the octets that were digested, one file for each reference, for others to compare with
        """

    let file: String
    private let keys: CommandKeys
    private let secretFiles: [String]
    private let selected: String?
    private let policy: SignaturePolicy
    private let isExplaining: Bool
    private let against: String?
    private let folder: String?
    private let isJSON: Bool

    init(_ list: [String]) throws {
        let arguments = try Arguments(
            list, options: ["--password-file", "--signature", "--policy", "--against", "--octets"],
            repeatable: ["--key", "--secret", "--secret-base64", "--trust"], flags: ["--embedded", "--explain", "--json"])
        guard let file = arguments.positional.first else { throw UsageError("verify needs a file") }
        if arguments.positional.count > 1 { throw UsageError("verify takes one file, not \(arguments.positional.count)") }
        self.file = file
        selected = arguments.value("--signature")
        against = arguments.value("--against")
        folder = arguments.value("--octets")
        isExplaining = arguments.has("--explain") || against != nil || folder != nil
        isJSON = arguments.has("--json")
        switch arguments.value("--policy") {
        case nil, "standard": policy = .standard
        case "legacy":
            var legacy = SignaturePolicy.legacy
            legacy.acceptsXPointer = true
            legacy.acceptsUnreferencedDuplicates = true
            legacy.acceptsRelativeNamespaceNames = true
            legacy.minimumRSABits = 1024
            legacy.minimumSecretLength = 1
            policy = legacy
        case let name?: throw UsageError("--policy takes standard or legacy, not \"\(name)\"")
        }
        let password = try InputFile.password(arguments.value("--password-file"))
        var known: [VerificationKey] = []
        for path in arguments.values("--key") { known += try KeyFiles.verification(path, password: password) }
        for path in arguments.values("--secret") { known.append(.secret(try KeyFiles.secret(path, isBase64: false))) }
        for path in arguments.values("--secret-base64") { known.append(.secret(try KeyFiles.secret(path, isBase64: true))) }
        secretFiles = arguments.values("--secret")
        let roots = try arguments.values("--trust").flatMap { try KeyFiles.certificates($0, password: password) }
        let takesEmbedded = arguments.has("--embedded") || !roots.isEmpty
        guard takesEmbedded || !known.isEmpty else {
            throw UsageError("verify needs a key: --key FILE, --secret FILE, or --trust FILE for what the signature brings along")
        }
        keys = CommandKeys(known: known, takesEmbedded: takesEmbedded, trust: roots.isEmpty ? nil : .roots(roots))
    }

    func run() throws {
        let document = try InputFile.document(file)
        let signatures = try chosen(document.signatures)
        var verifier = SignatureVerifier(policy: policy, keys: keys)
        verifier.isExplaining = isExplaining
        let version = try against.map { try InputFile.octets($0) }.map { SenderVersion(reading: $0, quotas: InputFile.quotas) }
        let verifications = signatures.map { number, signature in
            (number, version.map { verifier.examine(signature, against: $0) } ?? verifier.examine(signature))
        }
        if let folder { try write(verifications, to: folder) }
        if isJSON {
            Console.print(VerificationReport.json(file, verifications).description)
        } else {
            for (number, verification) in verifications {
                let report = VerificationReport(verification, isExplaining: isExplaining, isCompared: version != nil)
                Console.print(report.text(number: number) + advice(verification).map { "\n  advice     " + $0 }.joined())
            }
        }
        guard verifications.allSatisfy({ $0.1.isValid }) else { throw DoesNotHold() }
    }

    private func chosen(_ signatures: [InfosetCursor]) throws -> [(Int, InfosetCursor)] {
        let numbered = Array(zip(1..., signatures))
        guard !signatures.isEmpty else {
            Console.print("\(file) has no Signature of XML Signature")
            throw DoesNotHold()
        }
        guard let selected else { return numbered }
        let found = numbered.filter { number, signature in
            String(number) == selected || signature.attribute(ExpandedName("Id")) == selected
        }
        guard found.count == 1 else {
            throw InputError("\(file) has \(signatures.count) signatures, and \(found.count) of them are '\(Printable.text(selected))'")
        }
        return found
    }

    /// What to try next.
    private func advice(_ verification: Verification) -> [String] {
        guard let failure = verification.failure else {
            guard keys.takesEmbedded, keys.trust == nil, !isKnown(verification.key) else { return [] }
            return ["the key is one that the signature brings along, so anybody may have made it; --trust FILE checks whose it is"]
        }
        var advice: [String] = []
        switch failure.code {
        case .forbiddenAlgorithm, .relativeNamespace: advice.append("--policy legacy accepts what was usual once")
        case .signatureMismatch:
            for path in secretFiles where (try? InputFile.octets(path)).map({ $0.count > 0 && $0[$0.count - 1] == 0x0A }) ?? false {
                advice.append("\(path) ends with a line feed, which is taken for a part of the secret")
            }
        default: break
        }
        if !isExplaining { advice.append("--explain searches for the cause") }
        return advice
    }

    private func isKnown(_ key: VerificationKey?) -> Bool {
        switch key {
        case .certificate(let certificate): keys.known.contains { if case .certificate(certificate) = $0 { true } else { false } }
        case .publicKey(let key): keys.known.contains { if case .publicKey(key) = $0 { true } else { false } }
        case .secret, nil: true
        }
    }

    private func write(_ verifications: [(Int, Verification)], to path: String) throws {
        for (number, verification) in verifications {
            let prefix = path + "/signature-\(number)-"
            if let octets = verification.signedOctets { try OutputFile(path: prefix + "signed-info.xml").write(octets) }
            for (i, reference) in verification.references.enumerated() {
                if let octets = reference.octets { try OutputFile(path: prefix + "reference-\(i + 1).xml").write(octets) }
            }
        }
    }
}
