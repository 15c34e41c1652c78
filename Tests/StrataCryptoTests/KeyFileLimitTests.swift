import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// Files of strangers: how often a password is hashed, how large keys are.
@Suite struct KeyFileLimitTests {
    /// Puts one count of iterations in place of another of the same length, wherever it stands.
    private func patched(_ octets: Bytes, _ old: [UInt8], _ new: [UInt8], last: Bool = false) throws -> Bytes {
        var all = Array(octets)
        let places = all.indices.filter { all[$0...].starts(with: old) }
        for place in last ? places.suffix(1) : places[...] { all.replaceSubrange(place..<place + new.count, with: new) }
        try #require(!places.isEmpty)
        return Bytes(all)
    }

    private func code<R>(_ body: () throws(CryptoError) -> R) -> CryptoError.Code? { cryptoError(body)?.code }

    @Test func iterationsOfAKey() throws {
        let key = try PrivateKey.generate()
        let locked = try key.der(password: "p").revealed
        let absurd = try patched(locked, [0x02, 0x03, 0x09, 0x27, 0xC0], [0x02, 0x03, 0x7F, 0xFF, 0xFF])
        #expect(code { () throws(CryptoError) in try PrivateKey(der: absurd, password: "p") } == .limitExceeded)
        #expect(code { () throws(CryptoError) in try PrivateKey(der: absurd) } == .limitExceeded)
        let pem =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\n\(Data(Array(absurd)).base64EncodedString())\n-----END ENCRYPTED PRIVATE KEY-----\n"
        // The line is longer than PEM's 64 characters, which is read all the same.
        #expect(code { () throws(CryptoError) in try PrivateKey(pem: pem, password: "p") } == .limitExceeded)
        let negative = try patched(locked, [0x02, 0x03, 0x09, 0x27, 0xC0], [0x02, 0x03, 0xFE, 0xFF, 0xFF])
        #expect(code { () throws(CryptoError) in try PrivateKey(der: negative, password: "p") } == .limitExceeded)
        #expect(code { () throws(CryptoError) in try PrivateKey(der: locked, password: "p", maximumIterations: 599_999) } == .limitExceeded)
        #expect(try PrivateKey(der: locked, password: "p", maximumIterations: 600_000).der() == key.der())
        #expect(try PrivateKey(der: key.der(password: "p", iterations: 1000).revealed, password: "p").der() == key.der())
        #expect(code { () throws(CryptoError) in try key.pem(password: "p", iterations: 0) } == .invalidConfiguration)
    }

