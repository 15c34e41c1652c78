import ForeignCrypto
import ForeignXML
import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Canonical forms, signatures and encryption against what C programs use, and against the bare operations beneath.
enum SecuritySuite {
    static func run(_ options: Options) throws -> [Comparison] {
        guard foreign_has_libcrypto() != 0 else {
            say("security is left out: there is no libcrypto.so.3 to compare with.")
            return []
        }
        var comparisons = try canonical(10 << 10, "10 KiB", options) + canonical(1 << 20, "1 MiB", options)
        comparisons += try signing(options)
        for cipher in [ContentCipher.aes256CBC, .aes256GCM] { comparisons += try encryption(cipher, options) }
        return comparisons
    }

    struct Wrong: Error {}

    private static func require(_ isRight: Bool) throws {
        guard isRight else { throw Wrong() }
    }

    private static func digested(_ octets: UnsafeRawBufferPointer) throws -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        try require(foreign_digest(octets.baseAddress, octets.count, &digest) == 1)
        return digest
    }

    // MARK: Canonical forms

    private static func canonical(_ size: Int, _ name: String, _ options: Options) throws -> [Comparison] {
        let document = Documents.orders(octets: size)
        let infoset = try XMLTextReader.read(Bytes(document), quotas: .maximum)
        let form = Canonicalization(.exclusive10)
        let subset = DocumentSubset(document: infoset)
        let octets = try form.octets(of: subset)
        let expected = Array(try form.digest(of: subset, .sha256))
        let tree = document.withUnsafeBytes { foreign_libxml2_tree($0.baseAddress, $0.count) }
        defer { if let tree { foreign_libxml2_free(tree) } }
        var toLibrary = Comparison("\(name), exclusive form and SHA-256", "ours", against: "libxml2", in: "MB/s", .atLeast(3, goal: 4))
        var toDigest = Comparison("\(name), exclusive form and SHA-256", "ours", against: "SHA-256 alone", in: "MB/s")
        for _ in 0..<options.rounds {
            let own = try rate(octets.count) { try require(Array(try form.digest(of: subset, .sha256)) == expected) }
            toDigest.add(own, try rate(octets.count) { try require(try octets.withUnsafeBytes(digested) == expected) })
            guard let tree else { continue }
            toLibrary.add(
                own,
                try rate(octets.count) {
                    var out: UnsafeMutablePointer<UInt8>?
                    let length = foreign_libxml2_canonical(tree, &out)
                    defer { foreign_free(out) }
                    try require(try digested(UnsafeRawBufferPointer(start: out, count: max(0, length))) == expected)
                })
        }
        return [toLibrary, toDigest].filter { !$0.pairs.isEmpty }
    }

    // MARK: Signatures

    private static func signing(_ options: Options) throws -> [Comparison] {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        let pem = try key.pem().withUnsafeBytes { Array($0) }
        guard let foreign = pem.withUnsafeBytes({ foreign_key($0.baseAddress, $0.count) }) else { throw Wrong() }
        let infoset = try XMLTextReader.read(Bytes(Documents.orders(octets: 2 << 10)), quotas: .maximum)
        guard let body = infoset.root.children.first(where: { $0.localName == "Body" }) else { throw Wrong() }
        // A body with an identifier, as WS-Security has it.
        let text = body.infoset.text.replacing("<s:Body", with: "<s:Body Id=\"body\"")
        let message = try XMLTextReader.read(Bytes(text), quotas: .maximum)
        guard let header = message.root.firstChild, let signed = header.next else { throw Wrong() }
        let signer = XMLSigner(.rsaSHA256, key: .privateKey(key))
        func sign() throws -> Infoset {
            try signer.sign([.element(signed)], in: message, at: .lastChild(of: header.range)).infoset
        }
        let document = Bytes(try sign().text)
        let received = try XMLTextReader.read(document, quotas: .maximum)
        guard let signature = received.root.firstChild?.children.first(where: { $0.localName == "Signature" }),
            let signedInfo = signature.firstChild
        else { throw Wrong() }
        let info = try Canonicalization(.exclusive10).octets(of: DocumentSubset(signedInfo))
        let verifier = SignatureVerifier(keys: KnownKeys(.publicKey(try key.publicKey())))
        var value = [UInt8](repeating: 0, count: 256)
        func bareSigning() throws {
            var length = value.count
            try require(info.withUnsafeBytes { foreign_sign(foreign, $0.baseAddress, $0.count, &value, &length) } == 1)
        }
        try bareSigning()
        var making = Comparison(
            "RSA-2048 signature of a message of 2 KiB, made", "ours", against: "OpenSSL's operation", in: "a ms", .atLeast(0.85, goal: nil))
        var judging = Comparison("the same, verified", "ours", against: "OpenSSL's operation", in: "a ms")
        for _ in 0..<options.rounds {
            making.add(try rate(1000) { _ = try sign() }, try rate(1000, bareSigning))
            judging.add(
                try rate(1000) { _ = try verifier.verify(signature) },
                try rate(1000) {
                    try require(info.withUnsafeBytes { foreign_verify(foreign, $0.baseAddress, $0.count, value, value.count) } == 1)
                })
        }
        return [making, judging] + (try xmlsec(document, pem, verifier, options).map { [$0] } ?? [])
    }

    /// The program repeats it by itself, reading the file once and parsing it each time.
    private static func xmlsec(
        _ document: Bytes, _ pem: [UInt8], _ verifier: SignatureVerifier, _ options: Options
    ) throws -> Comparison? {
        guard let program = ["/usr/bin/xmlsec1", "/usr/local/bin/xmlsec1"].first(where: FileManager.default.isExecutableFile) else {
            say("security: xmlsec1 is left out, there is no such program (on Debian: xmlsec1).")
            return nil
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "strata-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, file) = (folder.appending(path: "key.pem"), folder.appending(path: "signed.xml"))
        try Data(pem).write(to: key)
        try Data(Array(document)).write(to: file)
        func theirs(_ times: Int) throws -> Duration {
            try ContinuousClock().measure {
                _ = try ChildProcess.run(
                    program,
                    [
                        "verify", "--repeat", "\(times)", "--privkey-pem", key.path, "--id-attr:Id",
                        "http://www.w3.org/2003/05/soap-envelope:Body",
                    ]
                        + [file.path])
            }
        }
        var comparison = Comparison("the same, parsed and verified", "ours", against: "xmlsec1", in: "a ms", .atLeast(1, goal: nil))
        for _ in 0..<options.rounds {
            let own = try rate(1000) {
                let infoset = try XMLTextReader.read(document, quotas: .maximum)
                guard let signature = infoset.root.firstChild?.children.first(where: { $0.localName == "Signature" }) else { throw Wrong() }
                _ = try verifier.verify(signature)
            }
            // What it takes to start is in both.
            let taken = try theirs(1001) - theirs(1)
            comparison.add(own, 1000 * 1000 / (taken / .microseconds(1)))
        }
        return comparison
    }

    // MARK: Encryption

    private static func encryption(_ cipher: ContentCipher, _ options: Options) throws -> [Comparison] {
        let key = [UInt8](1...32)
        let secret = SecretBytes(key)
        let plaintext = Bytes(Documents.orders(octets: 64 << 10))
        let isGCM: Int32 = cipher.isAuthenticated ? 1 : 0
        let encryptor = XMLEncryptor(cipher, key: .known(secret))
        let encrypted = try encryptor.encrypt(plaintext)
        let decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.secret(secret)))
        let octets = try cipher.encrypt(plaintext, key: secret)
        var room = [UInt8](repeating: 0, count: plaintext.count + 64)
        var making = Comparison(
            "\(cipher) of 64 KiB, encrypted", "ours", against: "OpenSSL's operation", in: "MB/s", .atLeast(0.7, goal: nil))
        var reading = Comparison("\(cipher) of 64 KiB, decrypted", "ours", against: "OpenSSL's operation", in: "MB/s")
        for _ in 0..<options.rounds {
            making.add(
                try rate(plaintext.count) { try require(try encryptor.encrypt(plaintext).nodeCount > 8) },
                try rate(plaintext.count) {
                    try require(plaintext.withUnsafeBytes { foreign_encrypt(isGCM, key, $0.baseAddress, $0.count, &room) } == 1)
                })
            reading.add(
                try rate(plaintext.count) { try require(try decryptor.octets(of: encrypted.root).count == plaintext.count) },
                try rate(plaintext.count) {
                    try require(
                        octets.withUnsafeBytes {
                            foreign_decrypt(isGCM, key, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count, &room)
                        } == 1)
                })
        }
        return [making, reading]
    }
}
