import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What we encrypt decrypted by xmlsec1, what it encrypts decrypted by us, and changed messages judged by both.
@Suite("xmlsec1, encryption", .serialized, .enabled(if: XMLSec.program != nil, "needs xmlsec1"))
struct XMLSecEncryptionTests {
    private let original = Result {
        try EncryptedDocument.canonical(try XMLTextReader.read(Bytes(SignedDocument.text)))
    }

    private func combinations() throws -> [(ContentCipher, XMLSec.KeyPath)] {
        let paths = try XMLSec.keyPaths()
        return ContentCipher.allCases.flatMap { cipher in ([XMLSec.known(cipher).path] + paths).map { (cipher, $0) } }
    }

    @Test(.timeLimit(.minutes(5)))
    func decryptsWhatWeEncrypt() async throws {
        for (cipher, path) in try combinations() {
            try await XMLSec.withFolder(path) { folder in
                for isContent in [false, true] {
                    let document = Array(try EncryptedDocument.encrypted(cipher, path, isContent: isContent).utf8)
                    let theirs = try #require(try await XMLSec.decrypted(document, path, folder), "\(cipher), \(path)")
                    let read = try XMLTextReader.read(Bytes(theirs))
                    #expect(try EncryptedDocument.canonical(read) == original.get(), "\(cipher), \(path)")
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func encryptsWhatWeDecrypt() async throws {
        for (cipher, path) in try combinations() {
            try await XMLSec.withFolder(path) { folder in
                let document = try await XMLSec.encrypted(SignedDocument.text, cipher, path, folder)
                let (ours, code) = EncryptedDocument.decrypted(document, path)
                let infoset = try #require(ours, "\(cipher), \(path): \(code)")
                #expect(try EncryptedDocument.canonical(infoset) == original.get(), "\(cipher), \(path)")
            }
        }
    }

    /// Why we refuse what it accepts, and of how many in a thousand at most.
    private static let causes: [String: Int] = [
        // What XML, its namespaces or the schema do not allow, and it reads.
        "malformed": 120, "namespace": 40, "invalidCharacter": 20, "encodingMismatch": 20,
        // An identifier that stands twice; algorithms and references that are not followed by choice; more than one element where one was
        // encrypted, which libxml2 reads into the document.
        "duplicateIdentifier": 20, "unsupportedAlgorithm": 20, "unresolvedReference": 20, "undecryptable": 20, "noKey": 20,
    ]

    /// What it refuses is refused here, and what both take is the same.
    @Test(.timeLimit(.minutes(60)))
    func nothingThatItRefusesIsAccepted() async throws {
        let count = XMLSec.isThorough ? 10_000 : 300
        let paths = try XMLSec.keyPaths()
        let bases: [(ContentCipher, XMLSec.KeyPath)] = [
            (.aes128GCM, XMLSec.known(.aes128GCM).path), (.aes256CBC, XMLSec.known(.aes256CBC).path), (.aes256GCM, paths[1]),
            (.aes128CBC, paths[0]), (.aes192GCM, paths[5]),
        ]
        var (both, neither) = (0, 0)
        var wrong: [String] = []
        var onlyThem: [String: Int] = [:]
        for (b, base) in bases.enumerated() {
            let (cipher, path) = base
            try await XMLSec.withFolder(path) { folder in
                let text = try EncryptedDocument.encrypted(cipher, path, isContent: b % 2 == 1)
                for i in 0..<count / bases.count {
                    let document = XMLMutation(text, seed: UInt64(b * 100_000 + i + 1)).text
                    let (ours, code) = EncryptedDocument.decrypted(document, path)
                    let theirs = try await XMLSec.decrypted(document, path, folder)
                    switch (ours, theirs) {
                    case (let ours?, let theirs?):
                        both += 1
                        // What has no canonical form, or is not read here, is not compared.
                        let read = try? EncryptedDocument.canonical(try XMLTextReader.read(Bytes(theirs)))
                        let own = try? EncryptedDocument.canonical(ours)
                        if let read, let own, read != own {
                            wrong.append("other plaintext: " + String(decoding: document, as: UTF8.self))
                        }
                    case (_?, nil): wrong.append("only we accept: " + String(decoding: document, as: UTF8.self))
                    case (nil, nil): neither += 1
                    case (nil, _?): onlyThem[code, default: 0] += 1
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3).joined(separator: "\n\n"))")
        for (cause, number) in onlyThem {
            #expect(number * 1000 <= Self.causes[cause, default: 0] * count, "\(cause) of \(onlyThem)")
        }
        #expect(both > count / 20 && neither > count / 10)
        print("of \(count): both accept \(both), both refuse \(neither), only xmlsec1 accepts \(onlyThem)")
    }
}
