import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// A signed message with one octet changed, and cut at every one: refused, or what it covers is what was signed.
@Suite struct SignatureOctetTests {
    /// The canonical forms of what a signature covers, nil when it does not hold.
    private func covered(_ octets: [UInt8], _ verifier: SignatureVerifier) throws -> [Bytes]? {
        guard let infoset = try? XMLTextReader.read(Bytes(octets)), let signature = infoset.signatures.first,
            let content = try? verifier.verify(signature)
        else { return nil }
        return try content.parts.map { try $0.canonicalization.octets(of: $0.subset) }
    }

    @Test(arguments: [Canonicalization(.exclusive10), Canonicalization(.inclusive10)])
    func everyOctet(_ form: Canonicalization) throws {
        let signed = Array(try Envelope.text(Envelope.signed(["to", "body"], method: .hmacSHA256, form: form)).utf8)
        let verifier = try TestKeys.verifier(.hmacSHA256)
        let original = try #require(try covered(signed, verifier))
        var held = 0
        for i in signed.indices {
            for change in [UInt8(1), 0x20] {
                var other = signed
                other[i] ^= change
                guard let parts = try covered(other, verifier) else { continue }
                held += 1
                #expect(parts == original, "octet \(i)")
            }
            #expect(try covered(Array(signed[..<i]), verifier) == nil)
        }
        // What is not covered may be anything: comments, the action and its identifier, the time stamp.
        #expect(held > 50)
    }
}
