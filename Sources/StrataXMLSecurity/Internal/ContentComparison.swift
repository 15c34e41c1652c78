internal import StrataInfoset

/// Walks two elements side by side and notes in which ways they differ, the first of each kind at the place where it stands.
struct ContentComparison {
    /// Causes that are noted; what comes behind them says little more.
    private static let enough = 8

    private(set) var causes: [DifferenceCause] = []
    private var renamed: Set<String> = []

    private struct Pair {
        let sent: InfosetCursor
        let received: InfosetCursor
        let path: String
    }

    mutating func compare(_ sent: InfosetCursor, _ received: InfosetCursor) {
        var stack = [Pair(sent: sent, received: received, path: "/" + received.qualifiedName)]
        guard sent.name == received.name else { return note(.element(at: stack[0].path)) }
        // Not by recursion: documents are as deep as whoever wrote them likes.
        while let pair = stack.popLast(), causes.count < Self.enough {
            compareTags(pair)
            stack += content(pair).reversed()
        }
    }

    private mutating func note(_ cause: DifferenceCause) {
        if !causes.contains(cause), causes.count < Self.enough { causes.append(cause) }
    }

    // MARK: Tags

    private mutating func compareTags(_ pair: Pair) {
        let (sent, received) = (pair.sent, pair.received)
        if !sent.prefix.utf8.elementsEqual(received.prefix.utf8) {
            renamed.formUnion([sent.prefix, received.prefix])
            note(.prefix(sent: sent.prefix, received: received.prefix))
        }
        let theirs = declarations(sent)
        let ours = declarations(received)
        for prefix in Set(theirs.keys).union(ours.keys).sorted() where theirs[prefix] != ours[prefix] && !renamed.contains(prefix) {
            note(.namespaceDeclaration(prefix: prefix, at: pair.path))
        }
        let (one, other) = (attributes(sent), attributes(received))
        for (name, value) in other where one[name].map({ Bytes($0) != Bytes(value) }) ?? true {
            if let before = one[name] {
                text(before, value, received.localName, pair.path, name)
            } else {
                note(.attribute(name.localName, at: pair.path))
            }
        }
        for name in one.keys where other[name] == nil { note(.attribute(name.localName, at: pair.path)) }
    }

    private func declarations(_ element: InfosetCursor) -> [String: String] {
        Dictionary(element.namespaceDeclarations.map { ($0.prefix, $0.namespace) }, uniquingKeysWith: { first, _ in first })
    }

    private func attributes(_ element: InfosetCursor) -> [ExpandedName: String] {
        Dictionary(element.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Content

    /// Compares texts and comments, and finds the child elements that belong together.
    private mutating func content(_ pair: Pair) -> [Pair] {
        let sent = Content(pair.sent)
        let received = Content(pair.received)
        if sent.comments != received.comments { note(.comment) }
        if sent.instructions != received.instructions { note(.element(at: pair.path + "/?")) }
        let (theirs, ours) = (sent.elements, received.elements)
        let isAlike = theirs.count == ours.count
        for (before, after) in isAlike ? Array(zip(sent.texts, received.texts)) : [(sent.texts.joined(), received.texts.joined())]
        where Bytes(before) != Bytes(after) {
            text(before, after, pair.received.localName, pair.path)
        }
        var pairs: [Pair] = []
        var counts: [String: Int] = [:]
        for i in 0..<max(theirs.count, ours.count) {
            let shown = i < ours.count ? ours[i] : theirs[i]
            let name = shown.qualifiedName
            counts[name, default: 0] += 1
            let path = pair.path + "/" + name + (counts[name] == 1 ? "" : "[\(counts[name] ?? 1)]")
            guard i < theirs.count, i < ours.count, theirs[i].name == ours[i].name else {
                note(.element(at: path))
                // From here on both are shifted, unless one stands in place of the other.
                if isAlike { continue } else { break }
            }
            pairs.append(Pair(sent: theirs[i], received: ours[i], path: path))
        }
        return pairs
    }

    private mutating func text(
        _ sent: String, _ received: String, _ element: String, _ path: String, _ attribute: ExpandedName? = nil
    ) {
        if let seconds = Moments.difference(
            sent, received, in: attribute?.localName ?? String(path.split { "/:[".contains($0) }.last ?? ""))
        {
            note(.clock(seconds: seconds))
        } else if let cause = TextChange.cause(sent: sent, received: received) {
            note(cause)
        } else {
            note(attribute.map { .attribute($0.localName, at: path) } ?? .text(at: path))
        }
    }

    /// The children of an element by kind; the texts are those before, between and behind the elements.
    private struct Content {
        var elements: [InfosetCursor] = []
        var texts = [""]
        var comments: [String] = []
        var instructions: [String] = []

        init(_ element: InfosetCursor) {
            for node in element.nodes {
                switch node {
                case .element(let child):
                    elements.append(child)
                    texts.append("")
                case .text(let text): texts[texts.count - 1] += text
                case .comment(let text): comments.append(text)
                case .processingInstruction(let target, let data): instructions.append(target + " " + data)
                }
            }
        }
    }
}
