import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// What a validator must refuse, each with the reason it is refused for. Certificates that our own maker does not make are the command's.
@Suite struct CertificateAttackTests {
    let root: CertificateAuthority

    init() throws { root = try CertificateAuthority.make(name: "Root") }

    private func judge(
        _ chain: [Certificate], _ purpose: CertificatePurpose = .server, _ name: String = "bank.example",
        _ change: (inout CertificateValidation) -> Void = { _ in }
    ) async -> CertificateVerdict {
        var validation = CertificateValidation.chain(.roots([root.certificate]))
        change(&validation)
        return await validation.judge(chain, for: purpose, name: .host(name))
    }

    private func server(_ change: (inout CertificateTemplate) -> Void = { _ in }) throws -> [Certificate] {
        var template = CertificateTemplate.server(names: ["bank.example"])
        change(&template)
        return try root.issue(template).chain
    }

    @Test func whatTheMakerCanMake() async throws {
        #expect(await judge(try server()).isAccepted)
        let cases: [(CertificateRejection.Reason, (inout CertificateTemplate) -> Void)] = [
            (.expired, { ($0.notBefore, $0.notAfter) = (.days(fromNow: -9), .days(fromNow: -1)) }),
            (.notYetValid, { $0.notBefore = .days(fromNow: 1) }),
            (.wrongPurpose, { $0.extendedKeyUsage = [.clientAuthentication] }),
            (.wrongPurpose, { $0.extendedKeyUsage = [.codeSigning] }),
            (.wrongPurpose, { $0.keyUsage = [.certificateSigning] }),
            (.wrongName, { $0.subjectAlternativeNames = [.dns("bank.example.evil.example")] }),
            (.wrongName, { $0.subjectAlternativeNames = [.dns("*.example"), .dns("*"), .dns("*.bank.example"), .dns("b*.example")] }),
            (.wrongName, { ($0.commonName, $0.subjectAlternativeNames) = ("bank.example", []) }),
            (.wrongName, { $0.subjectAlternativeNames = [.uri("https://bank.example"), .email("x@bank.example")] }),
        ]
        for (index, (reason, change)) in cases.enumerated() {
            let verdict = await judge(try server(change))
            #expect(verdict.reason == reason, "\(index): \(verdict)")
        }
    }

