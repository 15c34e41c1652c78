internal import StrataCrypto
internal import StrataInfoset

/// The decryption of some elements of one document, one after the other.
struct Decrypting {
    private struct Item {
        var range: NodeRange
        let nesting: Int
    }

    private let decryptor: XMLDecryptor
    private var policy: EncryptionPolicy { decryptor.policy }
    private var infoset: Infoset
    /// What is still to be decrypted, the next one last.
    private var pending: [Item]
    private var parts: [Decryption.Part] = []
    private var tracked: [NodeRange?]
    private var count = 0

    init(_ decryptor: XMLDecryptor, _ elements: [InfosetCursor], _ ranges: [NodeRange]) throws(XMLSecurityError) {
        guard let infoset = elements.first?.infoset else { throw XMLSecurityError(.invalidSubset, "there is nothing to decrypt") }
        for element in elements where !element.infoset.isIdentical(to: infoset) {
            throw XMLSecurityError(.invalidSubset, "\(element.shownName) is of another document", at: element.index)
        }
        self.decryptor = decryptor
        self.infoset = infoset
        pending = elements.reversed().map { Item(range: $0.range, nesting: 1) }
        tracked = ranges
    }

    mutating func run() throws(XMLSecurityError) -> Decryption {
        while let item = pending.popLast() {
            count += 1
            guard count <= policy.limits.encryptedItems else {
                throw XMLSecurityError(
                    .limitExceeded, "more encrypted elements than limits.encryptedItems, \(policy.limits.encryptedItems), allows",
                    at: item.range.lowerBound)
            }
            try decrypt(item)
        }
        return Decryption(infoset: infoset, parts: parts, tracked: tracked)
    }

    private mutating func decrypt(_ item: Item) throws(XMLSecurityError) {
        guard let element = infoset.element(at: item.range.lowerBound) else {
            throw XMLSecurityError(.invalidSubset, "an element to decrypt is not in the document", at: item.range.lowerBound)
        }
        let isContent = try Decrypting.isContent(element)
        let cipher = try EncryptedParts(element, XMLEncryptionName.encryptedData, policy).cipher(policy)
        // Ranges that are gone stand as one that never is in an infoset, so that every one keeps its place.
        let gone = NodeRange(lowerBound: -1, upperBound: -1)
        let ranges = pending.map(\.range) + parts.map { $0.range ?? gone } + tracked.map { $0 ?? gone }
        let quotas = policy.quotas
        let splice = try decryptor.content(of: element) { (plaintext, search) -> InfosetSplice? in
            do throws(InfosetError) {
                if let splice = try Decrypting.splice(plaintext.exposed, element, isContent, quotas, ranges) { return splice }
                search.note("what was decrypted is not exactly one element")
                return nil
            } catch {
                search.note("what was decrypted: \(error)")
                return nil
            }
        }
        infoset = splice.infoset
        var moved = splice.tracked[...]
        for i in pending.indices {
            guard let range = moved.removeFirst() else {
                throw XMLSecurityError(
                    .invalidSubset, "an element to decrypt stands within another one, or is given twice", at: pending[i].range.lowerBound)
            }
            pending[i].range = range
        }
        for i in parts.indices {
            let range = moved.removeFirst()
            // What was nothing but an encrypted element is what has come in its place.
            parts[i].range = range ?? (parts[i].range == item.range ? splice.inserted : nil)
        }
        for i in tracked.indices { tracked[i] = moved.removeFirst() }
        parts.append(Decryption.Part(isContent: isContent, range: splice.inserted, cipher: cipher, nesting: item.nesting))
        if policy.decryptsNested, let inserted = splice.inserted { try descend(into: inserted, from: item) }
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

    /// The document with what the octets say in place of the element; nil when they are not one element and should be.
    private static func splice(
        _ octets: Bytes, _ element: InfosetCursor, _ isContent: Bool, _ quotas: XMLQuotas, _ ranges: [NodeRange]
    ) throws(InfosetError) -> InfosetSplice? {
        guard let parent = element.parent else {
            let document = try XMLTextReader.read(octets, quotas: quotas, encoding: .utf8)
            return try element.infoset.splicing(document, at: .replacing(element.range), tracking: ranges)
        }
        let fragment = try XMLTextReader.readFragment(octets, inContentOf: parent, quotas: quotas)
        guard isContent || fragment.firstElement?.range.count == fragment.nodeCount else { return nil }
        return try element.infoset.splicing(fragment, at: .replacing(element.range), tracking: ranges)
    }

    /// Notes the encrypted elements in what was decrypted.
    private mutating func descend(into range: NodeRange, from item: Item) throws(XMLSecurityError) {
        var found: [Item] = []
        var i = range.lowerBound
        while i <= range.upperBound {
            guard let element = infoset.element(at: i), element.isNamed(XMLEncryptionName.encryptedData) else {
                i += 1
                continue
            }
            guard item.nesting < policy.limits.nesting else {
                throw XMLSecurityError(
                    .limitExceeded, "encrypted elements within others, deeper than limits.nesting, \(policy.limits.nesting), allows",
                    at: i)
            }
            found.append(Item(range: element.range, nesting: item.nesting + 1))
            i = element.range.upperBound + 1
        }
        pending += found.reversed()
    }
}
