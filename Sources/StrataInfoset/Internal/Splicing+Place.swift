extension Splicing {
    /// Records `lower..<upper` go; what comes stands at `lower`, as content of the element that starts at `parent`.
    struct Place {
        let lower: Int
        let upper: Int
        let parent: Int
        let source: Source?
        /// Which of the changes it is of.
        let change: Int
    }

    /// The places of changes in the order of the records; what comes to the same place keeps the order of the changes.
    func places(of changes: [InfosetChange]) throws(InfosetError) -> [Place] {
        var places: [Place] = []
        places.reserveCapacity(changes.count)
        for (i, change) in changes.enumerated() {
            let (lower, upper, parent) = try place(of: change.position, change.source)
            places.append(Place(lower: lower, upper: upper, parent: parent, source: change.source, change: i))
        }
        guard places.count > 1 else { return places }
        places.sort { ($0.lower, $0.upper, $0.change) < ($1.lower, $1.upper, $1.change) }
        for (one, next) in zip(places, places.dropFirst()) where next.lower < one.upper {
            throw InfosetError(.invalidRange, "a change stands within what another one replaces", offset: next.lower)
        }
        return places
    }

    private func place(of position: InfosetPosition, _ source: Source?) throws(InfosetError) -> (lower: Int, upper: Int, parent: Int) {
        switch position {
        case .replacing(let range):
            let parent = try parent(of: range)
            if parent == 0, host.nodes[range.lowerBound].kind == NodeKind.start {
                guard let source, elementCount(source) == 1, !hasText(source) else { throw notADocument }
            } else if parent == 0 {
                try checkOutside(source)
            }
            return (range.lowerBound, range.upperBound + 1, parent)
        case .replacingContent(let range):
            try checkElement(range)
            let first = range.lowerBound + 1 + Int(host.nodes[range.lowerBound].extra)
            return (first, range.upperBound, range.lowerBound)
        case .before(let range):
            let parent = try parent(of: range)
            if parent == 0 { try checkOutside(source) }
            return (range.lowerBound, range.lowerBound, parent)
        case .after(let range):
            let parent = try parent(of: range)
            if parent == 0 { try checkOutside(source) }
            return (range.upperBound + 1, range.upperBound + 1, parent)
        case .firstChild(let range):
            try checkElement(range)
            let first = range.lowerBound + 1 + Int(host.nodes[range.lowerBound].extra)
            return (first, first, range.lowerBound)
        case .lastChild(let range):
            try checkElement(range)
            return (range.upperBound, range.upperBound, range.lowerBound)
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
            // As long as there are siblings: who changes many texts of one parent pays for that. The next end of an element behind a node that is not itself in an element between is its parent's.
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
    private func checkOutside(_ source: Source?) throws(InfosetError) {
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
