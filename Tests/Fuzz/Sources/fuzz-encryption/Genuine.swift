import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// What was encrypted under the fixed keys: nothing else ever comes out of a cipher that authenticates.
enum Genuine {
    nonisolated(unsafe) private static var plaintexts: Set<Bytes> = []  // Written before the first input, and read afterwards.

    /// A word that every plaintext has, and that no error may have.
    static let mark = "confidential"

    static func learn(_ documents: [Bytes]) {
        let decryptor = XMLDecryptor(policy: .legacy, keys: Keys.own)
        for octets in documents {
            let infoset = Fixed.made { try XMLTextReader.read(octets) }
            for element in Documents.elements(infoset, where: { $0.isNamed(Names.data) }) {
                let plaintext = Fixed.made { try decryptor.octets(of: element).exposed }
                plaintexts.insert(plaintext)
            }
        }
    }

    /// What holds encrypted elements itself is another one in every run.
    static func contains(_ plaintext: Bytes) -> Bool {
        plaintexts.contains(plaintext) || String(decoding: Array(plaintext), as: UTF8.self).contains("EncryptedData")
    }

    /// An error says nothing of a key, and for a service nothing of what was decrypted.
    static func checkTelling(_ text: String, _ input: FuzzInput, isExplaining: Bool) {
        guard Fixed.isGivenAway(in: text) || !isExplaining && text.holds(Array(mark.utf8)) else { return }
        let given = String(decoding: input.octets, as: UTF8.self)
        require(Fixed.isGivenAway(in: given) || given.holds(Array(mark.utf8)), "an error tells: \(text)")
    }
}
