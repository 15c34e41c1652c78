import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct PrivateKeyTests {
    static let kinds: [KeyKind] = [.p256, .p384, .p521, .rsa(bits: 2048)]

    @Test(arguments: kinds) func roundTrips(_ kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        #expect(key.kind == kind)
        let plain = try key.pem()
        #expect(plain.text.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        #expect(try PrivateKey(pem: plain.text).der() == key.der())
        let locked = try key.pem(password: "pässword")
        #expect(locked.text.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        #expect(try PrivateKey(pem: locked.text, password: "pässword").der() == key.der())
        #expect(try PrivateKey(der: key.der().revealed).der() == key.der())
        #expect(try PrivateKey(der: key.der(password: "p").revealed, password: "p").der() == key.der())
        #expect(try PrivateKey(pem: plain.text, password: "not needed").der() == key.der())
    }

    @Test func passwords() throws {
        let locked = try PrivateKey.generate().pem(password: "right").text
        #expect { try PrivateKey(pem: locked) } throws: { ($0 as? CryptoError)?.code == .passwordRequired }
        #expect { try PrivateKey(pem: locked, password: "wrong") } throws: { ($0 as? CryptoError)?.code == .wrongPassword }
        #expect { try PrivateKey(pem: locked, password: String(repeating: "x", count: 5000)) } throws: {
            ($0 as? CryptoError)?.code == .wrongPassword
        }
        #expect { try PrivateKey.generate().pem(password: "") } throws: { ($0 as? CryptoError)?.code == .invalidConfiguration }
        #expect { try PrivateKey(pem: "nothing") } throws: { ($0 as? CryptoError)?.code == .missing }
        #expect { try PrivateKey(der: Bytes([1, 2, 3])) } throws: { ($0 as? CryptoError)?.code == .malformed }
    }

    @Test func nothingSecretIsPrinted() throws {
        let authority = try CertificateAuthority.make()
        let identity = try authority.issue(.server())
        let secret = try identity.privateKey.pem()
        let lines = secret.text.split(separator: "\n").filter { !$0.hasPrefix("-") }
        var dumped = ""
        dump(identity, to: &dumped)
        dump(identity.privateKey, to: &dumped)
        dump(secret, to: &dumped)
        dump(SecretBytes("pa55word"), to: &dumped)
        let all =
            "\(identity) \(identity.privateKey) \(secret) \(authority) \(String(reflecting: identity.privateKey)) \(String(reflecting: secret))"
            + dumped
        for line in lines { #expect(!all.contains(line)) }
        #expect(!all.contains("pa55word"))
        #expect("\(identity.privateKey)" == "PrivateKey(EC P-256)")
    }

    @Test func errorsDoNotContainThePassword() throws {
        let locked = try PrivateKey.generate().pem(password: "right").text
        do {
            _ = try PrivateKey(pem: locked, password: "my-secret-guess")
            Issue.record("it opened")
        } catch {
            #expect(!"\(error)".contains("my-secret-guess") && !String(reflecting: error).contains("my-secret-guess"))
        }
    }

    @Test func unsupportedSizesAreRefused() {
        #expect { try PrivateKey.generate(.rsa(bits: 1024)) } throws: { ($0 as? CryptoError)?.code == .unsupported }
        #expect { try PrivateKey.generate(.rsa(bits: 1 << 20)) } throws: { ($0 as? CryptoError)?.code == .unsupported }
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func exchangedWithTheCommand() throws {
        try withFolder { folder in
            for (name, kind) in [("rsa", KeyKind.rsa(bits: 2048)), ("ec", .p384)] {
                let key = try PrivateKey.generate(kind)
                try key.pem(password: "pw").text.write(to: folder.appending(path: "\(name).pem"), atomically: true, encoding: .utf8)
                // The older forms.
                let old = name == "rsa" ? ["rsa", "-traditional"] : ["ec"]
                try OpenSSLCommand.run(old + ["-in", "\(name).pem", "-passin", "pass:pw", "-out", "\(name)-old.pem"], in: folder)
                #expect(try PrivateKey(file: folder.appending(path: "\(name)-old.pem").path).der() == key.der())
                try OpenSSLCommand.run(
                    old + ["-in", "\(name).pem", "-passin", "pass:pw", "-aes128", "-passout", "pass:old", "-out", "\(name)-locked.pem"],
                    in: folder)
                let locked = folder.appending(path: "\(name)-locked.pem").path
                #expect(try PrivateKey(file: locked, password: "old").der() == key.der())
                #expect { try PrivateKey(file: locked) } throws: {
                    ($0 as? CryptoError)?.code == .passwordRequired && ($0 as? CryptoError)?.location == locked
                }
                try OpenSSLCommand.run(
                    ["pkcs8", "-topk8", "-in", "\(name)-old.pem", "-outform", "DER", "-passout", "pass:d", "-out", "\(name).p8"], in: folder
                )
                #expect(try PrivateKey(file: folder.appending(path: "\(name).p8").path, password: "d").der() == key.der())
            }
            try OpenSSLCommand.run(["genpkey", "-algorithm", "ed25519", "-out", "ed.pem"], in: folder)
            #expect { try PrivateKey(file: folder.appending(path: "ed.pem").path) } throws: { ($0 as? CryptoError)?.code == .unsupported }
        }
    }
}