    @Test func iterationsOfAContainer() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        let octets = try PKCS12(identity: identity).encoded(password: "p").revealed
        let count: [UInt8] = [0x02, 0x03, 0x03, 0x0D, 0x40]
        // The check value, the certificates and the key each hash the password; what they ask for is added up.
        #expect(code { () throws(CryptoError) in try PKCS12(octets, password: "p", maximumIterations: 599_999) } == .limitExceeded)
        #expect(try PKCS12(octets, password: "p", maximumIterations: 600_000).identity?.certificate == identity.certificate)
        #expect(code { () throws(CryptoError) in try PKCS12(octets, password: "q", maximumIterations: 199_999) } == .limitExceeded)
        let absurd = try patched(octets, count, [0x02, 0x03, 0x7F, 0xFF, 0xFF], last: true)
        #expect(code { () throws(CryptoError) in try PKCS12(absurd, password: "p") } == .limitExceeded)
        #expect(code { () throws(CryptoError) in try PKCS12(octets, password: "a\0b") } == .wrongPassword)
        #expect(code { () throws(CryptoError) in try PKCS12(identity: identity).encoded(password: "a\0b") } == .invalidConfiguration)
        #expect(code { () throws(CryptoError) in try PKCS12(Bytes(Array(octets) + [0]), password: "p") } == .malformed)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func containersOfTheCommand() throws {
        try withFolder { folder in
            let identity = try CertificateAuthority.make().issue(.server())
            try (identity.privateKey.pem().text + identity.certificate.pem)
                .write(to: folder.appending(path: "all.pem"), atomically: true, encoding: .utf8)
            func export(_ options: [String], _ password: String) throws -> Bytes {
                try OpenSSLCommand.run(
                    ["pkcs12", "-export", "-in", "all.pem", "-out", "x.p12", "-passout", "pass:\(password)"] + options, in: folder)
                return Bytes(Array(try Data(contentsOf: folder.appending(path: "x.p12"))))
            }
            // Without a check value nothing but what it encrypts shows a wrong password, and its counts can be changed.
            let open = try export(["-nomac", "-iter", "200000"], "p")
            #expect(try PKCS12(open, password: "p").identity?.certificate == identity.certificate)
            #expect(code { () throws(CryptoError) in try PKCS12(open, password: "q") } == .wrongPassword)
            let absurd = try patched(open, [0x02, 0x03, 0x03, 0x0D, 0x40], [0x02, 0x03, 0x7F, 0xFF, 0xFF])
            #expect(code { () throws(CryptoError) in try PKCS12(absurd, password: "p") } == .limitExceeded)
            #expect(try PKCS12(export([], ""), password: "").identity?.certificate == identity.certificate)
            let old = try export(["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"], "p")
            #expect(try PKCS12(old, password: "p").identity?.certificate == identity.certificate)
            let clear = try export(["-keypbe", "NONE", "-certpbe", "NONE"], "p")
            #expect(try PKCS12(clear, password: "p").identity?.certificate == identity.certificate)
            // What is written here says of itself what it is.
            let locked = try identity.privateKey.pem(password: "p").text
            try locked.write(to: folder.appending(path: "locked.pem"), atomically: true, encoding: .utf8)
            let text = try OpenSSLCommand.run(["asn1parse", "-in", "locked.pem"], in: folder)
            #expect(text.contains("PBKDF2") && text.contains("hmacWithSHA256") && text.contains("aes-256-cbc") && text.contains("0927C0"))
            try OpenSSLCommand.run(
                ["pkcs8", "-topk8", "-in", "all.pem", "-scrypt", "-passout", "pass:p", "-out", "scrypt.pem"], in: folder)
            #expect(
                code { () throws(CryptoError) in
                    try PrivateKey(file: folder.appending(path: "scrypt.pem").path, password: "p")
                } == .unsupported)
        }
    }

    @Test func containersWithoutAKey() throws {
        let root = try CertificateAuthority.make()
        let octets = try PKCS12(authorities: [root.certificate]).encoded(password: "p").revealed
        let read = try PKCS12(octets, password: "p")
        #expect(read.identity == nil && read.authorities == [root.certificate])
    }

    @Test func sizesOfKeys() throws {
        func key(bits: Int, exponent: [UInt8]) -> CryptoError.Code? {
            let modulus = Bytes([0x80] + [UInt8](repeating: 1, count: bits / 8 - 1))
            return code { () throws(CryptoError) in try PublicKey(rsaModulus: modulus, exponent: Bytes(exponent)) }
        }
        #expect(key(bits: 8192, exponent: [1, 0, 1]) == nil)
        #expect(key(bits: 8200, exponent: [1, 0, 1]) == .unsupported)
        #expect(key(bits: 16384, exponent: [1, 0, 1]) == .unsupported)
        #expect(key(bits: 2048, exponent: [UInt8](repeating: 0xFF, count: 8)) == nil)
        #expect(key(bits: 2048, exponent: [1] + [UInt8](repeating: 0xFF, count: 8)) == .unsupported)
        #expect(key(bits: 2048, exponent: [UInt8](repeating: 0xFF, count: 256)) == .unsupported)
        #expect(key(bits: 504, exponent: [1, 0, 1]) == .unsupported)
    }

    @Test(.enabled(if: OpenSSLCommand.isPresent)) func curvesThatAreWrittenOut() throws {
        try withFolder { folder in
            try OpenSSLCommand.run(
                ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-param_enc", "explicit", "-out", "k.pem"], in: folder)
            try OpenSSLCommand.run(["pkey", "-in", "k.pem", "-pubout", "-out", "p.pem"], in: folder)
            let path = folder.appending(path: "k.pem").path
            #expect(code { () throws(CryptoError) in try PrivateKey(file: path) } == .unsupported)
            let pem = try String(contentsOf: folder.appending(path: "p.pem"), encoding: .utf8)
            #expect(code { () throws(CryptoError) in try PublicKey(pem: pem) } == .unsupported)
        }
    }
}
