internal import StrataCrypto
internal import StrataInfoset

/// The decryption of some elements of one document, one after the other.
struct Decrypting {
    private struct Item {
        /// Where it stands now.
        var range: NodeRange
        /// The element as it was given, or as it turned up in what was decrypted.
        let element: InfosetCursor
        let nesting: Int
        /// The record of the element that was given, from which this one comes.
        let origin: Int
    }

    private let decryptor: XMLDecryptor
    private var policy: EncryptionPolicy { decryptor.policy }
    private var infoset: Infoset
    /// What is still to be decrypted, the next one last.
    private var pending: [Item]
    private var parts: [Decryption.Part] = []
    private var tracked: [NodeRange?]
    private var count = 0
    /// The first reason that has nothing to do with what something decrypts to, and the first that has.
    private var reason: XMLSecurityError?
    private var failure: XMLSecurityError?

    /// - Throws: what can be told of the elements without any key.
    init(_ decryptor: XMLDecryptor, _ elements: [InfosetCursor], _ ranges: [NodeRange]) throws(XMLSecurityError) {
        guard let infoset = elements.first?.infoset else { throw XMLSecurityError(.invalidSubset, "there is nothing to decrypt") }
        let limit = decryptor.policy.limits.encryptedItems
        guard elements.count <= limit else {
            throw XMLSecurityError(.limitExceeded, "more encrypted elements than limits.encryptedItems, \(limit), allows")
        }
        for element in elements {
            guard element.infoset.isIdentical(to: infoset) else {
                throw XMLSecurityError(.invalidSubset, "\(element.shownName) is of another document", at: element.index)
            }
            try Decrypting.examine(element, decryptor.policy)
        }
        let sorted = elements.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        for (one, next) in zip(sorted, sorted.dropFirst()) where next.lowerBound <= one.upperBound {
            throw XMLSecurityError(
                .invalidSubset, "an element to decrypt stands within another one, or is given twice", at: next.lowerBound)
        }
        self.decryptor = decryptor
        self.infoset = infoset
        pending = elements.reversed().map { Item(range: $0.range, element: $0, nesting: 1, origin: $0.index) }
        tracked = ranges
    }

    /// Reads all of an element that needs no key.
    private static func examine(_ element: InfosetCursor, _ policy: EncryptionPolicy) throws(XMLSecurityError) {
        _ = try isContent(element)
        let parts = try EncryptedParts(element, XMLEncryptionName.encryptedData, policy)
        _ = try parts.cipher(policy)
        if let keyInfo = parts.keyInfo { _ = try KeyInfo(keyInfo, limits: policy.limits.keyInfo) }
    }

    /// Decrypts all elements, also when one of the first does not decrypt: neither the answer nor the work tells which one it was.
    mutating func run() throws(XMLSecurityError) -> Decryption {
        while let item = pending.popLast() {
            count += 1
            guard count <= policy.limits.encryptedItems else {
                let text = "more encrypted elements than limits.encryptedItems, \(policy.limits.encryptedItems), allows"
                failure = failure ?? uniform(XMLSecurityError(.limitExceeded, text), item)
                break
            }
            do throws(XMLSecurityError) {
                try decrypt(item)
            } catch {
                // What is wrong within what was decrypted is known to nobody who does not have the key.
                switch (item.nesting, error.code) {
                case (1, .undecryptable): failure = failure ?? error
                case (1, _): reason = reason ?? error
                default: failure = failure ?? uniform(error, item)
                }
            }
        }
        if let error = reason ?? failure { throw error }
        return Decryption(infoset: infoset, parts: parts, tracked: tracked)
    }

    private func uniform(_ error: XMLSecurityError, _ item: Item) -> XMLSecurityError {
        .undecryptable(decryptor.isExplaining ? [error.reason] : [], at: item.origin)
    }

    private mutating func decrypt(_ item: Item) throws(XMLSecurityError) {
        let isContent = try Decrypting.isContent(item.element)
        let cipher = try EncryptedParts(item.element, XMLEncryptionName.encryptedData, policy).cipher(policy)
        // Ranges that are gone stand as one that never is in an infoset, so that every one keeps its place.
        let gone = NodeRange(lowerBound: -1, upperBound: -1)
        let ranges = pending.map(\.range) + tracked.map { $0 ?? gone }
        let quotas = policy.quotas
        let place = infoset.element(at: item.range.lowerBound)
        let splice = try decryptor.content(of: item.element) { (plaintext, search) -> InfosetSplice? in
            guard let place else { return nil }
            do throws(InfosetError) {
                if let splice = try Decrypting.splice(plaintext.exposed, place, isContent, quotas, ranges) { return splice }
                search.note("what was decrypted is not exactly one element")
                return nil
            } catch {
                search.note("what was decrypted: \(error)")
                return nil
            }
        }
        let growth = splice.infoset.nodeCount - infoset.nodeCount
        infoset = splice.infoset
        for i in parts.indices { parts[i].range = parts[i].range.flatMap { Decrypting.moved($0, item.range, growth) } }
        for i in pending.indices { pending[i].range = splice.tracked[i] ?? gone }
        for i in tracked.indices { tracked[i] = splice.tracked[pending.count + i] }
        parts.append(Decryption.Part(isContent: isContent, range: splice.inserted, cipher: cipher, nesting: item.nesting))
        if policy.decryptsNested, let inserted = splice.inserted { descend(into: inserted, from: item) }
    }

    /// Where a part is after what stood at a place was replaced, within it, before or behind it.
    private static func moved(_ range: NodeRange, _ place: NodeRange, _ growth: Int) -> NodeRange? {
        if range.upperBound < place.lowerBound { return range }
        let lower = range.contains(place) ? range.lowerBound : range.lowerBound + growth
        let upper = range.upperBound + growth
        return lower <= upper ? NodeRange(lowerBound: lower, upperBound: upper) : nil
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
    private mutating func descend(into range: NodeRange, from item: Item) {
        var found: [Item] = []
        var i = range.lowerBound
        while i <= range.upperBound {
            guard let element = infoset.element(at: i), element.isNamed(XMLEncryptionName.encryptedData) else {
                i += 1
                continue
            }
            guard item.nesting < policy.limits.nesting else {
                failure =
                    failure
                    ?? uniform(
                        XMLSecurityError(
                            .limitExceeded, "encrypted elements within others, deeper than limits.nesting, \(policy.limits.nesting), allows"
                        ),
                        item)
                return
            }
            // One that stands for octets is no part of the document.
            if (try? Decrypting.isContent(element)) != nil {
                found.append(Item(range: element.range, element: element, nesting: item.nesting + 1, origin: item.origin))
            }
            i = element.range.upperBound + 1
        }
        pending += found.reversed()
    }
}