    @Test func whoMayNotIssue() async throws {
        let end = try root.issue(.server(names: ["evil.example"]))
        let forged = try CertificateAuthority.forge(.server(names: ["bank.example"]), by: end)
        let verdict = await judge([forged] + end.chain)
        #expect(verdict.reason == .wrongPurpose && verdict.rejection?.depth == 1)
        let below = try root.issueAuthority(name: "Middle").issueAuthority(name: "Below")
        #expect(await judge(try below.issue(.server(names: ["bank.example"])).chain).reason == .wrongPurpose)
        // The right names, the wrong key: the chain is that of the root's name, not of the root.
        let impostor = try CertificateAuthority.make(name: "Root")
        #expect(await judge(try impostor.issue(.server(names: ["bank.example"])).chain + [root.certificate]).isAccepted == false)
        let selfSigned = try CertificateAuthority.make(CertificateTemplate.authority(name: "bank.example")).certificate
        let alone = await judge([selfSigned])
        #expect(alone.reason == .unknownAuthority && alone.outcome(.trust) == .failed && alone.outcome(.signature) == .notMade)
        // A signature that was changed.
        var octets = Array(try server()[0].der)
        octets[octets.count - 1] ^= 1
        #expect(await judge([try Certificate(der: Bytes(octets))]).reason == .badSignature)
        #expect(await judge([Certificate](repeating: try server()[0], count: 40)).reason == .malformed)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func whatTheCommandMakes() async throws {
        let rows: [(String, CertificateRejection.Reason?, options: [String])] = [
            ("a critical extension that nobody knows", .unknownCriticalExtension, ["-addext", "1.2.3.4=critical,DER:0500"]),
            ("the same, not critical", nil, ["-addext", "1.2.3.4=DER:0500"]),
            ("SHA-1", .weak, ["-sha1"]),
            ("RSA 1024", .weak, ["-newkey", "rsa:1024"]),
            ("RSA 2048", nil, ["-newkey", "rsa:2048"]),
            ("a name with an octet of 0", .wrongName, ["-addext", "subjectAltName=DER:300F820D62616E6B2E6578616D706C6500"]),
        ]
        for (what, reason, options) in rows {
            let verdict = await judge([try made(options)], .server)
            #expect(verdict.reason == reason, "\(what): \(verdict)")
        }
        // With less asked for, the weak ones pass: the setting has an effect.
        let weak = try made(["-newkey", "rsa:1024", "-sha1"])
        #expect(await judge([weak]).reason == .weak)
        let lenient = await judge([weak]) {
            $0.strength.minimumRSABits = 1024
            $0.strength.digests.insert(.sha1)
        }
        #expect(lenient.isAccepted, "\(lenient)")
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func absurdKeysAreNotComputedWith() async throws {
        let absurd = try made(["-newkey", "rsa:2048", "-pkeyopt", "rsa_keygen_pubexp:36893488147419103233"])
        let verdict = await judge([absurd])
        #expect(verdict.reason == .malformed && verdict.rejection?.message.contains("exponent of 66 bits") == true, "\(verdict)")
        // Nothing else was looked at, and nothing else is said to have been.
        #expect(verdict.findings.first?.checks.filter { $0.outcome == .passed }.map(\.kind) == [.standing, .name])
        let beside = await judge(try server() + [absurd])
        #expect(beside.reason == .malformed && beside.rejection?.depth == 1)
        #expect(throws: CertificateRejection.self) { try CertificateTrust.roots([root.certificate]).verify([absurd], for: .any) }
        #expect(cryptoError { () throws(CryptoError) in try absurd.publicKey() }?.code == .unsupported)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func constraintsOfNames() async throws {
        for (constraint, reason) in [
            ("permitted;DNS:bank.example", nil), ("permitted;DNS:other.example", CertificateRejection.Reason.constrained),
            ("excluded;DNS:bank.example", .constrained), ("permitted;email:x@y.example", nil),
        ] {
            let key = try PrivateKey.generate()
            let authority = try made(
                ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign"]
                    + ["-addext", "nameConstraints=critical,\(constraint)"], key: key, subject: "/CN=Middle", isServer: false)
            let identity = try CertificateIdentity(chain: [authority], privateKey: key)
            let leaf = try CertificateAuthority(identity: identity).issue(.server(names: ["bank.example"]))
            let verdict = await judge(leaf.chain)
            #expect(verdict.reason == reason, "\(constraint): \(verdict)")
            if reason != nil { #expect(verdict.outcome(.constraints) == .failed) }
        }
    }

    /// A certificate that the root has issued through the command.
    private func made(
        _ options: [String], key: PrivateKey? = nil, subject: String = "/CN=x", isServer: Bool = true
    ) throws -> Certificate {
        try withFolder { folder in
            func write(_ text: String, _ name: String) throws {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            try write(root.certificate.pem, "ca.pem")
            try write(root.identity.privateKey.pem().text, "ca.key")
            try write("[req]\ndistinguished_name=d\n[d]\n", "empty.cnf")
            var arguments = ["req", "-x509", "-config", "empty.cnf", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "30", "-nodes"]
            arguments += ["-subj", subject, "-out", "c.pem", "-keyout", "k.pem"]
            if isServer, !options.contains(where: { $0.hasPrefix("subjectAltName") }) {
                arguments += ["-addext", "subjectAltName=DNS:bank.example"]
            }
            if let key {
                try write(key.pem().text, "own.key")
                arguments += ["-key", "own.key"]
            } else if !options.contains("-newkey") {
                arguments += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
            }
            try OpenSSLCommand.run(arguments + options, in: folder)
            return try Certificate(pem: String(contentsOf: folder.appending(path: "c.pem"), encoding: .utf8))
        }
    }
}
