import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// Attacks on encryption: whoever changes what was sent learns one and the same, and nothing runs away.
@Suite struct EncryptionAttackTests {
    private static let secret = SecretBytes([UInt8](1...16))
    /// An element whose encrypted octets are these.
    private static func element(_ octets: Bytes, _ cipher: ContentCipher) throws -> InfosetCursor {
        let text = """
            <r \(encryptionNamespaces)><x:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Content"><x:EncryptionMethod Algorithm="\(cipher.identifier)"/>\
            <x:CipherData><x:CipherValue>\(octets.base64)</x:CipherValue></x:CipherData></x:EncryptedData></r>
            """
        return try read(text).first(local: "EncryptedData")
    }

    /// Ten thousand changed messages: each decrypts to something, or is refused in the one way, whether it is the padding, characters
    /// that are none, or the XML.
    @Test(arguments: [ContentCipher.aes128CBC, .aes128GCM]) func changedMessagesLookTheSame(_ cipher: ContentCipher) throws {
        let octets = try cipher.encrypt(Bytes("<a>some text</a><b/> and more"), key: Self.secret)
        let decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.secret(Self.secret)))
        var generator = SeededGenerator(seed: 49)
        var refusals: Set<XMLSecurityError> = []
        var accepted = 0
        for _ in 0..<10_000 {
            var changed = Array(octets)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: changed[Int.random(in: changed.indices, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            case 1: changed.removeLast(Int.random(in: 1..<changed.count, using: &generator))
            default: for i in 0..<16 { changed[changed.count - 32 + i] = UInt8.random(in: 0...255, using: &generator) }
            }
            if let error = try refusal(decryptor, Self.element(Bytes(changed), cipher)) {
                refusals.insert(error)
            } else {
                accepted += 1
            }
        }
        #expect(refusals.count == 1 && refusals.first?.code == .undecryptable, "\(refusals)")
        // CBC lets changes through, which is why a signature must cover it; GCM lets none.
        #expect(cipher.isAuthenticated ? accepted == 0 : accepted > 0)
    }

    /// What stands beside a changed element does not tell whether that one decrypted, nor do copies of its key or keys that are wrong.
    @Test func nothingElseTellsWhetherSomethingDecrypted() throws {
        let infoset = try read("<r><a>1</a><b>2</b></r>")
        let rsa = try TestKeys.rsa.get()
        let encryptor = XMLEncryptor(.aes128CBC, key: .generated(for: [try .transport(rsa.publicKey())]))
        let text = try Envelope.text(
            try encryptor.encrypt([.content(try infoset.first("a")), .content(try infoset.first("b"))]).infoset)
        let first = String(try #require(text.firstMatch(of: /<a>.*<\/a>/)).output)
        let values = first.matches(of: /<xenc:CipherValue>([^<]*)</).map { String($0.output.1) }
        let (wrapped, content) = (try #require(values.first), try #require(values.last))
        let decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.privateKey(rsa)))
        func code(_ first: String, _ change: (String) throws -> String) throws -> XMLSecurityError.Code? {
            let message = try read(try change(text.replacing(/<a>.*<\/a>/, with: first)))
            do throws(XMLSecurityError) {
                _ = try decryptor.decrypt(message.all { $0.localName == "EncryptedData" })
                return nil
            } catch {
                return error.code
            }
        }
        let changedContent = first.replacing(content, with: String(repeating: "A", count: 64))
        let changedKey = first.replacing(wrapped, with: String(repeating: "A", count: 342) + "==")
        // Behind it stands one of an unknown cipher.
        for one in [first, changedContent, changedKey] {
            let found = try code(one) { text in
                guard let range = text.range(of: "aes128-cbc", options: .backwards) else { throw NotThere(name: "aes128-cbc") }
                return text.replacingCharacters(in: range, with: "unknown")
            }
            #expect(found == .unsupportedAlgorithm)
        }
        // Sixteen copies of its key, or one of a kind that is not known behind it.
        for one in [changedContent, changedKey] {
            let key = String(try #require(one.firstMatch(of: /<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/)).output)
            for more in [String(repeating: key, count: 15), key.replacing("rsa-oaep", with: "rsa-unknown")] {
                let found = try code(one.replacing("</ds:KeyInfo>", with: more + "</ds:KeyInfo>", maxReplacements: 1)) { $0 }
                #expect(found == .undecryptable)
            }
        }
    }

    @Test(arguments: [
        "<a>", "no end &amp", "<!DOCTYPE a><a/>", "<a/><b/>", "text", "\u{1}", "<p:a/>", "", "<a/>text", "<?xml version=\"1.0\"?><a/>",
    ])
    func whatIsNoElementIsNoElement(_ plaintext: String) throws {
        let infoset = try read("<r><a/></r>")
        let encrypted = try XMLEncryptor(.aes128GCM, key: .known(Self.secret)).encrypt([.element(try infoset.first("a"))]).infoset
        let value = try encrypted.first(local: "CipherValue")
        let changed = try ContentCipher.aes128GCM.encrypt(Bytes(plaintext), key: Self.secret).base64
        let text = try Envelope.text(encrypted).replacingOnce(try value.string(), with: changed)
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        let error = try #require(refusal(decryptor, read(text).first(local: "EncryptedData")))
        let wrongKey = XMLDecryptor(keys: KnownDecryptionKeys(.secret(SecretBytes([UInt8](2...17)))))
        #expect(try refusal(wrongKey, read(text).first(local: "EncryptedData")) == error)
        #expect(error.code == .undecryptable)
        // For a person there is more to say.
        var explaining = decryptor
        explaining.isExplaining = true
        #expect(try refusal(explaining, read(text).first(local: "EncryptedData"))?.reason.contains("what was decrypted") == true)
    }

    /// Keys that lead to themselves, to each other, or one behind the other without end.
    @Test func keysWithoutEnd() throws {
        func data(_ keyInfo: String, _ more: String = "") -> String {
            """
            <r \(encryptionNamespaces)><x:EncryptedData><x:EncryptionMethod Algorithm="\(ContentCipher.aes128GCM.identifier)"/><d:KeyInfo>\(keyInfo)\
            </d:KeyInfo><x:CipherData><x:CipherValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==</x:CipherValue></x:CipherData></x:EncryptedData>\(more)</r>
            """
        }
        func key(_ identifier: String, _ keyInfo: String, _ more: String = "") -> String {
            """
            <x:EncryptedKey Id="\(identifier)"><x:EncryptionMethod Algorithm="\(KeyWrap.aes128.identifier)"/><d:KeyInfo>\(keyInfo)</d:KeyInfo>\
            <x:CipherData><x:CipherValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA</x:CipherValue></x:CipherData>\(more)</x:EncryptedKey>
            """
        }
        func retrieval(_ identifier: String) -> String {
            "<d:RetrievalMethod Type=\"http://www.w3.org/2001/04/xmlenc#EncryptedKey\" URI=\"#\(identifier)\"/>"
        }
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        func code(_ text: String) throws -> XMLSecurityError.Code? {
            let element = try read(text).first(local: "EncryptedData")
            do throws(XMLSecurityError) {
                _ = try decryptor.octets(of: element)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code(data(retrieval("k"), key("k", retrieval("k")))) == .malformed)
        #expect(try code(data(retrieval("k"), key("k", retrieval("l")) + key("l", retrieval("k")))) == .malformed)
        let one = key("k", "<d:KeyName>n</d:KeyName>")
        #expect(try code(data(retrieval("k"), one)) == .undecryptable)
        var deep = "<d:KeyName>n</d:KeyName>"
        for i in 0..<1000 { deep = key("k\(i)", deep) }
        #expect(try code(data(deep)) == .limitExceeded)
        let named = "<x:CarriedKeyName>\(String(repeating: "n", count: 1_000_000))</x:CarriedKeyName>"
        #expect(try code(data(key("k", "<d:KeyName>n</d:KeyName>", named))) == .undecryptable)
    }

    /// Derived keys of lengths that do not fit, and with work without end.
    @Test func derivedKeysThatCannotBe() throws {
        func data(_ length: String, _ iterations: String) -> String {
            """
            <x:EncryptedData \(encryptionNamespaces)><x:EncryptionMethod Algorithm="\(ContentCipher.aes128GCM.identifier)"/><d:KeyInfo><e:DerivedKey>\
            <e:KeyDerivationMethod Algorithm="http://www.w3.org/2009/xmlenc11#pbkdf2"><e:PBKDF2-params><e:Salt><e:Specified>AAAA</e:Specified></e:Salt>\
            <e:IterationCount>\(iterations)</e:IterationCount><e:KeyLength>\(length)</e:KeyLength>\
            <e:PRF Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/></e:PBKDF2-params></e:KeyDerivationMethod>\
            <e:MasterKeyName>password</e:MasterKeyName></e:DerivedKey></d:KeyInfo><x:CipherData>\
            <x:CipherValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==</x:CipherValue></x:CipherData></x:EncryptedData>
            """
        }
        let decryptor = XMLDecryptor(policy: .legacy, keys: NamedDecryptionKeys(["password": .secret(SecretBytes("a password"))]))
        for (length, iterations, code) in [
            ("16", "1000", XMLSecurityError.Code.undecryptable), ("0", "1000", .malformed), ("17", "1000", .malformed),
            ("-16", "1000", .malformed), ("99999999999999999999", "1000", .malformed), ("16", "0", .limitExceeded),
            ("16", "1000001", .limitExceeded), ("16", "-1", .limitExceeded),
        ] {
            #expect { try decryptor.octets(of: try read(data(length, iterations)).root) } throws: {
                ($0 as? XMLSecurityError)?.code == code
            }
        }
        let strict = XMLDecryptor(keys: decryptor.keys)
        #expect { try strict.octets(of: try read(data("16", "1000")).root) } throws: {
            ($0 as? XMLSecurityError)?.code == .forbiddenAlgorithm
        }
    }

    /// What was decrypted is a stranger's: it is covered by no signature that was verified before, and its identifiers count.
    @Test func decryptedContentIsNoBetterThanAnyOther() throws {
        let signed = try Envelope.signed(["time"])
        let forged = "<a><u:Timestamp xmlns:u=\"\(Envelope.utility)\" u:Id=\"time\"/></a>"
        let body = try signed.first(local: "Body")
        let octets = try ContentCipher.aes128GCM.encrypt(Bytes(forged), key: Self.secret)
        let shell = try Self.element(octets, .aes128GCM).infoset
        let message = try signed.splicing(
            try read(try shell.first(local: "EncryptedData").text), at: .replacingContent(of: body.range)
        ).infoset
        let verifier = try TestKeys.verifier(.rsaSHA256)
        _ = try verifier.verify(message.signature)
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        let decrypted = try decryptor.decrypt([try message.first(local: "EncryptedData")])
        #expect { try verifier.verify(decrypted.infoset.signature) } throws: {
            ($0 as? XMLSecurityError)?.code == .duplicateIdentifier
        }
    }
}

extension Bytes {
    /// The octets in base64.
    var base64: String {
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("a"))
        builder.bytes(self)
        builder.endElement()
        return (try? builder.finish().root.string()) ?? ""
    }
}
