import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Limits that are for all elements of one call together.
@Suite struct EncryptionLimitTests {
    private static let secret = SecretBytes([UInt8](1...32))
    private static let namespaces =
        "xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\" xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:e=\"http://www.w3.org/2009/xmlenc11#\""

    /// Four elements, each with a key of its own that is wrapped.
    private static func message(_ text: String = "some text") throws -> Infoset {
        let infoset = try read("<r>\((0..<4).map { "<a\($0)>\(text)</a\($0)>" }.joined())</r>")
        let encryptor = try XMLEncryptor(key: .generated(for: [.wrap(secret, .aes256)]))
        return try encryptor.encrypt(infoset.root.children.map { .content($0) }).infoset
    }

    private func outcome(
        _ infoset: Infoset, isExplaining: Bool = true, _ change: (inout EncryptionPolicy) -> Void
    ) -> Result<Decryption, XMLSecurityError> {
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        decryptor.isExplaining = isExplaining
        change(&decryptor.policy)
        do throws(XMLSecurityError) {
            return .success(try decryptor.decrypt(infoset.all { $0.localName == "EncryptedData" }))
        } catch {
            return .failure(error)
        }
    }

    private func refusal(_ infoset: Infoset, _ change: (inout EncryptionPolicy) -> Void) -> XMLSecurityError? {
        if case .failure(let error) = outcome(infoset, change) { error } else { nil }
    }

    @Test func eachIsForAllElementsTogether() throws {
        let infoset = try Self.message()
        // Each row: the limit, what four elements use of it, and whether it shows: what is used before any key does.
        let counts: [(String, WritableKeyPath<EncryptionLimits, Int>, Int, Bool)] = [
            ("limits.encryptedItems", \.encryptedItems, 4, true), ("limits.keyInfoItems", \.keyInfoItems, 4, true),
            ("limits.cipherValueLength", \.cipherValueLength, 4 * (9 + 28), true), ("limits.encryptedKeys", \.encryptedKeys, 4, false),
            ("limits.keyAttempts", \.keyAttempts, 8, false), ("limits.decryptedLength", \.decryptedLength, 4 * (9 + 28), false),
        ]
        for (name, limit, used, shows) in counts {
            #expect(refusal(infoset) { $0.limits[keyPath: limit] = used } == nil, "\(name)")
            let error = try #require(refusal(infoset) { $0.limits[keyPath: limit] = used - 1 }, "\(name)")
            #expect(error.code == (shows ? .limitExceeded : .undecryptable) && error.reason.contains(name), "\(error)")
            // In a service one that does not show is like any other failure.
            if !shows, case .failure(let short) = outcome(infoset, isExplaining: false, { $0.limits[keyPath: limit] = used - 1 }) {
                #expect(short.code == .undecryptable && !short.reason.contains("limits"))
            }
        }
    }

    @Test func roundsOfAllDerivations() throws {
        let plaintext = try ContentCipher.aes128GCM.encrypt(
            Bytes("text"), key: KeyDerivation.pbkdf2(.sha256, salt: Bytes([0, 0, 0]), iterations: 1000).key(from: Self.secret, length: 16))
        let data = """
            <x:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Content"><x:EncryptionMethod Algorithm="\(ContentCipher.aes128GCM.identifier)"/>\
            <d:KeyInfo><e:DerivedKey><e:KeyDerivationMethod Algorithm="http://www.w3.org/2009/xmlenc11#pbkdf2"><e:PBKDF2-params><e:Salt>\
            <e:Specified>AAAA</e:Specified></e:Salt><e:IterationCount>1000</e:IterationCount><e:KeyLength>16</e:KeyLength>\
            <e:PRF Algorithm="http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"/></e:PBKDF2-params></e:KeyDerivationMethod></e:DerivedKey>\
            </d:KeyInfo><x:CipherData><x:CipherValue>\(plaintext.base64)</x:CipherValue></x:CipherData></x:EncryptedData>
            """
        let infoset = try read("<r \(Self.namespaces)>\(data)\(data)</r>")
        func refusal(_ iterations: Int) -> XMLSecurityError? {
            self.refusal(infoset) {
                $0.keyDerivations = [.pbkdf2]
                $0.limits.iterations = iterations
            }
        }
        #expect(refusal(2000) == nil)
        let error = try #require(refusal(1999))
        #expect(error.code == .undecryptable && error.reason.contains("limits.iterations"))
        #expect(refusal(999)?.code == .limitExceeded)
    }

