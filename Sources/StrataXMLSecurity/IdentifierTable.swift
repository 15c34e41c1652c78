public import StrataInfoset

/// The identifiers of a document, and the one element that each of them names.
///
/// Signatures, and every layer above that follows a `#id` in the same document, look elements up here: two readers that take different ones
/// for the same identifier are what signature wrapping needs. It is made in one pass over the records; an identifier of two elements, or one
/// that stands in two attributes, is refused whatever their order.
public struct IdentifierTable: Sendable {
    /// What to do with an identifier that stands twice.
    enum DuplicateRule {
        /// Refuse the document.
        case refused
        /// Refuse the document where `wsu:Id` or `xml:id` is one of both attributes, else whoever asks for the identifier.
        case refusedWhenReserved
        /// Refuse whoever asks for it.
        case refusedWhenAskedFor
    }

    private struct Entry {
        var start: Int
        var isReserved: Bool
        var isTwice = false
    }

    /// The document.
    public let infoset: Infoset
    /// The attributes whose values are identifiers.
    public let attributes: [ExpandedName]
    /// How deep its elements nest.
    let depth: Int
    /// By octets, because strings that look the same are equal.
    private let entries: [Bytes: Entry]

    /// The identifiers of a document.
    ///
    /// - Parameters:
    ///   - infoset: the document.
    ///   - attributes: the attributes whose values are identifiers.
    ///   - acceptsUnreferencedDuplicates: whether an identifier may stand twice as long as nobody asks for it, unless one of both attributes
    ///     is `wsu:Id` or `xml:id`.
    /// - Throws: `duplicateIdentifier`.
    public init(
        _ infoset: Infoset, attributes: [ExpandedName] = SignaturePolicy.commonIdentifierAttributes,
        acceptsUnreferencedDuplicates: Bool = false
    ) throws(XMLSecurityError) {
        try self.init(infoset, attributes, acceptsUnreferencedDuplicates ? .refusedWhenReserved : .refused)
    }

    init(_ infoset: Infoset, _ attributes: [ExpandedName], _ rule: DuplicateRule) throws(XMLSecurityError) {
        self.infoset = infoset
        self.attributes = attributes
        let storage = infoset.storage
        var entries: [Bytes: Entry] = [:]
        var (start, depth, deepest) = (0, 0, 0)
        for i in 0..<storage.nodeCount {
            let node = storage.nodes[i]
            switch node.kind {
            case NodeKind.start:
                start = i
                depth += 1
                deepest = max(deepest, depth)
            case NodeKind.end: depth -= 1
            case NodeKind.attribute:
                guard let name = attributes.first(where: { storage.isNamed(node.name, $0) }) else { continue }
                let value = IdentifierName.value(of: storage.attributeOctets(node), as: name)
                var entry = Entry(start: start, isReserved: name == IdentifierName.utility || name == IdentifierName.xml)
                if let known = entries[value] {
                    entry.isReserved = entry.isReserved || known.isReserved
                    entry.isTwice = true
                    guard rule == .refusedWhenAskedFor || rule == .refusedWhenReserved && !entry.isReserved else {
                        throw IdentifierTable.duplicate(value, entry.isReserved, at: start)
                    }
                }
                entries[value] = entry
            default: continue
            }
        }
        self.depth = deepest
        self.entries = entries
    }

    /// Whether any element carries an identifier.
    public func contains(_ identifier: String) -> Bool { entries[Bytes(identifier)] != nil }

    /// The one element that carries an identifier.
    ///
    /// - Throws: `unresolvedReference` when there is none, `duplicateIdentifier` when it stands twice.
    public func element(_ identifier: String) throws(XMLSecurityError) -> InfosetCursor {
        guard let entry = entries[Bytes(identifier)], let element = infoset.element(at: entry.start) else {
            throw XMLSecurityError(
                .unresolvedReference, "nothing in the document carries the identifier \(quoted(identifier))")
        }
        guard !entry.isTwice else {
            throw XMLSecurityError(
                .duplicateIdentifier, "the identifier \(quoted(identifier)) that is asked for stands twice in the document")
        }
        return element
    }

    /// The one element that a reference within the document leads to: `#` and an identifier, and nothing else.
    ///
    /// - Throws: `unresolvedReference` for any other form too; `duplicateIdentifier`.
    public func element(referredToBy uri: String) throws(XMLSecurityError) -> InfosetCursor {
        guard uri.utf8.first == UInt8(ascii: "#"), !uri.utf8.contains(where: { "(%".utf8.contains($0) }) else {
            throw XMLSecurityError(
                .unresolvedReference, "the reference to \(quoted(uri)) is not '#' and an identifier, and is not followed")
        }
        return try element(String(uri.unicodeScalars.dropFirst()))
    }

    private static func duplicate(_ value: Bytes, _ isReserved: Bool, at start: Int) -> XMLSecurityError {
        let text = "the identifier \(quoted(String(value))) stands twice in the document"
        return XMLSecurityError(
            .duplicateIdentifier, isReserved ? text : text + ", and acceptsUnreferencedDuplicates is false", at: start)
    }
}
