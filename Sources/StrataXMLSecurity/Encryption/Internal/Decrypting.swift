internal import StrataCrypto
internal import StrataInfoset

/// The decryption of some elements of one document, level by level: all that stand beside each other, then all that turned up in those.
///
/// A level costs one new document, however many elements it has.
struct Decrypting {
    struct Item {
        let encrypted: EncryptedItem
        let isContent: Bool
        /// How deep it stands in what others were decrypted to.
        let nesting: Int
        /// The record of the element that was given, from which this one comes.
        let origin: Int
    }

    private let decryptor: XMLDecryptor
    var policy: EncryptionPolicy { decryptor.policy }
    private(set) var infoset: Infoset
    var search: KeySearch
    /// What is decrypted next.
    private var level: [Item] = []
    private var parts: [Decryption.Part] = []
    private var tracked: [NodeRange?]
    /// The first reason that has nothing to do with what something decrypts to, and the first that has.
    private var reason: XMLSecurityError?
    private var failure: XMLSecurityError?

    /// - Throws: what can be told of the elements without any key.
    init(_ decryptor: XMLDecryptor, _ elements: [InfosetCursor], _ ranges: [NodeRange]) throws(XMLSecurityError) {
        guard let infoset = elements.first?.infoset else { throw XMLSecurityError(.invalidSubset, "there is nothing to decrypt") }
        self.decryptor = decryptor
        self.infoset = infoset
        search = KeySearch(decryptor, infoset)
        tracked = ranges
        try requireRoom()
        for element in elements {
            guard element.infoset.isIdentical(to: infoset) else {
                throw XMLSecurityError(.invalidSubset, "\(element.shownName) is of another document", at: element.index)
            }
            level.append(try item(element, nesting: 1, origin: element.index))
        }
        if let range = NodeRange.overlapping(elements.map(\.range)) {
            throw XMLSecurityError(
                .invalidSubset, "an element to decrypt stands within another one, or is given twice", at: range.lowerBound)
        }
    }

    /// Decrypts all elements, also when one of the first does not decrypt; the error says where that one stands, and nothing of why.
    mutating func run() throws(XMLSecurityError) -> Decryption {
        while !level.isEmpty { decryptLevel() }
        if let error = reason ?? failure { throw error }
        return Decryption(infoset: infoset, parts: parts, tracked: tracked)
    }

    private mutating func decryptLevel() {
        var (decrypted, changes): ([Item], [InfosetChange]) = ([], [])
        var nodes = infoset.nodeCount
        for item in level {
            do throws(XMLSecurityError) {
                let range = item.encrypted.element.range
                let content = try content(of: item, room: policy.quotas.maxNodes - (nodes - range.count))
                nodes += content.nodeCount - range.count
                changes.append(content.change(at: range))
                decrypted.append(item)
            } catch {
                note(error, item)
            }
        }
        level = []
        guard let first = decrypted.first else { return }
        do throws(InfosetError) {
            let splices = try infoset.splicing(changes, tracking: tracked, within: documentQuotas)
            take(splices, decrypted)
        } catch {
            note(XMLSecurityError(.malformed, "what was decrypted: \(error)"), first, isWithin: true)
        }
    }

    /// Goes on with the document in which all of a level was decrypted.
    private mutating func take(_ splices: InfosetSplices, _ items: [Item]) {
        infoset = splices.infoset
        search.infoset = infoset
        tracked = splices.tracked
        for i in parts.indices { parts[i].range = parts[i].range.flatMap { splices.range(following: $0) } }
        for (item, range) in zip(items, splices.inserted) {
            parts.append(
                Decryption.Part(isContent: item.isContent, range: range, cipher: item.encrypted.cipher, nesting: item.nesting))
            if policy.decryptsNested, let range { descend(into: range, from: item) }
        }
    }

    /// Notes the encrypted elements in what was decrypted.
    private mutating func descend(into range: NodeRange, from parent: Item) {
        var i = range.lowerBound
        while i <= range.upperBound {
            guard let element = infoset.element(at: i), element.isNamed(XMLEncryptionName.encryptedData) else {
                i += 1
                continue
            }
            i = element.range.upperBound + 1
            // One that stands for octets is no part of the document.
            guard (try? Decrypting.isContent(element)) != nil else { continue }
            do throws(XMLSecurityError) {
                guard parent.nesting < policy.limits.nesting else {
                    throw XMLSecurityError(
                        .limitExceeded, "encrypted elements within others, deeper than limits.nesting, \(policy.limits.nesting), allows")
                }
                level.append(try item(element, nesting: parent.nesting + 1, origin: parent.origin))
            } catch {
                note(error, parent, isWithin: true)
            }
        }
    }

    /// - Parameter isWithin: whether it is about what the item was decrypted to, which is known to nobody who does not have the key.
    private mutating func note(_ error: XMLSecurityError, _ item: Item, isWithin: Bool = false) {
        switch (isWithin || item.nesting > 1, error.code) {
        case (false, .undecryptable): failure = failure ?? error
        case (false, _): reason = reason ?? error
        case (true, _): failure = failure ?? .undecryptable(decryptor.isExplaining ? [error.reason] : [], at: item.origin)
        }
    }

    // MARK: Elements

    /// Reads all of an element that needs no key.
    private mutating func item(_ element: InfosetCursor, nesting: Int, origin: Int) throws(XMLSecurityError) -> Item {
        let isContent = try Decrypting.isContent(element)
        let encrypted = try EncryptedItem(element, policy, &search.budget)
        return Item(encrypted: encrypted, isContent: isContent, nesting: nesting, origin: origin)
    }

    /// Whether the type says that it stands for the content of an element, and not for an element.
    private static func isContent(_ element: InfosetCursor) throws(XMLSecurityError) -> Bool {
        switch element.attribute(XMLEncryptionName.type) {
        case XMLEncryptionName.elementType?: return false
        case XMLEncryptionName.contentType?: return true
        case nil:
            throw XMLSecurityError(
                .malformed, "\(element.shownName) has no Type, so it stands for octets and not for a part of the document",
                at: element.index)
        case let type?:
            throw XMLSecurityError(
                .malformed, "\(element.shownName) has the Type \(quoted(type)), which stands for no part of a document", at: element.index)
        }
    }
}
