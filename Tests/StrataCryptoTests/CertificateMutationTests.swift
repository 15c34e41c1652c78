import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// Octets that are broken in many ways, by a seed: every reader ends in a value that can be read to its end, or in its error.
@Suite struct CertificateMutationTests {
    /// Changes, cuts, doubles and drops octets.
    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> Bytes {
        var octets = octets
        for _ in 0..<Int.random(in: 1...4, using: &random) where !octets.isEmpty {
            let place = Int.random(in: octets.indices, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: octets[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: octets[place] = .random(in: 0...255, using: &random)
            case 2: octets[place] = [0, 1, 0x7F, 0x80, 0x84, 0xFF].randomElement(using: &random) ?? 0
            case 3: octets.removeSubrange(place..<min(octets.count, place + Int.random(in: 1...8, using: &random)))
            case 4: octets.insert(contentsOf: octets[place..<min(octets.count, place + 8)], at: place)
            default: octets.removeSubrange(place...)
            }
        }
        return Bytes(octets)
    }

    private func read(_ certificate: Certificate) {
        _ = "\(certificate) \(certificate.subjectAlternativeNames) \(String(describing: certificate.extendedKeyUsage))"
        _ = "\(certificate.publicKeyDescription) \(certificate.speaks(for: "localhost")) \(certificate.serialNumber.decimal)"
        _ = "\(certificate.statusResponders) \(certificate.revocationListAddresses) \(String(describing: certificate.signatureDigest))"
        _ = certificate.speaks(for: .userPrincipalName("a@b")) || certificate.speaks(for: .email("a@b"))
        _ = try? certificate.publicKey()
    }

    @Test func certificates() async throws {
        let root = try CertificateAuthority.make(name: "Root")
        var template = CertificateTemplate.server(names: ["localhost", "127.0.0.1"])
        template.subjectAlternativeNames += [.userPrincipalName("a@b.example"), .email("a@b.example"), .uri("urn:x")]
        template.statusResponders = ["http://ocsp.example/"]
        template.revocationListAddresses = ["http://crl.example/"]
        let certificate = try root.issue(template).certificate
        let validation = CertificateValidation.chain(
            .roots([root.certificate]), revocation: .online(ScriptedFetcher { _ in throw ScriptedFetcher.Silent() }))
        var random = SeededGenerator(seed: 0x5EED_C347)
        var count = 0
        for _ in 0..<6000 {
            let octets = mutated(Array(certificate.der), &random)
            guard let read = try? Certificate(der: octets) else { continue }
            self.read(read)
            count += 1
            // Nothing that was changed is accepted. What is signed was not changed where the DER was written anew in its own form.
            if read != certificate { #expect(await !validation.judge([read], for: .server).isAccepted, "\(octets.hex)") }
        }
        #expect(count > 500)
        let pem = Array(certificate.pem.utf8)
        for _ in 0..<3000 {
            let text = mutated(pem, &random).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            for read in (try? Certificate.list(pem: text)) ?? [] { self.read(read) }
        }
    }

    /// What the library says of an extension that cannot be read is nothing that the next caller on the thread is blamed for.
    @Test func unreadableExtensionsLeaveNoErrorsBehind() throws {
        let good = try CertificateAuthority.make(name: "Root").issue(.server(names: ["localhost"])).certificate
        let broken: [[UInt8]] = [[0x82, 9] + Array("localhost".utf8), [0x06, 8, 0x2B, 6, 1, 5, 5, 7, 3, 1], [0x03, 2, 3, 0x88]]
        for value in broken {
            var octets = Array(good.der)
            let place = try #require(octets.indices.last { octets[$0...].starts(with: value) })
            // The length of it is more than there is.
            octets[place + 1] = 0x70
            let readers: [(String, (Certificate) -> Void)] = [
                ("names", { _ = $0.subjectAlternativeNames }), ("usage", { _ = $0.keyUsage }), ("purposes", { _ = $0.extendedKeyUsage }),
                ("constraints", { _ = $0.basicConstraints }), ("subject's key", { _ = $0.subjectKeyIdentifier }),
                ("issuer's key", { _ = $0.authorityKeyIdentifier }), ("thumbprint", { _ = $0.sha256Thumbprint }),
                ("equality", { _ = $0 == good }), ("description", { _ = "\($0)" }), ("key", { _ = $0.publicKeyDescription }),
            ]
            for (name, read) in readers {
                // Each anew: what was looked at once is kept.
                read(try Certificate(der: Bytes(octets)))
                #expect(OpenSSL.drainErrors() == [], "\(name), \(Bytes(value).hex)")
            }
        }
        var list = Array(try CertificateAuthority.make(name: "Root").revocationList().der)
        let place = try #require(list.indices.first { list[$0...].starts(with: [0x30, 0x16, 0x80, 0x14]) })
        list[place + 2] = 0x30
        _ = try RevocationList(der: Bytes(list))
        #expect(OpenSSL.drainErrors() == [])
    }

    @Test func keysAndContainers() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        var random = SeededGenerator(seed: 0x5EED_0012)
        let clear = Array(try identity.privateKey.der().revealed)
        let locked = Array(try identity.privateKey.der(password: "p", iterations: 10).revealed)
        let container = Array(try PKCS12(identity: identity).encoded(password: "p", iterations: 10).revealed)
        let pem = Array(try identity.privateKey.pem(password: "p", iterations: 10).text.utf8)
        for _ in 0..<4000 {
            _ = try? PrivateKey(der: mutated(clear, &random))
            _ = try? PrivateKey(der: mutated(locked, &random), password: "p", maximumIterations: 10_000)
            _ = try? PKCS12(mutated(container, &random), password: "p", maximumIterations: 10_000)
            let text = mutated(pem, &random).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            _ = try? PrivateKey(pem: text, password: "p", maximumIterations: 10_000)
            _ = try? PublicKey(der: mutated(Array(identity.certificate.subjectPublicKeyInfo), &random))
        }
        for count in container.indices {
            #expect(throws: CryptoError.self) { try PKCS12(Bytes(Array(container[..<count])), password: "p") }
        }
        for count in locked.indices {
            #expect(throws: CryptoError.self) { try PrivateKey(der: Bytes(Array(locked[..<count])), password: "p") }
        }
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func listsAndAnswers() async throws {
        let root = try CertificateAuthority.make(name: "Root")
        var template = CertificateTemplate.server(names: ["localhost"])
        template.statusResponders = ["http://ocsp.example/"]
        template.revocationListAddresses = ["http://crl.example/"]
        let server = try root.issue(template)
        let list = Array(try root.revocationList(revoking: [server.certificate]).der)
        var policy = RevocationPolicy.online(ScriptedFetcher { _ in throw ScriptedFetcher.Silent() })
        policy.nonce = .none
        let question = ScriptedFetcher { _ in throw ScriptedFetcher.Silent() }
        policy.mode = .online(question)
        var validation = CertificateValidation.chain(.roots([root.certificate]), revocation: policy)
        _ = await validation.judge(server.chain, for: .server)
        var responder = Responder(root)
        responder.revoked = [server.certificate]
        let answer = Array(try responder.answer(try #require(question.requests.first).body))
        var random = SeededGenerator(seed: 0x5EED_0C59)
        for round in 0..<3000 {
            let octets = mutated(round % 2 == 0 ? answer : list, &random)
            policy.mode = .online(
                ScriptedFetcher { request in
                    guard (request.kind == .status) == (round % 2 == 0) else { throw ScriptedFetcher.Silent() }
                    return octets
                })
            validation.revocation = policy
            // The certificate is revoked: no change of an octet makes it good.
            #expect(await !validation.judge(server.chain, for: .server).isAccepted, "\(octets.hex)")
        }
        for _ in 0..<1000 {
            let text = mutated(Array(try RevocationList(der: Bytes(list)).pem.utf8), &random)
            for read in (try? RevocationList.list(pem: text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })) ?? [] {
                _ = "\(read)"
            }
        }
    }
}
