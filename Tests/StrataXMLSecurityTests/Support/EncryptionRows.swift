import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// What became of a published encryption.
enum EncryptionOutcome: Hashable {
    /// It gives the plaintext that was published with it.
    case decrypted
    /// It gives another one.
    case otherPlaintext
    /// A document type declaration, which is never read.
    case documentType
    /// An algorithm that is not performed: X25519 and X448, finite-field Diffie-Hellman, a content cipher for a key.
    case notPerformed
    /// A key of a kind that is not supported, or one that leads elsewhere.
    case noKey
    /// A structure that no schema allows, a length of a key that does not fit among them.
    case malformed
    case undecryptable
    case other

    init(_ error: XMLSecurityError) {
        switch error.code {
        case .unsupportedAlgorithm: self = .notPerformed
        case .noKey: self = .noKey
        case .malformed: self = .malformed
        case .undecryptable: self = .undecryptable
        default: self = .other
        }
    }
}

/// A row of the suite, with the keys and options of the authors' own run.
struct InteropEncryption: DecryptionKeySource {
    let row: [String: String]
    private var named: [(name: String, key: DecryptionKey)] = []
    private var originators: [PublicKey] = []

    init(_ row: [String: String]) throws {
        self.row = row
        let words = row["verify_args", default: ""].split(separator: " ").map(String.init)
        let password = words.firstIndex(of: "--pwd").map { words[$0 + 1] } ?? ""
        for (i, word) in words.enumerated() where word.hasPrefix("--") && i + 1 < words.count {
            let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
            let name = parts.count > 1 ? parts[1] : ""
            let octets = { try Vectors.octets("xmlenc", words[i + 1]) }
            switch parts[0] {
            case "--aeskey", "--aes-key", "--des-key", "--pbkdf2-key", "--hkdf-key":
                named.append((name, .secret(SecretBytes(try octets()))))
            case "--pkcs12":
                // Keys of kinds that are not supported belong to methods that are refused before.
                guard let identity = try? PKCS12(Bytes(try octets()), password: password).identity else { continue }
                named.append((name, .privateKey(identity.privateKey)))
            case "--pubkey-der":
                if let key = try? PublicKey(der: Bytes(try octets())) { originators.append(key) }
            case "--keys-file": named += try InteropEncryption.keys(Bytes(try octets()))
            default: continue
            }
        }
    }

    /// The list of keys as the authors of the suite write it.
    private static func keys(_ octets: Bytes) throws -> [(String, DecryptionKey)] {
        try XMLTextReader.read(octets, quotas: .maximum).all { $0.localName == "KeyInfo" }.compactMap { info in
            guard let name = info.children.first(where: { $0.localName == "KeyName" }),
                let value = info.children.first(where: { $0.localName == "KeyValue" })?.firstChild,
                ["AESKeyValue", "DESKeyValue"].contains(value.localName)
            else { return nil }
            return (try name.string(), .secret(SecretBytes(Array(try value.base64()))))
        }
    }

    func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] {
        let names = keyInfo.items.compactMap { item in if case .keyName(let name) = item { name } else { nil } }
        let meant = named.filter { names.contains($0.name) }
        return (meant.isEmpty ? named : meant).map(\.key)
    }

    func originatorKeys(for keyInfo: KeyInfo) -> [PublicKey] { originators }

    func outcome() throws -> (EncryptionOutcome, String) {
        let octets = Bytes(Vectors.utf8(try Vectors.octets("xmlenc", row["file", default: ""])))
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = try XMLTextReader.read(octets, quotas: .maximum)
        } catch {
            return (error.code == .documentTypeForbidden ? .documentType : .other, error.description)
        }
        var policy = EncryptionPolicy.legacy
        policy.minimumRSABits = 1024
        policy.quotas = .maximum
        var decryptor = XMLDecryptor(policy: policy, keys: self)
        decryptor.isExplaining = true
        let data = infoset.all { $0.localName == "EncryptedData" }
        do {
            if data[0].attribute(ExpandedName("Type"))?.hasPrefix("http://www.w3.org/2001/04/xmlenc#") == true {
                let result = try decryptor.decrypt(data).infoset
                return try isPublished(result) ? (.decrypted, "") : (.otherPlaintext, result.text)
            }
            let plaintext = try decryptor.octets(of: data[0])
            return try isPublished(plaintext.exposed) ? (.decrypted, "") : (.otherPlaintext, String(plaintext.exposed))
        } catch let error as XMLSecurityError {
            return (EncryptionOutcome(error), error.reason)
        }
    }

    private func published() throws -> [UInt8] {
        let file = row["plaintext", default: ""].split(separator: " ")
        let octets = try Vectors.octets("xmlenc", file.first.map(String.init) ?? "")
        guard file.count > 1 else { return Vectors.utf8(octets) }
        return Array(Data(base64Encoded: Data(octets), options: .ignoreUnknownCharacters) ?? Data())
    }

    /// Compared in canonical form: the suite's documents were written by another program.
    private func isPublished(_ infoset: Infoset) throws -> Bool {
        let form = Canonicalization(.inclusive10)
        let expected = try XMLTextReader.read(Bytes(try published()), quotas: .maximum)
        return try form.octets(of: DocumentSubset(document: infoset)) == form.octets(of: DocumentSubset(document: expected))
    }

    private func isPublished(_ octets: Bytes) throws -> Bool {
        let expected = try published()
        return Array(octets) == expected || String(octets).trimmed == String(decoding: expected, as: UTF8.self).trimmed
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
