import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport

/// xmlsec1 of Debian, another implementation of XML Signature, over libxml2 and OpenSSL.
enum XMLSec {
    static let program = ["/usr/bin/xmlsec1", "/usr/local/bin/xmlsec1"].map { URL(filePath: $0) }.first(where: Peers.isExecutable)
    /// Whether everything is tried that is otherwise tried in part (`make differential`).
    static let isThorough = Peers.environment["STRATA_THOROUGH"] == "1"

    /// A key that both sides have, with the methods that both know for it.
    struct Key: Sendable, CustomStringConvertible {
        var description: String
        let signing: SigningKey
        let verification: VerificationKey
        let methods: [SignatureMethod]
        /// What xmlsec1 is given: the option, and the content of the file.
        let option: String
        let file: [UInt8]
    }

    static func keys() throws -> [Key] {
        let secret = [UInt8](1...40)
        var keys = [
            Key(
                description: "secret", signing: .secret(SecretBytes(secret)), verification: .secret(SecretBytes(secret)),
                methods: [.hmacSHA1, .hmacSHA224, .hmacSHA256, .hmacSHA384, .hmacSHA512], option: "--hmackey", file: secret)
        ]
        for kind in [KeyKind.rsa(bits: 2048), .p256, .p384, .p521] {
            let key = try PrivateKey.generate(kind)
            var methods = [SignatureMethod.ecdsaSHA1, .ecdsaSHA224, .ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512]
            if case .rsa = kind { methods = [.rsaSHA1, .rsaSHA224, .rsaSHA256, .rsaSHA384, .rsaSHA512] }
            keys.append(
                Key(
                    description: "\(kind)", signing: .privateKey(key), verification: .publicKey(try key.publicKey()), methods: methods,
                    option: "--privkey-pem", file: try key.pem().withUnsafeBytes { Array($0) }))
        }
        return keys
    }

    /// The forms and digests that both know.
    static let forms = Canonicalization.Method.allCases.flatMap { method in
        [false, true].map { Canonicalization(method, includesComments: $0, inclusivePrefixes: method == .exclusive10 ? ["u", ""] : []) }
    }
    static let digests = [DigestAlgorithm.sha1, .sha224, .sha256, .sha384, .sha512]

    // MARK: Running

    /// Calls `body` with a folder that has the key in it.
    static func withFolder<Value>(_ key: Key, _ body: (URL) async throws -> Value) async throws -> Value {
        try await TestSupport.withFolder { folder in
            try Data(key.file).write(to: folder.appending(path: "key"))
            return try await body(folder)
        }
    }

    private static func run(_ command: String, _ key: Key, _ folder: URL, _ arguments: [String]) async throws -> ChildProcess.Result {
        let options = [command, key.option, folder.appending(path: "key").path, "--id-attr:Id", "urn:r:a"]
        return try await ChildProcess.run(program ?? URL(filePath: "xmlsec1"), options + arguments)
    }

    /// Which documents it accepts. It stops at the first one that it refuses, and is then called for the rest.
    static func verdicts(_ documents: [[UInt8]], _ key: Key) async throws -> [Bool] {
        try await withFolder(key) { folder in
            var paths: [String] = []
            for (i, document) in documents.enumerated() {
                let file = folder.appending(path: "\(i).xml")
                try Data(document).write(to: file)
                paths.append(file.path)
            }
            var verdicts: [Bool] = []
            while verdicts.count < paths.count {
                let result = try await run("verify", key, folder, Array(paths[verdicts.count...].prefix(100)))
                let accepted = result.lines.count { $0 == "OK" }
                verdicts += [Bool](repeating: true, count: accepted)
                if result.status != 0 { verdicts.append(false) } else if accepted == 0 { throw NoVerdict(output: result.description) }
            }
            return verdicts
        }
    }

    struct NoVerdict: Error { let output: String }

    /// A document that it has signed by a template.
    static func signed(_ template: String, _ key: Key, _ folder: URL) async throws -> [UInt8] {
        let (input, output) = (folder.appending(path: "template.xml"), folder.appending(path: "signed.xml"))
        try Data(template.utf8).write(to: input)
        let result = try await run("sign", key, folder, ["--output", output.path, input.path])
        guard result.status == 0 else { throw NoVerdict(output: result.description) }
        return Array(try Data(contentsOf: output))
    }
}
