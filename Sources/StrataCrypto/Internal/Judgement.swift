internal import StrataCore

/// One judgement of a chain by the settings.
struct Judgement {
    private let validation: CertificateValidation
    private let chain: [Certificate]
    private let purpose: CertificatePurpose
    private let name: CertificateName?
    private let moment: CertificateDate

    /// What was found on the way, before what concerns the end certificate alone.
    struct Found {
        var result: PathCheck.Result
        var made: Set<CertificateCheck.Kind>
    }

    init(_ validation: CertificateValidation, _ chain: [Certificate], _ purpose: CertificatePurpose, _ name: CertificateName?) {
        self.validation = validation
        self.chain = chain
        self.purpose = purpose
        self.name = name
        moment = validation.now()
    }

    /// The one certificate that is trusted by itself: its signature and issuer do not matter, its validity, strength and purpose do.
    func asPeer() -> Found {
        guard let leaf = chain.first else { return Found(result: missing, made: []) }
        guard validation.peers.contains(leaf) else {
            let result = PathCheck.Result(
                path: [leaf], wasRun: true,
                rejections: [
                    CertificateRejection(
                        .notAmongPeers, subject: leaf.label,
                        message: "the certificate of \(leaf.label) is not among the trusted peers; add it to peers")
                ])
            return Found(result: result, made: [.trust])
        }
        let result = check(TrustStore(roots: [leaf])).run([leaf])
        return Found(result: result, made: [.trust, .validity, .strength, .purpose, .constraints])
    }

    /// The way to an authority; who is asked about it is asked only when everything else is good.
    func asChain() async -> Found {
        var check = check(validation.authorities.store)
        var made: Set<CertificateCheck.Kind> = [.trust, .signature, .validity, .strength, .purpose, .constraints]
        let revocation = validation.revocation
        guard case .online(let fetcher) = revocation.mode else {
            if case .offline = revocation.mode {
                check.lists = revocation.reliable(revocation.lists, at: moment, validation.strength)
                made.insert(.revocation)
            }
            return Found(result: check.run(chain), made: made)
        }
        var found = Found(result: check.run(chain), made: made)
        guard verdict(found).isAccepted else { return found }
        let online = OnlineRevocation(fetcher: fetcher, policy: revocation, strength: validation.strength, moment: moment)
        let answers = await online.ask(found.result.path)
        check.lists = revocation.reliable(revocation.lists + answers.lists, at: moment, validation.strength)
        check.settled = answers.settled
        made.insert(.revocation)
        found = Found(result: check.run(chain), made: made)
        for index in found.result.rejections.indices where found.result.rejections[index].reason == .revocationUnknown {
            let failures = answers.failures[found.result.rejections[index].depth] ?? []
            if !failures.isEmpty { found.result.rejections[index].message += " [\(failures.joined(separator: "; "))]" }
        }
        for rejection in answers.rejections { found.result.add(rejection) }
        return found
    }

    /// What an application says.
    func byValidator(_ validator: any CertificateValidator) async -> CertificateVerdict {
        guard let leaf = chain.first else { return CertificateVerdict(rejected: missing.rejections[0]) }
        var rejections: [CertificateRejection] = []
        do {
            try await validator.validate(chain: chain.map(\.der), role: purpose == .server ? .server : .client, name: name?.text)
        } catch let rejection as CertificateRejection {
            rejections = [rejection]
        } catch {
            let label = leaf.label
            rejections = [
                CertificateRejection(
                    .refusedByValidator, subject: label,
                    message: "the application's validator refused the certificate of \(label): \(error)")
            ]
        }
        return CertificateVerdict(path: [leaf], isTrusted: rejections.isEmpty, rejections: rejections, made: [.validator])
    }

    /// The mode that looks at nothing.
    func unchecked() -> CertificateVerdict {
        guard let leaf = chain.first else { return CertificateVerdict(rejected: missing.rejections[0]) }
        return CertificateVerdict(path: [leaf], isTrusted: false, rejections: [], made: [])
    }

    /// With what concerns the end certificate alone, and the list of those that are refused.
    func verdict(_ found: Found) -> CertificateVerdict {
        var result = found.result
        var made = result.wasRun ? found.made : []
        made.insert(.standing)
        for (depth, certificate) in result.path.enumerated() where validation.disallowed.contains(certificate) {
            let label = certificate.label
            result.add(
                CertificateRejection(
                    .disallowed, subject: label, depth: depth,
                    message: "the certificate of \(label) is among the disallowed; if it is meant to be used, take it out of them"))
        }
        guard let leaf = result.path.first else { return CertificateVerdict(rejected: result.rejections.first ?? missing.rejections[0]) }
        let lacking = validation.requiredUsages.filter { !(leaf.extendedKeyUsage ?? []).contains($0) }
        if !lacking.isEmpty, leaf.extendedKeyUsage?.contains(.any) != true {
            result.add(
                CertificateRejection(
                    .wrongPurpose, subject: leaf.label,
                    message: "the certificate of \(leaf.label) does not name the extended key usage "
                        + "\(lacking.map(\.description).joined(separator: ", ")) that requiredUsages asks for"))
        }
        if let name {
            made.insert(.name)
            if !leaf.speaks(for: name) { result.add(.wrongName(leaf, name: name.description)) }
        }
        return CertificateVerdict(path: result.path, isTrusted: result.isTrusted, rejections: result.rejections, made: made)
    }

    private var missing: PathCheck.Result {
        PathCheck.Result(rejections: [CertificateRejection(.missing, message: "there is no certificate")])
    }

    private func check(_ store: TrustStore) -> PathCheck {
        PathCheck(
            store: store, purpose: purpose, moment: moment, strength: validation.strength, maximumDepth: validation.maximumDepth,
            maximumCertificates: validation.maximumCertificates)
    }
}
