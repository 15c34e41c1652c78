import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What is encrypted at any place of a document is there again, and what was beside it or around it is found.
@Suite struct EncryptionPlaceTests {
    private static let secret = SecretBytes([UInt8](1...32))

    @Test func severalPartsAndWhatIsTracked() throws {
        let infoset = try read(Envelope.text)
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        let targets: [EncryptionTarget] = [
            .element(try infoset.first(local: "account"), identifier: "a"), .element(try infoset.first(local: "To"), identifier: "t"),
        ]
        let body = try infoset.first(local: "Body").range
        let encrypted = try encryptor.encrypt(targets, tracking: [body])
        #expect(encrypted.parts.map { encrypted.infoset.element(at: $0.lowerBound)?.attribute(ExpandedName("Id")) } == ["a", "t"])
        let moved = try #require(encrypted.tracked[0])
        #expect(encrypted.infoset.element(at: moved.lowerBound)?.localName == "Body")
        let elements = encrypted.parts.compactMap { encrypted.infoset.element(at: $0.lowerBound) }
        let decrypted = try XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret))).decrypt(elements, tracking: [moved])
        #expect(try canonicalText(decrypted.infoset) == canonicalText(infoset))
        let ranges = decrypted.parts.compactMap(\.range)
        #expect(ranges.map { decrypted.infoset.element(at: $0.lowerBound)?.localName } == ["account", "To"])
        let last = try #require(decrypted.tracked[0])
        #expect(decrypted.infoset.element(at: last.lowerBound)?.localName == "Body")
    }

    private func canonicalText(_ infoset: Infoset) throws -> String {
        try canonical(.exclusive10, DocumentSubset(document: infoset), comments: true)
    }

    @Test func aDocumentElementAndContentThatIsEmptyOrText() throws {
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        for text in ["<a><b/></a>", "<a/>", "<a>only &lt;text&gt;</a>", "<a xmlns=\"urn:x\"><!-- c --><?p i?><b xmlns=\"\"/>t</a>"] {
            let infoset = try read(text)
            for target in [EncryptionTarget.element(infoset.root), .content(infoset.root)] {
                let encrypted = try encryptor.encrypt([target])
                let element = try encrypted.infoset.first(local: "EncryptedData")
                #expect(try Envelope.text(try decryptor.decrypt([element]).infoset) == text)
            }
        }
    }

    @Test func prefixesMeanTheSameWhereTheyAreDecrypted() throws {
        let infoset = try read("<r xmlns=\"urn:d\" xmlns:p=\"urn:p\"><p:a t=\"p:x\"><b/></p:a></r>")
        let encrypted = try XMLEncryptor(key: .known(Self.secret)).encrypt([.element(try infoset.first("p:a"))])
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        let decrypted = try decryptor.decrypt([try encrypted.infoset.first(local: "EncryptedData")]).infoset
        #expect(try decrypted.first("p:a").resolve(qualifiedName: "p:x") == ExpandedName("x", namespace: "urn:p"))
        #expect(try canonical(.exclusive10, DocumentSubset(decrypted.first("b"))) == "<b xmlns=\"urn:d\"></b>")
    }

    @Test func encryptedWithinEncrypted() throws {
        let infoset = try read("<r><a><b>secret</b></a></r>")
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        var current = infoset
        for _ in 0..<3 { current = try encryptor.encrypt([.content(current.root)]).infoset }
        var policy = EncryptionPolicy.standard
        let once = try XMLDecryptor(policy: policy, keys: KnownDecryptionKeys(.secret(Self.secret)))
            .decrypt([try current.first(local: "EncryptedData")])
        #expect(once.infoset.all { $0.localName == "EncryptedData" }.count == 1)
        policy.decryptsNested = true
        let all = try XMLDecryptor(policy: policy, keys: KnownDecryptionKeys(.secret(Self.secret)))
            .decrypt([try current.first(local: "EncryptedData")])
        #expect(try Envelope.text(all.infoset) == "<r><a><b>secret</b></a></r>")
        #expect(all.parts.map(\.nesting) == [1, 2, 3])
        #expect(Set(all.parts.map(\.range)).count == 1)
        policy.limits.nesting = 2
        // That there is something within is known only to those who can decrypt.
        var limited = XMLDecryptor(policy: policy, keys: KnownDecryptionKeys(.secret(Self.secret)))
        for (isExplaining, isNamed) in [(false, false), (true, true)] {
            limited.isExplaining = isExplaining
            #expect { try limited.decrypt([try current.first(local: "EncryptedData")]) } throws: {
                let error = $0 as? XMLSecurityError
                return error?.code == .undecryptable && error?.reason.contains("limits.nesting") == isNamed
            }
        }
    }

    /// All that stand beside each other at once, then all that stood within those; what is tracked is found again after each.
    @Test func severalWithOthersWithin() throws {
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        let text = "<r><z/><a><c>1</c>x</a><y/><b>x<d>2</d><e>3</e></b><z/></r>"
        let infoset = try read(text)
        let inner = try encryptor.encrypt(try ["c", "d", "e"].map { .element(try infoset.first($0)) }).infoset
        let outer = try encryptor.encrypt(try ["b", "a"].map { .content(try inner.first($0)) }).infoset
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        decryptor.policy.decryptsNested = true
        let names = ["z", "a", "y", "b"]
        let ranges = try names.map { try outer.first($0).range }
        let data = outer.all { $0.localName == "EncryptedData" }
        let result = try decryptor.decrypt(data, tracking: ranges + [data[0].range])
        #expect(try Envelope.text(result.infoset) == text)
        #expect(result.parts.map(\.nesting) == [1, 1, 2, 2, 2])
        let (a, b) = (try result.infoset.first("a"), try result.infoset.first("b"))
        let parts: [NodeRange?] = try ["c", "d", "e"].map { try result.infoset.first($0).range }
        #expect(result.parts.map(\.range) == [a.contentRange, b.contentRange] + parts)
        let tracked: [NodeRange?] = try names.map { try result.infoset.first($0).range }
        #expect(result.tracked == tracked + [nil])
        // One whose octets were changed: the others are decrypted all the same, and the work goes as deep.
        let value = try data[0].children.first { $0.localName == "CipherData" }?.firstChild?.base64()
        let octets = Array(try #require(value))
        let changed = try read(
            try Envelope.text(outer).replacingOnce(
                Bytes(octets).base64, with: Bytes(octets.dropLast() + [octets[octets.count - 1] ^ 1]).base64))
        #expect { try decryptor.decrypt(changed.all { $0.localName == "EncryptedData" }) } throws: {
            ($0 as? XMLSecurityError)?.code == .undecryptable
        }
    }

    @Test func manyTargetsAtOnce() throws {
        let infoset = try read("<r>\((0..<300).map { "<a><b>\($0)</b></a>" }.joined())</r>")
        let elements = Array(infoset.root.children)
        let targets = elements.enumerated().map { i, element -> EncryptionTarget in
            i % 2 == 0 ? .content(element, identifier: "i\(i)") : .element(element, identifier: "i\(i)")
        }
        let encrypted = try XMLEncryptor(key: .known(Self.secret)).encrypt(targets.reversed(), tracking: elements.map(\.range))
        let found = encrypted.parts.map { encrypted.infoset.element(at: $0.lowerBound)?.attribute(ExpandedName("Id")) }
        #expect(found == (0..<300).reversed().map { "i\($0)" })
        #expect(encrypted.tracked.enumerated().allSatisfy { i, range in (range == nil) == (i % 2 == 1) })
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        decryptor.policy.limits.encryptedItems = 300
        decryptor.policy.limits.keyAttempts = 300
        let data = encrypted.parts.compactMap { encrypted.infoset.element(at: $0.lowerBound) }
        #expect(try Envelope.text(decryptor.decrypt(data).infoset) == Envelope.text(infoset))
    }

    /// Wherever within a part something else is decrypted, and whatever comes of it, the part is found.
    @Test(arguments: ["", "<i/>", "<i/>text<i/>"], ["", "<b/>"]) func partsAroundOthers(_ inner: String, _ other: String) throws {
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        var policy = EncryptionPolicy.standard
        policy.decryptsNested = true
        let decryptor = XMLDecryptor(policy: policy, keys: KnownDecryptionKeys(.secret(Self.secret)))
        for content in ["\(other)<x>\(inner)</x>", "<x>\(inner)</x>\(other)", "\(other)<x>\(inner)</x>\(other)"] {
            let infoset = try read("<r><a>\(content)</a><z/></r>")
            // The content of `x` with its tags: as an element that stands for content.
            let once = try encryptor.encrypt([.content(try infoset.first("x"))]).infoset
            let bare = try Envelope.text(once).replacing("<x>", with: "").replacing("</x>", with: "")
            let twice = try encryptor.encrypt([.content(try read(bare).first("a"))]).infoset
            let result = try decryptor.decrypt([try twice.first(local: "EncryptedData")])
            let expected = content.replacing("<x>", with: "").replacing("</x>", with: "")
            #expect(try Envelope.text(result.infoset) == (expected.isEmpty ? "<r><a/><z/></r>" : "<r><a>\(expected)</a><z/></r>"))
            #expect(result.parts[0].range == (try result.infoset.first("a").contentRange))
        }
    }

    @Test func targetsThatCannotBe() throws {
        let infoset = try read("<r><a><b/></a></r>")
        let encryptor = XMLEncryptor(key: .known(Self.secret))
        let (a, b) = (try infoset.first("a"), try infoset.first("b"))
        let foreign = try read("<a/>").root
        let refused: [[EncryptionTarget]] = [
            [], [.element(a), .element(b)], [.element(b), .element(a)], [.element(a), .element(a)], [.element(a), .element(foreign)],
        ]
        for targets in refused {
            #expect { try encryptor.encrypt(targets) } throws: { ($0 as? XMLSecurityError)?.code == .invalidSubset }
        }
        for key in [XMLEncryptor.Key.known(SecretBytes([1, 2, 3])), .generated(for: [])] {
            #expect { try XMLEncryptor(key: key).encrypt([.element(a)]) } throws: { ($0 as? XMLSecurityError)?.code == .unusableKey }
        }
    }
}
