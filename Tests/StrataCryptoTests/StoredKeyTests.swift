import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// Keys by URI. A device is not at hand here; OpenSSL's own store of files goes the same way.
@Suite struct StoredKeyTests {
    @Test(arguments: PrivateKeyTests.kinds) func aKeyByItsURI(_ kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        try withFolder { folder in
            let file = folder.appending(path: "key.pem")
            try key.pem().text.write(to: file, atomically: true, encoding: .utf8)
            let stored = try PrivateKey(uri: "file:\(file.path)")
            #expect(stored.kind == kind)
            #expect(try stored.der() == key.der())
            try key.pem(password: "right", iterations: 1000).text.write(to: file, atomically: true, encoding: .utf8)
            #expect(try PrivateKey(uri: "file:\(file.path)", password: "right").der() == key.der())
        }
    }

    @Test func whatIsNoKey() throws {
        try withFolder { folder in
            let file = folder.appending(path: "key.pem")
            let key = try PrivateKey.generate()
            func code(_ uri: String, _ password: String? = nil) -> CryptoError.Code? {
                cryptoError { () throws(CryptoError) in try PrivateKey(uri: uri, password: password) }?.code
            }
            #expect(code("file:\(file.path)") == .missing)
            #expect(code(file.path) == .invalidConfiguration)
            try key.pem(password: "right", iterations: 1000).text.write(to: file, atomically: true, encoding: .utf8)
            #expect(code("file:\(file.path)") == .passwordRequired)
            #expect(code("file:\(file.path)", "wrong") == .wrongPassword)
            #expect(code("file:\(file.path)", String(repeating: "x", count: 5000)) == .wrongPassword)
            try (key.pem().text + PrivateKey.generate().pem().text).write(to: file, atomically: true, encoding: .utf8)
            #expect(code("file:\(file.path)") == .mismatch)
            try CertificateAuthority.make().certificate.pem.write(to: file, atomically: true, encoding: .utf8)
            #expect(code("file:\(file.path)") == .missing)
        }
    }

    /// One that cannot be read after one that can: nobody knows whether it is the one that was meant.
    @Test func aSecondKeyThatIsLocked() throws {
        try withFolder { folder in
            let file = folder.appending(path: "key.pem")
            let locked = try PrivateKey.generate().pem(password: "right", iterations: 1000).text
            try (PrivateKey.generate().pem().text + locked).write(to: file, atomically: true, encoding: .utf8)
            for password in [nil, "wrong", "right"] {
                let error = cryptoError { () throws(CryptoError) in try PrivateKey(uri: "file:\(file.path)", password: password) }
                #expect(error?.code == .mismatch, "\(password ?? "none")")
            }
        }
    }

    /// The library looks for a file by the whole of the URI first.
    @Test func aFileInTheWorkingFolder() throws {
        let name = "device-\(UUID().uuidString):object=a"
        let file = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: name)
        defer { try? FileManager.default.removeItem(at: file) }
        try PrivateKey.generate().pem().text.write(to: file, atomically: true, encoding: .utf8)
        #expect(cryptoError { () throws(CryptoError) in try PrivateKey(uri: name) }?.code == .mismatch)
        #expect(cryptoError { () throws(CryptoError) in try PrivateKey(uri: file.path) }?.code == .invalidConfiguration)
    }

    @Test func aSchemeThatNoProviderOpens() throws {
        let error = try #require(
            cryptoError { () throws(CryptoError) in try PrivateKey(uri: "nowhere:object=a?pin-value=87654321", password: "12345678") })
        #expect(error.code == .missing && error.location == "nowhere:")
        // The PIN may stand in the URI.
        #expect(!"\(error)".contains("87654321") && !"\(error)".contains("12345678"))
    }

    @Test func providers() throws {
        #expect(try CryptoProvider.load("default").name == "default")
        #expect(CryptoProvider.isActive("default") && !CryptoProvider.isActive("no-such-provider"))
        let error = cryptoError { () throws(CryptoError) in try CryptoProvider.load("no-such-provider") }
        #expect(error?.code == .missing && error?.subject == "provider no-such-provider" && error?.details.isEmpty == false)
        // What needs the default provider still works.
        #expect(try PrivateKey.generate().kind == .p256)
    }
}
