extension InfosetBuilder {
    /// How names of the infoset copied from last map to the builder's own; `unmapped` for one not seen yet.
    struct CopySource {
        static var unmapped: UInt32 { .max }
        var storage: InfosetStorage?
        var strings: [UInt32] = []
        var qnames: [UInt32] = []
        var scope = CopyScope()
    }

    /// Copies an element with everything in it: octets, prefixes, comments and the namespaces it uses of its scope.
    ///
    /// A binding in scope at the source that differs here is declared on the copy when a name in it has the prefix, or when the prefix
    /// stands anywhere in its text or attributes, so that qualified names in content keep their meaning. The default namespace always
    /// comes along. Other bindings do not: a sender could make every copied element carry all of them.
    public mutating func copy(_ source: InfosetCursor) {
        guard error == nil else { return }
        if parent == 0 {
            if hasRoot { return fail(.invalidUse, "a document has one document element") }
            hasRoot = true
        }
        closeTag()
        let from = source.storage
        prepareCopying(from)
        let scope = missingBindings(source)
        guard error == nil else { return }
        guard Int(source.node.extra) + scope.count <= 65535 else {
            return fail(.invalidUse, "more than 65 535 declarations on one element")
        }
        let first = source.index
        let last = source.endIndex
        let start = count
        // Records behind the start record move by the declarations added to it.
        let shift = start - first + scope.count
        var i = first
        while i <= last {
            var node = from.nodes[i]
            switch node.kind {
            case NodeKind.start:
                node.name = mapQName(node.name)
                node.a = UInt32(truncatingIfNeeded: Int(node.a) + shift)
                if i == first {
                    node.b = UInt32(truncatingIfNeeded: parent)
                    node.head &+= UInt32(scope.count) << 16
                    if !scope.isEmpty { node.head |= UInt32(NodeFlag.hasNamespaces) << 8 }
                    _ = push(node)
                    for binding in scope {
                        _ = push(
                            NodeRecord(kind: NodeKind.namespace, name: binding.prefix, a: binding.namespace, b: StringID.unbound))
                    }
                    i += 1
                    continue
                }
                node.b = UInt32(truncatingIfNeeded: Int(node.b) == first ? start : Int(node.b) + shift)
            case NodeKind.end:
                node.name = mapQName(node.name)
                node.a = UInt32(truncatingIfNeeded: i == last ? start : Int(node.a) + shift)
            case NodeKind.namespace:
                node.name = mapString(node.name)
                node.a = mapString(node.a)
                node.b = StringID.unbound
            default:
                node = mapLeaf(node, from)
            }
            if error != nil { return }
            _ = push(node)
            i += 1
        }
    }

    /// Copies an element like `copy(_:)`, but with other attributes: those named are left out, those with a value are added.
    public mutating func copy(_ source: InfosetCursor, settingAttributes changes: [(name: ExpandedName, value: String?)]) {
        guard !changes.isEmpty else { return copy(source) }
        guard error == nil else { return }
        if parent == 0 {
            if hasRoot { return fail(.invalidUse, "a document has one document element") }
            hasRoot = true
        }
        closeTag()
        let from = source.storage
        prepareCopying(from)
        let scope = missingBindings(source)
        let name = mapQName(source.node.name)
        guard error == nil else { return }
        let start = openTag(name)
        for binding in scope { declare(binding.prefix, binding.namespace) }
        let stop = source.contentIndex
        for i in source.index + 1..<stop where from.nodes[i].kind == NodeKind.namespace {
            declare(mapString(from.nodes[i].name), mapString(from.nodes[i].a))
        }
        for i in source.index + 1..<stop where from.nodes[i].kind == NodeKind.attribute {
            if changes.contains(where: { from.isNamed(from.nodes[i].name, $0.name) }) { continue }
            let node = mapLeaf(from.nodes[i], from)
            guard error == nil else { return }
            _ = noteAttribute(node.name)
            _ = push(node)
            scratch.nodes[start].head &+= 1 << 16
        }
        for (name, value) in changes {
            if let value { attribute(name, value) }
        }
        copyContents(of: source)
        endElement()
    }

