import StrataInfoset

/// How much there is in a document: what a reader that expands something makes more of than it was given.
struct InfosetSize {
    /// Elements, texts, comments, processing instructions, attributes and declarations.
    var nodes = 0
    /// Octets in UTF-8 of texts and of attributes' values.
    var text = 0

    init(_ infoset: Infoset) {
        for node in infoset.nodes { add(node) }
    }

    private mutating func add(_ node: InfosetNode) {
        nodes += 1
        switch node {
        case .element(let element):
            nodes += element.namespaceDeclarations.count + element.attributes.count
            for (_, value) in element.attributes { text += value.utf8.count }
            for child in element.nodes { add(child) }
        case .text(let value): text += value.utf8.count
        case .comment(let value): text += value.utf8.count
        case .processingInstruction(let target, let data): text += target.utf8.count + data.utf8.count
        }
    }
}
