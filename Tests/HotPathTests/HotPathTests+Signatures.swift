import CCounters
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What verifications leave behind in memory, and what canonical forms take of it.
extension HotPathTests {
    private final class Discarding: CanonicalSink {
        var count = 0
        func append(_ octets: UnsafeRawBufferPointer) { count += octets.count }
    }

    /// An enveloped signature over a document.
    private static func signed(_ signer: XMLSigner) throws -> Infoset {
        let infoset = try XMLTextReader.read(Bytes("<r Id=\"r\"><a xmlns=\"urn:a\">\(String(repeating: "text ", count: 50))</a></r>"))
        return try signer.sign([.document()], in: infoset, at: .lastChild(of: infoset.root.range)).infoset
    }

    @Test("signatures that are verified and refused leave no memory behind")
    func verificationsLeaveNothing() throws {
        let secret = SecretBytes([UInt8](repeating: 7, count: 32))
        let key = try PrivateKey.generate(.p256)
        let documents: [(Infoset, VerificationKey)] = [
            (try Self.signed(XMLSigner(.hmacSHA256, key: .secret(secret))), .secret(secret)),
            (try Self.signed(XMLSigner(.ecdsaSHA256, key: .privateKey(key))), .publicKey(try key.publicKey())),
        ]
        var narrow = SignaturePolicy.standard
        narrow.limits.canonicalLength = 10
        narrow.limits.canonicalFactor = 0
        func round() -> Int {
            var refused = 0
            for (infoset, key) in documents {
                guard let signature = infoset.root.child(ExpandedName("Signature", namespace: "http://www.w3.org/2000/09/xmldsig#")) else {
                    continue
                }
                for verifier in [
                    SignatureVerifier(keys: KnownKeys(key)), SignatureVerifier(policy: narrow, keys: KnownKeys(key)),
                    SignatureVerifier(keys: KnownKeys()), SignatureVerifier(keys: KnownKeys(.secret(SecretBytes([1])))),
                ] where !verifier.examine(signature).isValid { refused += 1 }
            }
            return refused
        }
        for _ in 0..<3 { #expect(round() == 6) }
        guard counters_work() != 0 else { return }
        func left() -> Int {
            counters_reset()
            for _ in 0..<100 { _ = round() }
            let allocations = Int(counters_get(counter_allocations))
            #expect(allocations > 1000)
            return abs(allocations - Int(counters_get(counter_frees)))
        }
        // One block for each verification would be 800, every time.
        #expect((0..<3).contains { _ in left() < 100 })
    }

    @Test("a canonical form allocates nothing for each of its elements", .enabled(if: counters_work() != 0))
    func canonicalFormsAllocateLittle() throws {
        let rows = (0..<200).map { "<p:row xmlns:p=\"urn:p\" n=\"\($0)\"><a/>text &amp; text</p:row>" }.joined()
        let subset = DocumentSubset(document: try XMLTextReader.read(Bytes("<t>\(rows)</t>"), quotas: .maximum))
        let sink = Discarding()
        let form = Canonicalization(.exclusive10)
        for _ in 0..<3 { try form.write(subset, to: sink) }
        func allocations() throws -> Int {
            counters_reset()
            for _ in 0..<100 { try form.write(subset, to: sink) }
            return Int(counters_get(counter_allocations))
        }
        // A hundred forms of 200 elements each; what other threads allocate meanwhile comes once.
        #expect(try (0..<3).contains { _ in try allocations() < 2000 })
    }
}
