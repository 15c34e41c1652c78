import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// `strata sign` and `strata canonicalize`, run as processes, judged by the library.
@Suite(.enabled(if: Tool.isExpected)) struct SignToolTests {
    private func verified(_ text: String, _ key: VerificationKey, _ policy: SignaturePolicy = .standard) throws -> VerifiedContent {
        let document = try XMLTextReader.read(Bytes(text))
        let signature = (0..<document.nodeCount).compactMap { document.element(at: $0) }.first { $0.localName == "Signature" }
        return try SignatureVerifier(policy: policy, keys: KnownKeys(key)).verify(try #require(signature))
    }

    @Test func whatIsSaidOfTheKey() throws {
        try withFolder { folder in
            let make = ["certificates", "make", "--out", folder.path, "--key", "rsa2048"]
            #expect(try Tool.run(make).0 == 0)
            try SignedMessage.unsigned.write(to: folder.appending(path: "m.xml"), atomically: true, encoding: .utf8)
            let certificate = try #require(try Certificate.list(file: folder.path + "/client.pem").first)
            let key = ["--key", "client.key", "--certificate", "client.pem"]
            for (arguments, element) in [
                (key, "X509Certificate"), (key + ["--say", "issuer-serial"], "X509IssuerSerial"), (key + ["--say", "key"], "RSAKeyValue"),
                (key + ["--say", "key-identifier"], "X509SKI"), (["--key", "client.key"], "RSAKeyValue"),
                (["--key", "client.p12"], "X509Data"),
                (key + ["--say", "nothing"], "SignatureValue"),
            ] {
                let (status, text) = try Tool.run(["sign", "m.xml", "--id", "body"] + arguments, in: folder)
                #expect(status == 0 && text.contains("<ds:\(element)"), "\(arguments): \(text)")
                let content = try verified(text, .certificate(certificate))
                #expect(content.method == .rsaSHA256 && content.parts.map(\.uri) == ["#body"])
                #expect(text.contains("<ds:KeyInfo>") == (element != "SignatureValue"))
            }
            for arguments in [["--key", "server.key", "--certificate", "client.pem"], ["--key", "m.xml"], ["--key", "none.key"]] {
                let (status, text) = try Tool.run(["sign", "m.xml"] + arguments, in: folder)
                #expect(status == 2 && text.hasPrefix("strata: "), "\(text)")
            }
            let (status, text) = try Tool.run(["sign", "m.xml", "--key", "client.key", "--say", "certificate"], in: folder)
            #expect(status == 2 && text.contains("--certificate FILE"), "\(text)")
        }
    }

    @Test func algorithms() throws {
        try withFolder { folder in
            let secret = SecretBytes((1...32).map { UInt8($0) })
            for arguments in [
                ["--method", "hmac-sha512", "--digest", "sha384", "--form", "inclusive"],
                ["--method", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha384", "--form", "inclusive11", "--into", "body"],
                ["--prefixes", "#default a", "--id", "to", "--id", "body"],
            ] {
                let message = try SignedMessage(in: folder, arguments)
                let content = try verified(message.text, .secret(secret))
                #expect(content.parts.count == (arguments.contains("--id") ? 2 : 1))
                #expect(message.text.contains("PrefixList=\"#default a\"") == arguments.contains("--prefixes"))
            }
            let missing = try Tool.run(["sign", "unsigned.xml", "--secret", "secret", "--id", "none"], in: folder)
            #expect(missing.0 == 2 && missing.1.contains("'none'"))
            let mismatch = try Tool.run(["sign", "unsigned.xml", "--secret", "secret", "--method", "rsa-sha256"], in: folder)
            #expect(mismatch.0 == 1 && mismatch.1.contains("another kind of key"), "\(mismatch.1)")
        }
    }

    /// Identifiers are looked up as a verifier does: one that stands twice names nothing, whatever the order.
    @Test func identifiers() throws {
        try withFolder { folder in
            try Data((1...32).map { UInt8($0) }).write(to: folder.appending(path: "secret"))
            try "<r><a Id='x'/><b xml:id=' y '/><c id='x'/></r>".write(
                to: folder.appending(path: "r.xml"), atomically: true, encoding: .utf8)
            for command in [["canonicalize"], ["encrypt", "--secret", "secret"]] {
                #expect(try Tool.run(command + ["r.xml", "--id", "y"], in: folder).0 == 0)
                for (identifier, word) in [("x", "twice"), ("z", "carries")] {
                    let (status, text) = try Tool.run(command + ["r.xml", "--id", identifier], in: folder)
                    #expect(status == 2 && text.contains("r.xml") && text.contains(word) && text.contains(identifier), "\(text)")
                }
            }
            let (status, text) = try Tool.run(["sign", "r.xml", "--secret", "secret", "--id", "y", "--into", "x"], in: folder)
            #expect(status == 2 && text.contains("twice"), "\(text)")
        }
    }

    @Test func canonicalForms() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder, [])
            try "<!-- a --><r xmlns:p='urn:p'><x  id='i' b='2' a='1'/></r>".write(
                to: folder.appending(path: "r.xml"), atomically: true, encoding: .utf8)
            for (arguments, expected) in [
                ([], "<r><x a=\"1\" b=\"2\" id=\"i\"></x></r>"), (["--comments"], "<!-- a -->\n<r><x a=\"1\" b=\"2\" id=\"i\"></x></r>"),
                (["--id", "i"], "<x a=\"1\" b=\"2\" id=\"i\"></x>"),
                (["--id", "i", "--form", "inclusive"], "<x xmlns:p=\"urn:p\" a=\"1\" b=\"2\" id=\"i\"></x>"),
                (["--id", "i", "--prefixes", "p"], "<x xmlns:p=\"urn:p\" a=\"1\" b=\"2\" id=\"i\"></x>"),
                (["--id", "i", "--digest", "sha256"], ""),
            ] {
                let (status, text) = try Tool.run(["canonicalize", "r.xml"] + arguments, in: folder)
                if arguments.contains("--digest") {
                    let digest = try DigestAlgorithm.sha256.digest(Bytes("<x a=\"1\" b=\"2\" id=\"i\"></x>"))
                    #expect(status == 0 && text == Data(digest).base64EncodedString() + "\n")
                } else {
                    #expect(status == 0 && text == expected, "\(arguments): \(text)")
                }
            }
            let (_, unsigned) = try Tool.run(["canonicalize", "message.xml", "--without-signatures"], in: folder)
            #expect(unsigned == (try Tool.run(["canonicalize", "unsigned.xml"], in: folder)).1 && !message.text.isEmpty)
            let (standard, text) = try Tool.run(["canonicalize", "-"], in: folder)
            #expect(standard == 2 && text.contains("-"))
        }
    }

    /// The PIN of a device is no more taken from the command line than a password is, nor said again.
    @Test(arguments: ["sign", "verify", "decrypt"], ["pkcs11:object=a?pin-value=8765", "PKCS11:object=a?PIN-VALUE=8765"])
    func pinsComeFromFiles(_ command: String, _ key: String) throws {
        try withFolder { folder in
            try "<r/>".write(to: folder.appending(path: "r.xml"), atomically: true, encoding: .utf8)
            let (status, text) = try Tool.run([command, "r.xml", "--key", key], in: folder)
            #expect(status == 2 && !text.contains("8765"), "\(text)")
            #expect(text.contains(command == "verify" ? "certificate or public key" : "--password-file FILE"), "\(text)")
        }
    }
}
