import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport

/// Encryption with xmlsec1.
extension XMLSec {
    /// A way to come to the key of content that both sides know.
    struct KeyPath: Sendable, CustomStringConvertible {
        var description: String
        /// How we encrypt the key; nil where content is encrypted with a key that is known.
        let recipient: KeyRecipient?
        let decryption: DecryptionKey
        /// What xmlsec1 is given: the option, and the content of the file.
        let option: String
        let file: [UInt8]
        /// The identifier of how the key is encrypted.
        let algorithm: String?
        /// The parameters of that, as they stand in a template.
        var parameters = ""
    }

    /// How each cipher is called by the option that makes a new key.
    static let sessionKeys: [(cipher: ContentCipher, name: String)] = [
        (.aes128CBC, "aes-128"), (.aes192CBC, "aes-192"), (.aes256CBC, "aes-256"), (.tripleDESCBC, "des-192"), (.aes128GCM, "aes-128"),
        (.aes192GCM, "aes-192"), (.aes256GCM, "aes-256"),
    ]

    /// RSA both ways that this release knows (OAEP with SHA-1 and a label), and every key wrap.
    static func keyPaths() throws -> [KeyPath] {
        let rsa = try PrivateKey.generate(.rsa(bits: 2048))
        let pem = try rsa.pem().withUnsafeBytes { Array($0) }
        let transports: [KeyTransport] = [
            .rsa15, .rsaOAEP(digest: .sha1, mgf1: .sha1), .rsaOAEP(digest: .sha1, mgf1: .sha1, label: Bytes("label")),
        ]
        var paths = try transports.map { transport in
            var path = KeyPath(
                description: "\(transport)", recipient: try .transport(rsa.publicKey(), transport), decryption: .privateKey(rsa),
                option: "--privkey-pem", file: pem, algorithm: transport.identifier)
            if case .rsaOAEP(_, _, let label) = transport, !label.isEmpty {
                path.description += " and a label"
                path.parameters = "<x:OAEPparams>\(Data(label).base64EncodedString())</x:OAEPparams>"
            }
            return path
        }
        for wrap in KeyWrap.allCases {
            let octets = (0..<wrap.keyLength).map { UInt8($0 * 7 + 1) }
            paths.append(
                KeyPath(
                    description: "\(wrap)", recipient: try .wrap(SecretBytes(octets), wrap), decryption: .secret(SecretBytes(octets)),
                    option: wrap == .tripleDES ? "--deskey" : "--aeskey", file: octets, algorithm: wrap.identifier))
        }
        return paths
    }

    /// A known key for content.
    static func known(_ cipher: ContentCipher) -> (path: KeyPath, key: SecretBytes) {
        let octets = (0..<cipher.keyLength).map { UInt8($0 * 5 + 3) }
        let path = KeyPath(
            description: "known", recipient: nil, decryption: .secret(SecretBytes(octets)),
            option: cipher == .tripleDESCBC ? "--deskey" : "--aeskey", file: octets, algorithm: nil)
        return (path, SecretBytes(octets))
    }

    // MARK: Running

    static func withFolder<Value>(_ path: KeyPath, _ body: (URL) async throws -> Value) async throws -> Value {
        try await TestSupport.withFolder { folder in
            try Data(path.file).write(to: folder.appending(path: "key"))
            return try await body(folder)
        }
    }

    /// What it makes of an encrypted document; nil when it refuses it.
    static func decrypted(_ document: [UInt8], _ path: KeyPath, _ folder: URL) async throws -> [UInt8]? {
        let (input, output) = (folder.appending(path: "encrypted.xml"), folder.appending(path: "decrypted.xml"))
        try Data(document).write(to: input)
        try? FileManager.default.removeItem(at: output)
        let arguments = ["decrypt", path.option, folder.appending(path: "key").path, "--output", output.path, input.path]
        let result = try await ChildProcess.run(program ?? URL(filePath: "xmlsec1"), arguments)
        guard result.status == 0 else { return nil }
        return Array(try Data(contentsOf: output))
    }

