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

    /// What one suite makes another refuses, and its own policies take.
    @Test func policiesFollowFromSuites() throws {
        let rsa = try TestKeys.rsa.get()
        let infoset = try read(Envelope.text)
        for suite in AlgorithmSuite.all {
            let body = SignatureTarget.element(try infoset.carrying("body"), Canonicalization(suite.canonicalization), digest: suite.digest)
            let signer = XMLSigner(suite.asymmetricSignature, key: .privateKey(rsa))
            let signed = try signer.sign([body], in: infoset, at: .lastChild(of: try infoset.first(local: "Security").range)).infoset
            let recipient = KeyRecipient.transport(try rsa.publicKey(), suite.keyTransport)
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
