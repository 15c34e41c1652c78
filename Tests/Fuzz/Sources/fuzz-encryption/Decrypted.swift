import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Elements of a document, decrypted in their place.
enum Decrypted {
    private typealias Outcome = Result<Decryption, XMLSecurityError>

    static func check(_ elements: [InfosetCursor], _ settings: Settings, _ input: FuzzInput) {
        let own = decrypt(elements, settings.decryptor(.own), input)
        let strange = decrypt(elements, settings.decryptor(.strange), input)
        // Whoever sends changed messages learns nothing of what they decrypt to: what is not the one failure is so under any keys.
        switch (own, strange) {
        case (.success(let found), .success): require(!found.parts.contains { $0.cipher.isAuthenticated }, "strange keys open it")
        case (.failure(let error), .success), (.success, .failure(let error)):
            require(error.code == .undecryptable, "strange keys make another failure: \(error)")
        case (.failure(let error), .failure(let other)):
            let isOne = error.code == .undecryptable && other.code == .undecryptable && error.reason == other.reason
            require(isOne || error == other, "the failure depends on the keys: \(error), \(other)")
        }
        compare(own, decrypt(elements, settings.decryptor(.own), input))
        compare(own, decrypt(elements, settings.decryptor(.own, isExplaining: true), input))
        if case .success(let decryption) = own { check(decryption, elements, settings) }
    }

    private static func decrypt(_ elements: [InfosetCursor], _ decryptor: XMLDecryptor, _ input: FuzzInput) -> Outcome {
        do throws(XMLSecurityError) {
            return .success(try decryptor.decrypt(elements, tracking: [elements[0].infoset.root.range]))
        } catch {
            Genuine.checkTelling(error.description, input, isExplaining: decryptor.isExplaining)
            return .failure(error)
        }
    }

    private static func compare(_ one: Outcome, _ other: Outcome) {
        switch (one, other) {
        case (.success(let a), .success(let b)):
            require(Documents.octets(a.infoset) == Documents.octets(b.infoset) && a.parts == b.parts, "the second time it is another one")
        case (.failure(let a), .failure(let b)): require(a.code == b.code && a.index == b.index, "the second time it fails with \(b)")
        default: broken("the second time it comes to something else")
        }
    }

    private static func check(_ decryption: Decryption, _ elements: [InfosetCursor], _ settings: Settings) {
        let infoset = decryption.infoset
        require(decryption.parts.count >= elements.count, "not everything was decrypted")
        require(decryption.parts.count <= settings.policy.limits.encryptedItems, "more was decrypted than the limit allows")
        for part in decryption.parts {
            require(part.nesting >= 1 && part.nesting <= settings.policy.limits.nesting, "nested deeper than the limit allows")
            guard let range = part.range else { continue }
            require(range.lowerBound > 0 && range.upperBound < infoset.nodeCount - 1, "a part is out of the document")
            let isElement = infoset.element(at: range.lowerBound).map { $0.range == range } ?? false
            require(part.isContent || isElement, "an element is none")
        }
        if let root = decryption.tracked[0] { require(infoset.root.range == root, "the document element is another one") }
        require(
            Documents.octets(Documents.sent(infoset)) == Documents.octets(infoset), "what was decrypted is another one when it was sent")
    }
}
