internal import StrataInfoset

/// One canonicalization: walks the records of a subset once and writes them.
///
/// Of namespaces it keeps one table, what each prefix was rendered for last, and a stack to restore it at the ends of elements. That is
/// enough because the nodes of a subset that are not in its output are whole elements: the parent of what is written was written.
struct Canonicalizer: ~Copyable {
    let storage: InfosetStorage
    let nodes: UnsafePointer<NodeRecord>
    let qnames: UnsafePointer<QNameRecord>
    let bytes: UnsafePointer<UInt8>
    let method: Canonicalization.Method
    let isExclusive: Bool
    /// The prefixes that the exclusive method treats as the inclusive one does.
    let list: Set<Bytes>
    /// The start record of the element, of the document's if the subset is the document.
    let apex: Int
    let acceptsRelativeNames: Bool
    private let isDocument: Bool
    private let hasComments: Bool
    private let holes: [NodeRange]
    let tables: UnsafeMutablePointer<CanonicalTables>
    var output: CanonicalOutput
    /// The record of an `xml:base` attribute whose value is another one in the output; empty for none at all.
    var joinedBase: (record: Int, value: [UInt8])?

    /// The tables are the canonicalizer's alone while it lives.
    init(
        _ canonicalization: Canonicalization, _ subset: DocumentSubset, _ sink: any CanonicalSink,
        _ tables: UnsafeMutablePointer<CanonicalTables>, _ budget: CanonicalBudget
    ) {
        storage = subset.infoset.storage
        nodes = storage.nodes
        qnames = storage.qnames
        bytes = storage.bytes
        method = canonicalization.method
        isExclusive = method == .exclusive10
        list = isExclusive ? Set(canonicalization.inclusivePrefixes.map { Bytes($0) }) : []
        apex = (subset.element ?? subset.infoset.root).index
        acceptsRelativeNames = canonicalization.acceptsRelativeNamespaceNames
        isDocument = subset.element == nil
        hasComments = canonicalization.includesComments && subset.includesComments
        holes = subset.holes
        self.tables = tables
        tables.pointee.prepare(strings: storage.stringCount, unbound: StringID.unbound)
        output = CanonicalOutput(sink, storage, block: tables.pointee.block, budget)
    }

    mutating func run() throws(XMLSecurityError) {
        tables.pointee.rendered[Int(StringID.empty)] = StringID.empty
        tables.pointee.rendered[Int(StringID.xml)] = StringID.xmlURI
        if isDocument { around(1, apex, isBefore: true) }
        try element()
        if isDocument { around(Int(nodes[apex].a) + 1, storage.nodeCount - 1, isBefore: false) }
        output.flush()
        try output.budget.check(at: apex)
        for i in 0..<tables.pointee.asked.count {
            tables.pointee.listing[Int(tables.pointee.asked.elements[i])] = CanonicalTables.unknown
        }
        tables.pointee.isDirty = false
    }

    /// What stands beside the document element, each with a line feed between it and the element.
    private mutating func around(_ lower: Int, _ upper: Int, isBefore: Bool) {
        for i in lower..<upper {
            let node = nodes[i]
            guard node.kind == NodeKind.instruction || node.kind == NodeKind.comment && hasComments else { continue }
            if !isBefore { output.byte(0x0A) }
            if node.kind == NodeKind.comment { comment(node) } else { instruction(node) }
            if isBefore { output.byte(0x0A) }
        }
    }

    private mutating func element() throws(XMLSecurityError) {
        let nodes = self.nodes
        let qnames = self.qnames
        let bytes = self.bytes
        let rendered = tables.pointee.rendered
        let stop = Int(nodes[apex].a)
        var nextHole = 0
        var hole = holes.first?.lowerBound ?? -1
        // The end record behind which bindings are to be restored.
        var restoring = UInt32.max
        var i = apex
        while i <= stop {
            let node = nodes[i]
            switch node.kind {
            case NodeKind.start:
                if i == hole {
                    nextHole += 1
                    hole = nextHole < holes.count ? holes[nextHole].lowerBound : -1
                    i = Int(node.a) &+ 1
                    continue
                }
                let name = qnames[Int(node.name)]
                output.byte(0x3C)
                output.put(bytes + Int(name.offset), Int(name.length))
                let content = i &+ 1 &+ Int(node.extra)
                if node.extra != 0 || i == apex || isExclusive && rendered[Int(name.prefix)] != name.namespace {
                    try tag(i, node, name, content)
                    if tables.pointee.undo.count > 0 { restoring = tables.pointee.undo.elements[tables.pointee.undo.count - 1].end }
                }
                output.byte(0x3E)
                i = content
                continue
            case NodeKind.end:
                let name = qnames[Int(node.name)]
                output.byte(0x3C)
                output.byte(0x2F)
                output.put(bytes + Int(name.offset), Int(name.length))
                output.byte(0x3E)
                if UInt32(truncatingIfNeeded: i) == restoring { restoring = restore(restoring) }
            case NodeKind.text:
                if node.flags & NodeFlag.needsEscape != 0 {
                    output.text(storage.octets(of: node))
                } else if node.name == 0 {
                    output.put(bytes + Int(node.a), Int(node.b))
                } else {
                    output.putExactly(storage.octets(of: node))
                }
            case NodeKind.typed:
                if node.extra == UInt16(TypedKind.bytes) {
                    output.base64(storage.octets(of: node))
                } else {
                    output.value(node, storage)
                }
            case NodeKind.comment: if hasComments { comment(node) }
            case NodeKind.instruction: instruction(node)
            default: break
            }
            i &+= 1
        }
    }

    /// Restores the bindings of the element that ends, and says where the next are to be restored.
    private mutating func restore(_ end: UInt32) -> UInt32 {
        while tables.pointee.undo.count > 0 {
            let last = tables.pointee.undo.elements[tables.pointee.undo.count - 1]
            if last.end != end { return last.end }
            tables.pointee.rendered[Int(last.prefix)] = last.previous
            tables.pointee.undo.count -= 1
        }
        return .max
    }

    private mutating func comment(_ node: NodeRecord) {
        output.literal("<!--")
        output.putExactly(storage.octets(of: node))
        output.literal("-->")
    }

    private mutating func instruction(_ node: NodeRecord) {
        output.literal("<?")
        output.putExactly(storage.stringOctets(node.name))
        if node.b > 0 {
            output.byte(0x20)
            output.put(bytes + Int(node.a), Int(node.b))
        }
        output.literal("?>")
    }
}
