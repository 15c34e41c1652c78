import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct CertificateTests {
    static func sample() throws -> (CertificateAuthority, CertificateIdentity) {
        let authority = try CertificateAuthority.make(name: "Example Root")
        var template = CertificateTemplate.server(names: ["localhost", "*.example.org", "127.0.0.1", "2001:db8::1"])
        template.subjectAlternativeNames += [.uri("urn:example:service"), .email("a@example.org")]
        template.organization = "Exämple, \"Ltd\""
        return (authority, try authority.issue(template))
    }

    @Test func factsOfAnEndCertificate() throws {
        let (authority, identity) = try Self.sample()
        let certificate = identity.certificate
        #expect(certificate.subject.commonName == "localhost")
        #expect(certificate.subject.description == "CN=localhost,O=Exämple\\, \\\"Ltd\\\"")
        #expect(certificate.issuer == authority.certificate.subject)
        #expect(
            certificate.subjectAlternativeNames == [
                .dns("localhost"), .dns("*.example.org"), .ip("127.0.0.1"), .ip("2001:db8::1"), .uri("urn:example:service"),
                .email("a@example.org"),
            ])
        #expect(certificate.extendedKeyUsage == [.serverAuthentication])
        #expect(certificate.keyUsage == [.digitalSignature, .keyAgreement])
        #expect(certificate.basicConstraints == BasicConstraints(isAuthority: false))
        #expect(certificate.publicKeyDescription == "EC P-256")
        #expect(certificate.sha1Thumbprint.count == 20)
        #expect(try certificate.sha256Thumbprint == DigestAlgorithm.sha256.digest(certificate.der))
        #expect(try certificate.sha1Thumbprint == DigestAlgorithm.sha1.digest(certificate.der))
        #expect(certificate.authorityKeyIdentifier == authority.certificate.subjectKeyIdentifier)
        #expect(certificate.subjectKeyIdentifier?.count == 20)
        #expect(certificate.notBefore < .now && .now < certificate.notAfter)
        #expect(!certificate.isSelfIssued && authority.certificate.isSelfIssued)
        #expect(authority.certificate.basicConstraints == BasicConstraints(isAuthority: true))
        #expect(authority.certificate.keyUsage == [.certificateSigning, .revocationListSigning, .digitalSignature])
        #expect(authority.certificate.extendedKeyUsage == nil)
    }

    @Test func roundTrips() throws {
        let (authority, identity) = try Self.sample()
        let certificate = identity.certificate
        #expect(try Certificate(der: certificate.der) == certificate)
        #expect(try Certificate(pem: certificate.pem) == certificate)
        #expect(try Certificate(pem: certificate.pem).hashValue == certificate.hashValue)
        #expect(certificate != authority.certificate)
        let both = try Certificate.list(pem: "noise\n" + certificate.pem + "between\n" + authority.certificate.pem)
        #expect(both == [certificate, authority.certificate])
        // Keys between the certificates are skipped.
        let mixed = try identity.privateKey.pem().text + certificate.pem
        #expect(try Certificate.list(pem: mixed) == [certificate])
    }

    @Test func sayWhatIsWrong() throws {
        let certificate = try Self.sample().1.certificate
        for count in [0, 1, 5, certificate.der.count - 1] {
            #expect { try Certificate(der: certificate.der[0..<count]) } throws: { ($0 as? CryptoError)?.code == .malformed }
        }
        #expect { try Certificate(der: Bytes(Array(certificate.der) + [0])) } throws: { ($0 as? CryptoError)?.code == .malformed }
        #expect { try Certificate(pem: "nothing") } throws: { ($0 as? CryptoError)?.code == .missing }
        #expect { try Certificate(pem: "") } throws: { ($0 as? CryptoError)?.code == .missing }
        let broken = certificate.pem.replacing("MII", with: "!!!", maxReplacements: 1)
        #expect { try Certificate(pem: broken) } throws: { error in
            guard let error = error as? CryptoError else { return false }
            return error.code == .malformed && error.location == "certificate 1" && !error.details.isEmpty
        }
        #expect { try Certificate.list(file: "/nowhere/at/all.pem") } throws: { error in
            guard let error = error as? CryptoError else { return false }
            return error.code == .unreadable && error.location == "/nowhere/at/all.pem"
        }
    }

    @Test func everyTruncationAndManyChangesEndInAnErrorOrACertificate() throws {
        let der = Array(try Self.sample().1.certificate.der)
        for count in 0..<der.count {
            #expect(throws: CryptoError.self) { try Certificate(der: Bytes(Array(der[..<count]))) }
        }
        var random = SeededGenerator(seed: 0x5EED_CE27)
        for index in der.indices {
            var changed = der
            changed[index] ^= UInt8.random(in: 1...255, using: &random)
            // Whatever still parses must be readable to the end.
            if let certificate = try? Certificate(der: Bytes(changed)) {
                _ = "\(certificate) \(certificate.subjectAlternativeNames) \(String(describing: certificate.extendedKeyUsage))"
                _ =
                    "\(String(describing: certificate.keyUsage)) \(String(describing: certificate.basicConstraints)) \(certificate.serialNumber)"
                _ = "\(certificate.publicKeyDescription) \(certificate.subjectPublicKeyInfo) \(certificate.speaks(for: "localhost"))"
            }
        }
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func theCommandReadsTheSameFacts() throws {
        try withFolder { folder in
            let certificate = try Self.sample().1.certificate
            try certificate.pem.write(to: folder.appending(path: "c.pem"), atomically: true, encoding: .utf8)
            func ask(_ arguments: String...) throws -> String {
                try OpenSSLCommand.run(["x509", "-in", "c.pem", "-noout"] + arguments, in: folder).trimmingCharacters(
                    in: .whitespacesAndNewlines)
            }
            #expect(try ask("-serial") == "serial=\(certificate.serialNumber.hexadecimal)")
            let colons = ask2(certificate.sha256Thumbprint)
            #expect(try ask("-fingerprint", "-sha256").lowercased() == "sha256 fingerprint=\(colons)".lowercased())
            #expect(try ask("-fingerprint", "-sha1").lowercased() == "sha1 fingerprint=\(ask2(certificate.sha1Thumbprint))".lowercased())
            let end = try ask("-enddate", "-dateopt", "iso_8601")
            #expect(end == "notAfter=" + certificate.notAfter.description.replacing("T", with: " "))
            let start = try ask("-startdate", "-dateopt", "iso_8601")
            #expect(start == "notBefore=" + certificate.notBefore.description.replacing("T", with: " "))
            #expect(
                try ask("-subject", "-nameopt", "RFC2253,-esc_msb,utf8") == "subject=" + certificate.subject.description)
            let names = try ask("-ext", "subjectAltName")
            #expect(names.contains("DNS:localhost, DNS:*.example.org, IP Address:127.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1"))
            #expect(try ask("-ext", "keyUsage").contains("critical"))
        }
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func readsWhatTheCommandWrites() throws {
        try withFolder { folder in
            try OpenSSLCommand.run(
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "c.pem", "-days", "7", "-subj",
                    "/C=DE/O=Foreign/CN=host.example", "-addext", "subjectAltName=DNS:host.example,IP:10.1.2.3", "-set_serial", "-1",
                ], in: folder)
            try OpenSSLCommand.run(["x509", "-in", "c.pem", "-outform", "DER", "-out", "c.der"], in: folder)
            let pem = try Certificate.list(file: folder.appending(path: "c.pem").path)
            let der = try Certificate.list(file: folder.appending(path: "c.der").path)
            #expect(pem == der)
            let certificate = try #require(pem.first)
            #expect(certificate.subject.description == "CN=host.example,O=Foreign,C=DE")
            #expect(certificate.publicKeyDescription == "RSA 2048")
            #expect(certificate.serialNumber.decimal == "-1" && certificate.serialNumber.hexadecimal == "-01")
            #expect(certificate.speaks(for: "host.example") && certificate.speaks(for: "10.1.2.3"))
            let key = try PrivateKey(file: folder.appending(path: "k.pem").path)
            #expect(key.belongs(to: certificate) && key.kind == .rsa(bits: 2048))
        }
    }

    private func ask2(_ octets: Bytes) -> String {
        octets.map { String(format: "%02X", $0) }.joined(separator: ":")
    }
}