    /// Ten thousand keys, of which none is the right one: the limit of keys ends it, not another one.
    @Test func keysInThousands() throws {
        let key = """
            <x:EncryptedKey><x:EncryptionMethod Algorithm="\(KeyWrap.aes256.identifier)"/><x:CipherData>\
            <x:CipherValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==</x:CipherValue></x:CipherData></x:EncryptedKey>
            """
        let infoset = try read(
            """
            <r \(Self.namespaces)><x:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Content"><x:EncryptionMethod \
            Algorithm="\(ContentCipher.aes128GCM.identifier)"/><d:KeyInfo>\(String(repeating: key, count: 10_000))</d:KeyInfo><x:CipherData>\
            <x:CipherValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==</x:CipherValue></x:CipherData></x:EncryptedData></r>
            """)
        #expect(refusal(infoset) { _ in }?.reason.contains("limits.keyInfoItems") == true)
        #expect(refusal(infoset) { $0.limits.keyInfo.keyInfoItems = 10_000 }?.reason.contains("limits.keyInfoItems, 512") == true)
        let error = refusal(infoset) {
            $0.limits.keyInfo.keyInfoItems = 10_000
            $0.limits.keyInfoItems = 10_000
        }
        #expect(error?.code == .undecryptable && error?.reason.contains("limits.encryptedKeys, 128") == true)
        // Without a key to try nothing depends on a secret, and the limit shows.
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys())
        decryptor.policy.limits.keyInfo.keyInfoItems = 10_000
        decryptor.policy.limits.keyInfoItems = 10_000
        #expect { try decryptor.decrypt([try infoset.first(local: "EncryptedData")]) } throws: {
            ($0 as? XMLSecurityError)?.code == .limitExceeded
        }
    }

    // MARK: The document that comes out

    @Test func limitsOfTheDocumentThatComesOut() throws {
        let infoset = try Self.message("<b><c>value</c></b>")
        guard case .success(let decryption) = outcome(infoset, { _ in }) else { Issue.record("refused"); return }
        let count = decryption.infoset.nodeCount
        #expect(count < infoset.nodeCount)
        // The encrypted document is the larger one, and says so before a key is used.
        #expect(refusal(infoset) { $0.quotas.maxNodes = infoset.nodeCount } == nil)
        let before = try #require(refusal(infoset) { $0.quotas.maxNodes = infoset.nodeCount - 1 })
        #expect(before.code == .limitExceeded && before.reason.contains("quotas.maxNodes"))
        let names = try #require(refusal(infoset) { $0.quotas.maxNameTableCharCount = 10 })
        #expect(names.code == .limitExceeded && names.reason.contains("quotas.maxNameTableCharCount"))
        // r, a0, b and c.
        #expect(refusal(infoset) { $0.quotas.maxDepth = 4 } == nil)
        let depth = try #require(refusal(infoset) { $0.quotas.maxDepth = 3 })
        #expect(depth.code == .undecryptable && depth.reason.contains("maxDepth"))
        guard case .success(let short) = outcome(infoset, { $0.quotas.maxStringContentLength = 4 }) else { Issue.record("refused"); return }
        #expect(throws: InfosetError.self) { try short.infoset.first("c").string() }
        #expect(try decryption.infoset.first("c").string() == "value")
    }

    /// Each of several parts is within the limit, and the document that they make is not.
    @Test func nodesOfAllPartsTogether() throws {
        let infoset = try Self.message(String(repeating: "<b/>", count: 100))
        guard case .success(let decryption) = outcome(infoset, { _ in }) else { Issue.record("refused"); return }
        let count = decryption.infoset.nodeCount
        #expect(count > 800 && infoset.nodeCount < 400)
        #expect(refusal(infoset) { $0.quotas.maxNodes = count } == nil)
        let error = try #require(refusal(infoset) { $0.quotas.maxNodes = count - 100 })
        #expect(error.code == .undecryptable && error.reason.contains("quotas.maxNodes, \(count - 100)"))
    }

    @Test func namesOfAllPartsTogether() throws {
        let parts = (0..<4).map { part in "<a>\((0..<20).map { "<name-\(part)-\($0)/>" }.joined())</a>" }.joined()
        let infoset = try read("<r>\(parts)</r>")
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        // As it would come over the network: in memory the names of what was encrypted are still there.
        let encrypted = try read(try Envelope.text(try encryptor.encrypt(infoset.root.children.map { .content($0) }).infoset))
        #expect(refusal(encrypted) { $0.quotas.maxNameTableCharCount = 1500 } == nil)
        let error = try #require(refusal(encrypted) { $0.quotas.maxNameTableCharCount = 700 })
        #expect(error.code == .undecryptable && error.reason.contains("maxNameTableCharCount"), "\(error)")
    }

    // MARK: Identifiers

    @Test func attributesThatAreIdentifiers() throws {
        let infoset = try read("<r><a>text</a></r>")
        let content = try SecretBytes.random(count: 32)
        let retrieval = try read(
            "<d:RetrievalMethod xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" Type=\"http://www.w3.org/2001/04/xmlenc#EncryptedKey\" URI=\"#k\"/>"
        )
        let encryptor = XMLEncryptor(key: .known(content, keyInfo: [.element(retrieval.root)]))
        let data = try encryptor.encrypt([.content(try infoset.first("a"))]).infoset
        let key = try encryptor.encryptedKey(content, for: .wrap(Self.secret, .aes256), identifier: "k")
        let message = try data.inserting(key, at: .lastChild(of: data.root.range)).0
        #expect(refusal(message) { _ in } == nil)
        #expect(refusal(message) { $0.identifierAttributes = [ExpandedName("key")] }?.code == .unresolvedReference)
        let own = try read(try Envelope.text(message).replacingOnce("Id=\"k\"", with: "key=\"k\""))
        #expect(refusal(own) { $0.identifierAttributes = [ExpandedName("key")] } == nil)
        #expect(refusal(own) { _ in }?.code == .unresolvedReference)
    }
}
