import Foundation
import StrataCrypto
import StrataInfoset
import Testing

/// Messages of other implementations, taken apart by pattern: the keys that they transport, agree on, wrap and derive open their content.
@Suite(.enabled(if: Vectors.areExpected)) struct EncryptionVectorTests {
    @Test func transportedKeys() throws {
        var seen: [String: Int] = [:]
        for row in try Vectors.rows() where row[2] == "success" && row[6].contains(".p12") {
            let text = try Vectors.text(row[1])
            let values = Vectors.values("CipherValue", in: text).map { Vectors.base64($0) }
            guard values.count == 2, let (scheme, name) = EncryptionVectorTests.transport(text),
                let cipher = EncryptionVectorTests.cipher(text)
            else { continue }
            let privateKey = try EncryptionVectorTests.privateKey(row[6])
            let size = try KeyTransport.rsa15.encrypt(SecretBytes("x"), for: privateKey.publicKey()).count
            guard let wrapped = values.first(where: { $0.count == size }), let content = values.first(where: { $0.count != size }) else {
                continue
            }
            let key = try scheme.decrypt(wrapped, with: privateKey, keyLength: cipher.keyLength)
            let plaintext = String(try cipher.decrypt(content, key: key).exposed)
            #expect(try EncryptionVectorTests.isExpected(plaintext, row, cipher), "\(row[1])")
            seen[name, default: 0] += 1
        }
        #expect(
            seen["rsa-1_5", default: 0] >= 9 && seen["rsa-oaep-mgf1p", default: 0] >= 15 && seen["rsa-oaep", default: 0] >= 2, "\(seen)")
    }

    @Test func agreedAndDerivedKeys() throws {
        var seen: [String: Int] = [:]
        for row in try Vectors.rows() where row[2] == "success" {
            let text = try Vectors.text(row[1])
            guard let (derivation, length, name) = try EncryptionVectorTests.derivation(text),
                let cipher = EncryptionVectorTests.cipher(text), !text.contains("x25519"), !text.contains("dh-es\"")
            else { continue }
            let values = Vectors.values("CipherValue", in: text).map { Vectors.base64($0) }
            let key: SecretBytes
            if text.contains("#ECDH-ES") {
                let wrap = try #require(EncryptionVectorTests.wrap(text))
                let secret = try EncryptionVectorTests.privateKey(row[6]).sharedSecret(with: EncryptionVectorTests.originator(text, row[6]))
                let wrappingKey = try derivation.key(from: secret, length: wrap.keyLength)
                key = try wrap.unwrap(values[0], with: wrappingKey)
            } else {
                let words = row[6].split(separator: " ")
                let file = try #require(words.firstIndex { $0.contains("-key:") }.map { String(words[$0 + 1]) })
                let master = try Data(contentsOf: URL(filePath: Vectors.path(file)))
                key = try derivation.key(from: SecretBytes(Array(master)), length: length ?? cipher.keyLength)
            }
            let content = try #require(values.last)
            // Some carry a longer key than the cipher takes; the tool that made them uses the start of it.
            let start = SecretBytes(Array(key.revealed[0..<min(key.count, cipher.keyLength)]))
            let plaintext = String(try cipher.decrypt(content, key: start).exposed)
            #expect(try EncryptionVectorTests.isExpected(plaintext, row, cipher), "\(row[1])")
            seen[name, default: 0] += 1
        }
        #expect(seen["ConcatKDF", default: 0] >= 8 && seen["hkdf", default: 0] >= 5 && seen["pbkdf2", default: 0] >= 6, "\(seen)")
    }

    /// Whether the plaintext says what the file says that the row names: the same text, since tags are written in other forms there.
    /// With GCM a plaintext is enough.
    private static func isExpected(_ plaintext: String, _ row: [String], _ cipher: ContentCipher) throws -> Bool {
        // Plaintexts in Latin-1 are compared by whoever knows that.
        if cipher.isAuthenticated || row[1].contains("isolatin1") { return !plaintext.isEmpty }
        func said(_ text: String) -> String { text.replacing(/<[^>]*>|&[^;]*;/, with: "").filter { $0.isASCII && !$0.isWhitespace } }
        return try plaintext.count > 5 && said(Vectors.text(row[3])).contains(said(plaintext))
    }

    private static func privateKey(_ arguments: String) throws -> PrivateKey {
        let words = arguments.split(separator: " ").map(String.init)
        let file = try #require(words.first { $0.hasSuffix(".p12") })
        let password = try #require(words.firstIndex(of: "--pwd").map { words[$0 + 1] })
        if let container = try? PKCS12(file: Vectors.path(file), password: password), let identity = container.identity {
            return identity.privateKey
        }
        // Ciphers of old containers are no longer read; most have the key beside them in another form.
        return try PrivateKey(file: Vectors.path(file.replacing(".p12", with: ".pem")))
    }

    private static func originator(_ text: String, _ arguments: String) throws -> PublicKey {
        if let point = Vectors.values("PublicKey", in: text).first {
            let octets = Vectors.base64(point)
            return try PublicKey(point: octets, on: octets.count == 65 ? .p256 : octets.count == 97 ? .p384 : .p521)
        }
        let words = arguments.split(separator: " ").map(String.init)
        let file = try #require(words.firstIndex { $0.hasPrefix("--pubkey-der") }.map { words[$0 + 1] })
        return try PublicKey(der: Bytes(Array(try Data(contentsOf: URL(filePath: Vectors.path(file))))))
    }

    private static func algorithms(_ name: String, _ text: String) -> [String] {
        Vectors.attributes("Algorithm", of: name, in: text).map { String($0.split(separator: "#").last ?? "") }
    }

    private static func cipher(_ text: String) -> ContentCipher? {
        let ciphers: [String: ContentCipher] = [
            "aes128-cbc": .aes128CBC, "aes192-cbc": .aes192CBC, "aes256-cbc": .aes256CBC, "tripledes-cbc": .tripleDESCBC,
            "aes128-gcm": .aes128GCM, "aes192-gcm": .aes192GCM, "aes256-gcm": .aes256GCM,
        ]
        return algorithms("EncryptionMethod", text).compactMap { ciphers[$0] }.first
    }

    private static func wrap(_ text: String) -> KeyWrap? {
        let wraps: [String: KeyWrap] = ["kw-aes128": .aes128, "kw-aes192": .aes192, "kw-aes256": .aes256, "kw-tripledes": .tripleDES]
        return algorithms("EncryptionMethod", text).compactMap { wraps[$0] }.first
    }

    private static func digest(_ name: String?) -> DigestAlgorithm? {
        guard let name = name?.replacing("mgf1", with: "").replacing("hmac-", with: "") else { return nil }
        return DigestAlgorithm.allCases.first {
            "\($0)".lowercased() == name || "\($0)".lowercased().replacing("sha-", with: "sha") == name
        }
    }

    private static func transport(_ text: String) -> (KeyTransport, String)? {
        let names = algorithms("EncryptionMethod", text)
        if names.contains("rsa-1_5") { return (.rsa15, "rsa-1_5") }
        guard let name = names.first(where: { $0.hasPrefix("rsa-oaep") }) else { return nil }
        let label = Vectors.values("OAEPparams", in: text).first.map { Vectors.base64($0) } ?? Bytes()
        let mask = digest(algorithms("MGF", text).first) ?? .sha1
        return (.rsaOAEP(digest: digest(algorithms("DigestMethod", text).first) ?? .sha1, mgf1: mask, label: label), name)
    }

    private static func derivation(_ text: String) throws -> (KeyDerivation, Int?, String)? {
        let prf = digest(algorithms("PRF", text).first) ?? .sha256
        let length = Vectors.values("KeyLength", in: text).first.flatMap { Int($0) }
        switch algorithms("KeyDerivationMethod", text).first {
        case "ConcatKDF":
            func part(_ name: String) throws -> BitString {
                try BitString(prefixed: Bytes(hex: Vectors.attributes(name, of: "ConcatKDFParams", in: text).first ?? ""))
            }
            let info = try ConcatKDFInfo(
                algorithmID: part("AlgorithmID"), partyUInfo: part("PartyUInfo"), partyVInfo: part("PartyVInfo"),
                suppPubInfo: part("SuppPubInfo"), suppPrivInfo: part("SuppPrivInfo"))
            return (.concat(try #require(digest(algorithms("DigestMethod", text).first)), info), length, "ConcatKDF")
        case "hkdf":
            let salt = Vectors.values("Salt", in: text).first.map { Vectors.base64($0) } ?? Bytes()
            let info = Vectors.values("Info", in: text).first.map { Vectors.base64($0) } ?? Bytes()
            return (.hkdf(prf, salt: salt, info: info), length, "hkdf")
        case "pbkdf2":
            let salt = Vectors.base64(try #require(Vectors.values("Specified", in: text).first))
            let iterations = try #require(Vectors.values("IterationCount", in: text).first.flatMap { Int($0) })
            return (.pbkdf2(prf, salt: salt, iterations: iterations), length, "pbkdf2")
        default: return nil
        }
    }
}
