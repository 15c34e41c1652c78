import Foundation
import StrataCore
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct CertificateTrustTests {
    let root: CertificateAuthority
    let intermediate: CertificateAuthority
    let server: CertificateIdentity

    init() throws {
        root = try CertificateAuthority.make(name: "Root")
        intermediate = try root.issueAuthority(name: "Intermediate")
        server = try intermediate.issue(.server(names: ["localhost", "127.0.0.1"]))
    }

    private func reason(_ body: () throws -> Void) -> CertificateRejection.Reason? {
        do {
            try body()
            return nil
        } catch {
            return (error as? CertificateRejection)?.reason
        }
    }

    @Test func aGoodChainIsFoundInAnyOrder() throws {
        let trust = CertificateTrust.roots([root.certificate])
        #expect(
            try trust.verify(server.chain, for: .server, name: "localhost") == [
                server.certificate, intermediate.certificate, root.certificate,
            ])
        try trust.verify([server.certificate, root.certificate, intermediate.certificate], for: .server, name: "127.0.0.1")
    }

    @Test func anIntermediateOrTheEndItselfCanBeTrusted() throws {
        try CertificateTrust.roots([intermediate.certificate]).verify([server.certificate], for: .server)
        try CertificateTrust.roots([server.certificate]).verify([server.certificate], for: .server)
    }

    @Test func whatFailsIsNamed() throws {
        let trust = CertificateTrust.roots([root.certificate])
        #expect(reason { try trust.verify([server.certificate], for: .server) } == .unknownAuthority)
        #expect(reason { try trust.verify(server.chain, for: .client) } == .wrongPurpose)
        #expect(reason { try trust.verify(server.chain, for: .server, name: "elsewhere") } == .wrongName)
        #expect(reason { try trust.verify([], for: .server) } == .missing)
        #expect(reason { try trust.verify(server.chain, for: .server, at: .days(fromNow: 4000)) } == .expired)
        #expect(reason { try trust.verify(server.chain, for: .server, at: .days(fromNow: -4000)) } == .notYetValid)
        #expect(reason { try CertificateTrust.roots([]).verify(server.chain, for: .server) } == .unknownAuthority)
        #expect(reason { try CertificateTrust.systemRoots.verify(server.chain, for: .server) } == .unknownAuthority)
        let impostor = try CertificateAuthority.make(name: "Root")
        #expect(reason { try CertificateTrust.roots([impostor.certificate]).verify(server.chain, for: .server) } != nil)
        #expect(reason { try trust.verify([impostor.certificate], for: .any) } == .unknownAuthority)
    }

    @Test func anEndCertificateMayNotIssue() throws {
        // What an attacker does who holds the key of an end certificate.
        let forged = try CertificateAuthority.forge(.server(names: ["bank.example"]), by: server)
        #expect(reason { try CertificateTrust.roots([root.certificate]).verify([forged] + server.chain, for: .server) } == .wrongPurpose)
    }

    @Test func pathLengthIsHeld() throws {
        // The intermediate was issued with room for no further authority.
        let below = try intermediate.issueAuthority(name: "Below")
        let end = try below.issue(.server())
        let rejected = reason {
            try CertificateTrust.roots([root.certificate]).verify(end.chain, for: .server)
        }
        #expect(rejected == .wrongPurpose)
    }

    @Test func validatorOfTheCore() async throws {
        let validator = ChainValidator(trust: .roots([root.certificate]))
        let chain = server.chain.map(\.der)
        try await validator.validate(chain: chain, role: .server, name: "localhost")
        await #expect(throws: CertificateRejection.self) { try await validator.validate(chain: chain, role: .server, name: "other") }
        await #expect(throws: CertificateRejection.self) { try await validator.validate(chain: chain, role: .server, name: nil) }
        await #expect(throws: CertificateRejection.self) { try await validator.validate(chain: chain, role: .client, name: nil) }
        await #expect(throws: CertificateRejection.self) {
            try await validator.validate(chain: [Bytes([1])], role: .server, name: "localhost")
        }
        await #expect(throws: CertificateRejection.self) { try await validator.validate(chain: [], role: .server, name: "localhost") }
        let client = try root.issue(.client(name: "alice"))
        try await validator.validate(chain: client.chain.map(\.der), role: .client, name: nil)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func theCommandAgrees() throws {
        try withFolder { folder in
            func write(_ text: String, _ name: String) throws {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            try write(root.certificate.pem, "root.pem")
            try write(intermediate.certificate.pem, "middle.pem")
            try write(server.certificate.pem, "server.pem")
            let verify = ["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", "middle.pem", "-purpose", "sslserver"]
            try OpenSSLCommand.run(verify + ["-verify_hostname", "localhost", "server.pem"], in: folder)
            try OpenSSLCommand.run(verify + ["-verify_ip", "127.0.0.1", "server.pem"], in: folder)
            #expect(throws: OpenSSLCommand.Failed.self) {
                try OpenSSLCommand.run(verify + ["-verify_hostname", "elsewhere", "server.pem"], in: folder)
            }
        }
    }
}
