import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The algorithms of each suite, as WCF has them, and what it takes from a peer in each place.
@Suite struct AlgorithmSuiteTests {
    /// A row of WCF's documentation.
    struct Row: Sendable, CustomStringConvertible {
        let name: String
        let cipher: String
        let wrap: String
        let derivedLength: Int
        let lengths: ClosedRange<Int>
        var isSHA256: Bool { name.contains("Sha256") }
        var isRSA15: Bool { name.hasSuffix("Rsa15") }
        var description: String { name }
    }

    static let table: [Row] = ["", "Rsa15", "Sha256", "Sha256Rsa15"].flatMap { (kind: String) -> [Row] in
        [
            Row(name: "Basic256" + kind, cipher: "aes256-cbc", wrap: "kw-aes256", derivedLength: 24, lengths: 32...32),
            Row(name: "Basic192" + kind, cipher: "aes192-cbc", wrap: "kw-aes192", derivedLength: 24, lengths: 24...32),
            Row(name: "Basic128" + kind, cipher: "aes128-cbc", wrap: "kw-aes128", derivedLength: 16, lengths: 16...32),
            Row(name: "TripleDes" + kind, cipher: "tripledes-cbc", wrap: "kw-tripledes", derivedLength: 24, lengths: 24...32),
        ]
    }

    @Test(arguments: table) func theSixteenOfWCF(_ row: Row) throws {
        let suite = try #require(AlgorithmSuite(named: row.name))
        #expect(suite.description == row.name)
        let encryption = "http://www.w3.org/2001/04/xmlenc#"
        let signature = row.isSHA256 ? "http://www.w3.org/2001/04/xmldsig-more#" : "http://www.w3.org/2000/09/xmldsig#"
        #expect(suite.digest.identifier == (row.isSHA256 ? encryption + "sha256" : signature + "sha1"))
        #expect(suite.symmetricSignature.identifier == signature + (row.isSHA256 ? "hmac-sha256" : "hmac-sha1"))
        #expect(suite.asymmetricSignature.identifier == signature + (row.isSHA256 ? "rsa-sha256" : "rsa-sha1"))
        #expect(suite.contentCipher.identifier == encryption + row.cipher)
        #expect(suite.keyWrap.identifier == encryption + row.wrap)
        #expect(suite.keyTransport.identifier == encryption + (row.isRSA15 ? "rsa-1_5" : "rsa-oaep-mgf1p"))
        #expect(Canonicalization(suite.canonicalization).algorithm == "http://www.w3.org/2001/10/xml-exc-c14n#")
        #expect(suite.derivedSignatureKeyLength == row.derivedLength && suite.symmetricKeyLengths == row.lengths)
        #expect(suite.derivedEncryptionKeyLength == suite.contentCipher.keyLength)
        #expect(suite.symmetricKeyLength == suite.contentCipher.keyLength)
        #expect(suite.rsaKeyLengths == (row.isSHA256 ? 2048 : 1024)...4096)
        for identifier in [
            "http://schemas.xmlsoap.org/ws/2005/02/sc/dk/p_sha1", "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512/dk/p_sha1",
        ] { #expect(suite.acceptsDerivation(identifier: identifier)) }
        #expect(!suite.acceptsDerivation(identifier: "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512/dk/p_sha256"))
    }

    @Test func theNamesAreEachOnce() {
        #expect(Set(AlgorithmSuite.all.map(\.name)).count == 20)
        #expect(AlgorithmSuite.standard == .basic256Sha256)
        #expect(AlgorithmSuite(named: "Basic512") == nil)
    }

    @Test(arguments: AlgorithmSuite.all) func acceptsItsOwnAndNothingElse(_ suite: AlgorithmSuite) {
        #expect(DigestAlgorithm.allCases.filter { suite.accepts($0) } == [suite.digest])
        let signatures = suite.otherSignatures.union([suite.symmetricSignature, suite.asymmetricSignature])
        #expect(Set(SignatureMethod.all.filter { suite.accepts($0) }) == signatures)
        #expect(ContentCipher.allCases.filter { suite.accepts($0) } == [suite.contentCipher])
        #expect(KeyWrap.allCases.filter { suite.accepts($0) } == [suite.keyWrap])
        #expect(suite.accepts(suite.keyTransport) && !suite.accepts(.rsaOAEP(digest: .sha224, mgf1: .sha224)))
        #expect(suite.accepts(Canonicalization(.exclusive10, inclusivePrefixes: ["s"])))
        #expect(!suite.accepts(Canonicalization(.exclusive10, includesComments: true)) && !suite.accepts(Canonicalization(.inclusive10)))
        #expect(suite.acceptsSymmetricKey(length: suite.contentCipher.keyLength) && !suite.acceptsSymmetricKey(length: 8))
        #expect(suite.acceptsKey(.rsa(bits: 2048)) && !suite.acceptsKey(.rsa(bits: 512)) && !suite.acceptsKey(.rsa(bits: 16384)))
        #expect(suite.acceptsKey(.p256) == suite.acceptsKeyAgreement)
    }

    /// Lengths of keys and digests of derivations are in the policies, at both ends.
    @Test func policiesKeepLengthsAndDigests() throws {
        let (rsa, curve) = (try TestKeys.rsa.get(), try TestKeys.curves.get()[0])
        let secret = try SecretBytes.random(count: 32)
        let keys = KnownDecryptionKeys(.privateKey(rsa), .privateKey(curve), .secret(secret))
        func data(_ recipient: KeyRecipient) throws -> InfosetCursor {
            try XMLEncryptor(.aes256GCM, key: .generated(for: [recipient])).encrypt(Bytes("x")).root
        }
        func refusal(_ suite: AlgorithmSuite, _ data: InfosetCursor) -> XMLSecurityError? {
            do throws(XMLSecurityError) {
                _ = try XMLDecryptor(policy: suite.encryptionPolicy, keys: keys).octets(of: data)
                return nil
            } catch {
                return error
            }
        }
        let transported = try data(.transport(rsa.publicKey(), AlgorithmSuite.gcm256.keyTransport))
        let signed = try Envelope.signed(["body"], method: AlgorithmSuite.gcm256.asymmetricSignature, key: .privateKey(rsa)).signature
        for (range, setting) in [(2048...2048, ""), (2049...4096, "minimumRSABits"), (1024...2047, "maximumRSABits")] {
            var suite = AlgorithmSuite.gcm256
            suite.rsaKeyLengths = range
            let error = refusal(suite, transported)
            let verifier = SignatureVerifier(policy: suite.signaturePolicy, keys: KnownKeys(.publicKey(try rsa.publicKey())))
            let failure = verifier.examine(signed).failure
            if setting.isEmpty {
                #expect(error == nil && failure == nil, "\(String(describing: error)), \(String(describing: failure))")
            } else {
                #expect(error?.code == .unusableKey && error?.reason.contains(setting) == true)
                #expect(failure?.code == .unusableKey && failure?.reason.contains(setting) == true)
            }
        }
        for digest in [DigestAlgorithm.sha256, .sha512] {
            let agreed = try data(.agreement(curve.publicKey(), digest: digest))
            for other in [DigestAlgorithm.sha256, .sha512] {
                var suite = AlgorithmSuite.gcm256
                suite.derivationDigest = other
                let error = refusal(suite, agreed)
                #expect(digest == other ? error == nil : error?.reason.contains("derivationDigests") == true)
            }
        }
        let wrapped = try data(.wrap(secret, .aes256))
        var suite = AlgorithmSuite.gcm256
        #expect(refusal(suite, wrapped) == nil)
        suite.symmetricKeyLengths = 16...31
        let error = refusal(suite, wrapped)
        #expect(error?.code == .unusableKey && error?.reason.contains("symmetricKeyLengths") == true)
        // A key that came encrypted, of which nobody says how long it is.
        let key = try XMLEncryptor(key: .known(secret)).encryptedKey(
            secret, for: .transport(rsa.publicKey(), suite.keyTransport))
        #expect { try XMLDecryptor(policy: suite.encryptionPolicy, keys: keys).key(in: key.root, length: nil) } throws: {
            ($0 as? XMLSecurityError)?.code == .undecryptable
        }
        suite.symmetricKeyLengths = 32...64
        #expect(try XMLDecryptor(policy: suite.encryptionPolicy, keys: keys).key(in: key.root, length: nil) == secret)
    }

