import StrataInfoset

extension InfosetBuilder {
    /// Copies what is inside an element, with the namespaces it needs, into the open element.
    mutating func copyNodes(in element: InfosetCursor) {
        for node in element.nodes {
            switch node {
            case .element(let child): copy(child)
            case .text(let text): self.text(text)
            case .comment(let text): comment(text)
            default: break
            }
        }
    }

    /// Copies an element with other attributes: those named are left out, those with a value are added.
    ///
    /// Prefixes keep their meaning: every binding in scope at the source is declared on the copy.
    mutating func copy(_ element: InfosetCursor, changing changes: [(name: ExpandedName, value: String?)]) {
        guard !changes.isEmpty else { return copy(element) }
        startElement(element.name, prefix: element.prefix)
        var seen: Set<String> = []
        var scope: InfosetCursor? = element
        while let current = scope {
            for (prefix, namespace) in current.namespaceDeclarations where seen.insert(prefix).inserted {
                declare(prefix: prefix, namespace: namespace)
            }
            scope = current.parent
        }
        for (name, value) in element.attributes where !changes.contains(where: { $0.name == name }) { attribute(name, value) }
        for (name, value) in changes {
            if let value { attribute(name, value) }
        }
        copyNodes(in: element)
        endElement()
    }
}