    /// Copies attributes of an element onto the open one, before its content, with their prefixes where those are free.
    ///
    /// - Parameters:
    ///   - source: the element that has them.
    ///   - isCopied: which of them; by default all.
    public mutating func copyAttributes(of source: InfosetCursor, where isCopied: (ExpandedName) -> Bool = { _ in true }) {
        let from = source.storage
        for i in source.index + 1..<source.contentIndex where from.nodes[i].kind == NodeKind.attribute {
            let node = from.nodes[i]
            let name = from.expandedName(node.name)
            guard isCopied(name) else { continue }
            let prefix = from.string(from.qnames[Int(node.name)].prefix)
            attribute(name, String(decoding: from.attributeOctets(node), as: UTF8.self), prefix: prefix)
        }
    }

    /// Copies what is inside an element, comments and instructions included, into the open element.
    ///
    /// Bindings that the content needs are declared on the open element where its tag is still open and the prefix is free, else on
    /// each child element that needs them.
    public mutating func copyContents(of source: InfosetCursor) {
        guard error == nil else { return }
        let from = source.storage
        prepareCopying(from)
        if isTagOpen { declareBindings(forContentOf: source) }
        guard beginContent() else { return }
        var i = source.contentIndex
        let stop = source.endIndex
        while i < stop, error == nil {
            if from.nodes[i].kind == NodeKind.start {
                copy(InfosetCursor(storage: from, index: i))
                i = Int(from.nodes[i].a) + 1
            } else {
                let node = mapLeaf(from.nodes[i], from)
                if error != nil { return }
                _ = push(node)
                i += 1
            }
        }
    }

    /// An attribute, text, typed, comment or instruction record with its octets and names copied.
    private mutating func mapLeaf(_ source: NodeRecord, _ from: InfosetStorage) -> NodeRecord {
        var node = source
        switch node.kind {
        case NodeKind.attribute:
            node.name = mapQName(node.name)
            node.a = UInt32(truncatingIfNeeded: append(from.attributeOctets(source)))
            node.head &= 0xFFFF
        case NodeKind.instruction:
            node.name = mapString(node.name)
            node.a = UInt32(truncatingIfNeeded: append(from.octets(segment: 0, node.a, node.b)))
        case NodeKind.typed where node.extra != UInt16(TypedKind.bytes):
            break
        default:
            if node.name > 0 {
                externals.append(from.externals[Int(node.name) - 1])
                node.name = UInt32(truncatingIfNeeded: externals.count)
            } else {
                node.a = UInt32(truncatingIfNeeded: append(from.octets(of: node)))
            }
        }
        return node
    }

    mutating func prepareCopying(_ from: InfosetStorage) {
        guard copying.storage !== from else { return }
        copying.storage = from
        copying.strings = Array(repeating: CopySource.unmapped, count: from.stringCount)
        copying.qnames = Array(repeating: CopySource.unmapped, count: from.qnameCount)
        copying.scope = CopyScope()
    }

    mutating func mapString(_ id: UInt32) -> UInt32 {
        let mapped = copying.strings[Int(id)]
        if mapped != CopySource.unmapped { return mapped }
        guard let from = copying.storage else { return 0 }
        let octets = from.stringOctets(id)
        let result = intern(append(octets), octets.count)
        copying.strings[Int(id)] = result
        return result
    }

    private mutating func mapQName(_ id: UInt32) -> UInt32 {
        let mapped = copying.qnames[Int(id)]
        if mapped != CopySource.unmapped { return mapped }
        guard let from = copying.storage else { return 0 }
        let record = from.qnames[Int(id)]
        let namespace = mapString(record.namespace)
        let octets = from.qnameOctets(id)
        let offset = append(octets)
        let known = names.rawCount
        guard let raw = names.raw(base, offset, octets.count, Int(record.localOffset)) else { return 0 }
        if names.rawCount == known { length = offset }
        let result = names.qname(base, raw, namespace)
        copying.qnames[Int(id)] = result
        return result
    }
}