    /// A document whose element `a` it has encrypted.
    static func encrypted(_ document: String, _ cipher: ContentCipher, _ path: KeyPath, _ folder: URL) async throws -> [UInt8] {
        let (template, input) = (folder.appending(path: "template.xml"), folder.appending(path: "plain.xml"))
        let output = folder.appending(path: "encrypted.xml")
        try Data(EncryptedDocument.template(cipher, path).utf8).write(to: template)
        try Data(document.utf8).write(to: input)
        let session = sessionKeys.first { $0.cipher == cipher }?.name ?? ""
        let arguments =
            ["encrypt", path.option, folder.appending(path: "key").path, "--xml-data", input.path, "--node-name", "urn:r:a"]
            + (path.algorithm == nil ? [] : ["--session-key", session]) + ["--output", output.path, template.path]
        let result = try await ChildProcess.run(program ?? URL(filePath: "xmlsec1"), arguments)
        guard result.status == 0 else { throw NoVerdict(output: result.description) }
        return Array(try Data(contentsOf: output))
    }
}

/// A document with an element that is encrypted.
enum EncryptedDocument {
    /// Encrypted by us: the element `a`, or its content.
    static func encrypted(_ cipher: ContentCipher, _ path: XMLSec.KeyPath, isContent: Bool) throws -> String {
        let infoset = try XMLTextReader.read(Bytes(SignedDocument.text))
        guard let element = infoset.root.child(ExpandedName("a", namespace: "urn:r")) else { return "" }
        var key = XMLEncryptor.Key.generated(for: path.recipient.map { [$0] } ?? [])
        if path.recipient == nil, case .secret(let secret) = path.decryption { key = .known(secret) }
        let encrypted = try XMLEncryptor(cipher, key: key).encrypt([isContent ? .content(element) : .element(element)])
        let writer = ByteWriter()
        XMLTextWriter.write(encrypted.infoset, to: writer)
        return String(writer.take())
    }

    /// What xmlsec1 fills in.
    static func template(_ cipher: ContentCipher, _ path: XMLSec.KeyPath) -> String {
        let value = "<x:CipherData><x:CipherValue/></x:CipherData>"
        var keyInfo = ""
        if let algorithm = path.algorithm {
            keyInfo =
                "<KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><x:EncryptedKey><x:EncryptionMethod Algorithm=\"\(algorithm)\">"
                + "\(path.parameters)</x:EncryptionMethod>"
                + "\(value)</x:EncryptedKey></KeyInfo>"
        }
        return "<x:EncryptedData xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\" Type=\"http://www.w3.org/2001/04/xmlenc#Element\">"
            + "<x:EncryptionMethod Algorithm=\"\(cipher.identifier)\"/>\(keyInfo)\(value)</x:EncryptedData>"
    }

    /// What we make of an encrypted document; nil, with the code, when we refuse it.
    static func decrypted(_ octets: [UInt8], _ path: XMLSec.KeyPath) -> (document: Infoset?, code: String) {
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = try XMLTextReader.read(Bytes(octets))
        } catch {
            return (nil, error.code.description)
        }
        let name = ExpandedName("EncryptedData", namespace: "http://www.w3.org/2001/04/xmlenc#")
        guard let data = (0..<infoset.nodeCount).lazy.compactMap({ infoset.element(at: $0) }).first(where: { $0.isNamed(name) }) else {
            return (nil, "no encrypted data")
        }
        do throws(XMLSecurityError) {
            return (try XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(path.decryption)).decrypt([data]).infoset, "")
        } catch {
            return (nil, error.code.description)
        }
    }

    /// By which documents of two programs are compared.
    static func canonical(_ infoset: Infoset) throws -> Bytes {
        try Canonicalization(.exclusive10, includesComments: true).octets(of: DocumentSubset(document: infoset))
    }
}
