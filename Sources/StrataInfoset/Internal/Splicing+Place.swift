extension Splicing {
    /// Records `lower..<upper` go; what comes stands at `lower`, as content of the element that starts at `parent`.
    struct Place {
        var lower: Int
        var upper: Int
        var parent: Int
    }

    func place(of position: InfosetPosition) throws(InfosetError) -> Place {
        switch position {
        case .replacing(let range):
            let parent = try parent(of: range)
            if parent == 0, host.nodes[range.lowerBound].kind == NodeKind.start {
                guard let source, elementCount(source) == 1, !hasText(source) else { throw notADocument }
            } else if parent == 0 {
                try checkOutside()
            }
            return Place(lower: range.lowerBound, upper: range.upperBound + 1, parent: parent)
        case .replacingContent(let range):
            try checkElement(range)
            let first = range.lowerBound + 1 + Int(host.nodes[range.lowerBound].extra)
            return Place(lower: first, upper: range.upperBound, parent: range.lowerBound)
        case .before(let range):
            let parent = try parent(of: range)
            if parent == 0 { try checkOutside() }
            return Place(lower: range.lowerBound, upper: range.lowerBound, parent: parent)
        case .after(let range):
            let parent = try parent(of: range)
            if parent == 0 { try checkOutside() }
            return Place(lower: range.upperBound + 1, upper: range.upperBound + 1, parent: parent)
        case .firstChild(let range):
            try checkElement(range)
            let first = range.lowerBound + 1 + Int(host.nodes[range.lowerBound].extra)
            return Place(lower: first, upper: first, parent: range.lowerBound)
        case .lastChild(let range):
            try checkElement(range)
            return Place(lower: range.upperBound, upper: range.upperBound, parent: range.lowerBound)
        }
    }

    private var notADocument: InfosetError {
        InfosetError(.invalidRange, "the change would not leave exactly one document element")
    }

    private func checkElement(_ range: NodeRange) throws(InfosetError) {
        guard range.lowerBound > 0, range.lowerBound < host.nodeCount, host.nodes[range.lowerBound].kind == NodeKind.start,
            Int(host.nodes[range.lowerBound].a) == range.upperBound
        else {
            throw InfosetError(.invalidRange, "the range is not exactly one element", offset: range.lowerBound)
        }
    }

    /// The start of the element around a range that is exactly one node.
    private func parent(of range: NodeRange) throws(InfosetError) -> Int {
        guard range.lowerBound > 0, range.upperBound < host.nodeCount - 1 else {
            throw InfosetError(.invalidRange, "the range is not of this infoset", offset: range.lowerBound)
        }
        switch host.nodes[range.lowerBound].kind {
        case NodeKind.start:
            try checkElement(range)
            return Int(host.nodes[range.lowerBound].b)
        case NodeKind.text, NodeKind.typed, NodeKind.comment, NodeKind.instruction:
            guard range.count == 1 else { break }
            // The next end of an element behind a node that is not itself in an element between is its parent's.
            var i = range.upperBound + 1
            while i < host.nodeCount - 1 {
                switch host.nodes[i].kind {
                case NodeKind.start: i = Int(host.nodes[i].a) + 1
                case NodeKind.end: return Int(host.nodes[i].a)
                default: i += 1
                }
            }
            return 0
        default: break
        }
        throw InfosetError(.invalidRange, "the range is not exactly one node", offset: range.lowerBound)
    }

    /// Beside the document element only comments and instructions may stand.
    private func checkOutside() throws(InfosetError) {
        guard let source else { return }
        if elementCount(source) > 0 || hasText(source) { throw notADocument }
    }

    private func elementCount(_ source: Source) -> Int {
        var count = 0
        var i = source.lower
        while i <= source.upper {
            if source.storage.nodes[i].kind == NodeKind.start {
                count += 1
                i = Int(source.storage.nodes[i].a)
            }
            i += 1
        }
        return count
    }

    private func hasText(_ source: Source) -> Bool {
        var i = source.lower
        while i <= source.upper {
            let kind = source.storage.nodes[i].kind
            if kind == NodeKind.text || kind == NodeKind.typed { return true }
            i = kind == NodeKind.start ? Int(source.storage.nodes[i].a) + 1 : i + 1
        }
        return false
    }
}
