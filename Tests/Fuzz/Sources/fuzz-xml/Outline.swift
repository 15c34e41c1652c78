import StrataInfoset

/// What a document says, as a list: equal for two documents that say the same.
struct Outline: Equatable {
    enum Entry: Equatable {
        case start(ExpandedName, prefix: String, attributes: [String])
        /// Between two other entries there is one text at most.
        case text([UInt8])
        case comment(String)
        case instruction(String, String)
        case end
    }

    private(set) var entries: [Entry] = []
    /// Whether prefixes, declarations, comments and instructions count.
    let keepsAll: Bool

    init(keepsAll: Bool) { self.keepsAll = keepsAll }

    init(_ infoset: Infoset, keepsAll: Bool) {
        self.init(keepsAll: keepsAll)
        for node in infoset.nodes { add(node) }
    }

    init(_ element: InfosetCursor, keepsAll: Bool) {
        self.init(keepsAll: keepsAll)
        add(.element(element))
    }

    mutating func add(_ node: InfosetNode) {
        switch node {
        case .element(let element):
            start(element.name, element.prefix, element.attributes, element.namespaceDeclarations)
            for child in element.nodes { add(child) }
            entries.append(.end)
        case .text(let text): self.text(Array(text.utf8))
        case .comment(let text): if keepsAll { entries.append(.comment(text)) }
        case .processingInstruction(let target, let data): if keepsAll { entries.append(.instruction(target, data)) }
        }
    }

    mutating func add(piece: InfosetPiece) {
        switch piece {
        case .start(let tag): start(tag.name, tag.prefix, tag.attributes, tag.declarations)
        case .text(let octets), .octets(let octets): text(Array(octets))
        case .element(let element): add(.element(element))
        case .end: entries.append(.end)
        }
    }

    private mutating func start(
        _ name: ExpandedName, _ prefix: String, _ attributes: [(name: ExpandedName, value: String)],
        _ declarations: [(prefix: String, namespace: String)]
    ) {
        var all = attributes.map { "{\($0.name.namespace)}\($0.name.localName)=\($0.value)" }
        if keepsAll { all += declarations.map { "xmlns:\($0.prefix)=\($0.namespace)" } }
        entries.append(.start(name, prefix: keepsAll ? prefix : "", attributes: all))
    }

    private mutating func text(_ octets: [UInt8]) {
        guard !octets.isEmpty else { return }
        if case .text(let before)? = entries.last {
            entries[entries.count - 1] = .text(before + octets)
        } else {
            entries.append(.text(octets))
        }
    }
}