    /// What one suite makes another refuses, and its own policies take.
    @Test func policiesFollowFromSuites() throws {
        let rsa = try TestKeys.rsa.get()
        let infoset = try read(Envelope.text)
        for suite in AlgorithmSuite.all {
            let body = SignatureTarget.element(try infoset.carrying("body"), Canonicalization(suite.canonicalization), digest: suite.digest)
            let signer = XMLSigner(suite.asymmetricSignature, key: .privateKey(rsa))
            let signed = try signer.sign([body], in: infoset, at: .lastChild(of: try infoset.first(local: "Security").range)).infoset
            let recipient = try KeyRecipient.transport(rsa.publicKey(), suite.keyTransport)
            let encryptor = XMLEncryptor(suite.contentCipher, key: .generated(for: [recipient]))
            let message = try encryptor.encrypt([.content(try signed.first(local: "Body"))]).infoset
            for other in AlgorithmSuite.all {
                let keys = KnownDecryptionKeys(.privateKey(rsa))
                let decrypted = Result {
                    try XMLDecryptor(policy: other.encryptionPolicy, keys: keys).decrypt([try message.first(local: "EncryptedData")])
                }
                let isAlike = other.contentCipher == suite.contentCipher && other.keyTransport == suite.keyTransport
                #expect(((try? decrypted.get()) != nil) == isAlike, "\(suite) under \(other)")
                let verifier = SignatureVerifier(policy: other.signaturePolicy, keys: KnownKeys(.publicKey(try rsa.publicKey())))
                let isSame = other.digest == suite.digest && other.asymmetricSignature == suite.asymmetricSignature
                #expect(((try? verifier.verify(signed.signature)) != nil) == isSame, "\(suite) under \(other)")
            }
        }
    }
}
