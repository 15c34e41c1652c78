import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What one element of a call left of the limits is no news for whoever sees the error of another.
@Suite struct EncryptionUniformityTests {
    /// The first element has a key of the recipient, or one that only looks so, and behind it one of a kind that is not known, which is
    /// looked at only where the first did not unwrap; its content is broken. The key of the second element is of no known kind either.
    @Test(arguments: [1, 2, 3, 128], [2, 3]) func theErrorOfAnotherElementDoesNotTell(_ keys: Int, _ items: Int) throws {
        let rsa = try TestKeys.rsa.get()
        let infoset = try read("<r><a>1</a><b>2</b></r>")
        let encryptor = XMLEncryptor(.aes128GCM, key: .generated(for: [try .transport(rsa.publicKey())]))
        let text = try Envelope.text(
            try encryptor.encrypt([.content(try infoset.first("a")), .content(try infoset.first("b"))]).infoset)
        let first = String(try #require(text.firstMatch(of: /<a>.*<\/a>/)).output)
        let values = first.matches(of: /<xenc:CipherValue>([^<]*)</).map { String($0.output.1) }
        let (wrapped, content) = (try #require(values.first), try #require(values.last))
        let key = String(try #require(first.firstMatch(of: /<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/)).output)
        let unknown = key.replacing("rsa-oaep", with: "rsa-unknown")
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.privateKey(rsa)))
        decryptor.policy.limits.encryptedKeys = keys
        decryptor.policy.limits.keyInfoItems = items * 2
        func error(_ target: String) throws -> XMLSecurityError? {
            let broken = first.replacing(content, with: String(repeating: "A", count: 64))
                .replacing("</ds:KeyInfo>", with: unknown + "</ds:KeyInfo>", maxReplacements: 1).replacing(wrapped, with: target)
            let rest = text.replacing(/<a>.*<\/a>/, with: "")
            let second = rest.replacing("rsa-oaep", with: "rsa-unknown")
            let message = try read(second.replacing("<b>", with: broken + "<b>"))
            do throws(XMLSecurityError) {
                _ = try decryptor.decrypt(message.all { $0.localName == "EncryptedData" })
                return nil
            } catch {
                return error
            }
        }
        let unwraps = try #require(try error(wrapped))
        let fails = try #require(try error(String(repeating: "A", count: 342) + "=="))
        #expect(unwraps.code == .undecryptable)
        #expect(unwraps == fails)
    }
}
