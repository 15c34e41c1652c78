import CCounters
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What many encrypted elements cost: their document and what is in them, not the one times the other.
extension HotPathTests {
    /// A large document with elements that are encrypted, and an identifier at each of its rows.
    private static func document(_ elements: Int) throws -> Infoset {
        let rows = (0..<20_000).map { "<row Id=\"r\($0)\">text</row>" }.joined()
        let parts = (0..<elements).map { "<part n=\"\($0)\">to be kept</part>" }.joined()
        return try XMLTextReader.read(Bytes("<r><parts>\(parts)</parts>\(rows)</r>"), quotas: .maximum)
    }

    /// The octets that something allocates; the least of three runs, since other threads allocate too.
    private func octets(_ body: () throws -> Void) rethrows -> Int {
        var least = Int.max
        for _ in 0..<3 {
            counters_reset()
            try body()
            least = min(least, Int(counters_get(counter_octets)))
        }
        return least
    }

    @Test("a thousand encrypted elements cost what their document does", .enabled(if: counters_work() != 0))
    func encryptedElementsCostTheirDocument() throws {
        let (secret, key) = (SecretBytes([UInt8](1...16)), SecretBytes([UInt8](1...32)))
        let signature = "http://www.w3.org/2000/09/xmldsig#"
        let retrieval = try XMLTextReader.read(
            Bytes("<d:RetrievalMethod xmlns:d=\"\(signature)\" Type=\"http://www.w3.org/2001/04/xmlenc#EncryptedKey\" URI=\"#k\"/>"))
        let encryptor = XMLEncryptor(.aes128GCM, key: .known(secret, keyInfo: [.element(retrieval.root)]))
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(key)))
        decryptor.policy.quotas = .maximum
        decryptor.policy.limits.encryptedItems = 1000
        decryptor.policy.limits.encryptedKeys = 2000
        decryptor.policy.limits.keyAttempts = 2000
        decryptor.policy.limits.keyInfoItems = 2000
        var costs: [(encryption: Int, decryption: Int)] = []
        for count in [1, 1000] {
            let document = try Self.document(count)
            let parts = try #require(document.root.firstChild)
            let targets = parts.children.map { EncryptionTarget.content($0) }
            let encrypted = try encryptor.encrypt(targets).infoset
            let wrapped = try encryptor.encryptedKey(secret, for: .wrap(key, .aes256), identifier: "k")
            let message = try encrypted.inserting(wrapped, at: .lastChild(of: encrypted.root.range)).0
            let data = try #require(message.root.firstChild).children.compactMap(\.firstChild)
            try #require(data.count == count)
            try #require(try decryptor.decrypt(data).parts.count == count)
            let encryption = try octets { _ = try encryptor.encrypt(targets) }
            let decryption = try octets { _ = try decryptor.decrypt(data) }
            costs.append((encryption, decryption))
        }
        print("octets of encryption and decryption, of one element and of a thousand: \(costs)")
        // A copy of the document takes more than a megabyte. One for each element would be a thousand of them, or a thousand tables.
        #expect(costs[0].encryption > 1 << 20 && costs[0].decryption > 1 << 20, "\(costs)")
        #expect(costs[1].encryption < 40 << 20 && costs[1].decryption < 40 << 20, "\(costs)")
    }
}
