/// Makes a new infoset from the records of one and some nodes of another.
///
/// The octets of both are put one behind the other, names are merged so that equal ones share an identifier again, and the indices in
/// start and end records move with what was put in or taken out.
struct Splicing {
    struct Source {
        let storage: InfosetStorage
        /// Whole sibling nodes; `upper` is included and may be `lower - 1`.
        let lower: Int
        let upper: Int
        /// A document has no scope around it, so an unprefixed name in its content means no namespace.
        let isDocument: Bool
    }

    let host: InfosetStorage
    let source: Source?

    func result(_ position: InfosetPosition, _ ranges: [NodeRange]) throws(InfosetError) -> InfosetSplice {
        let place = try place(of: position)
        var scratch = ScratchPool.take()
        var names = scratch.names
        defer {
            scratch.names = names
            ScratchPool.giveBack(scratch)
        }

        // Octets: the host's, then the source's; each with its padding, so copied values keep it.
        let sourceBytes = source?.storage.byteCount ?? 0
        let total = host.byteCount + sourceBytes + NameTable.preambleLength + scanPadding
        guard total < Int(UInt32.max) - 4096 else { throw InfosetError(.invalidUse, "a document of more than 4 GiB") }
        let base = Octets.allocate(capacity: total)
        var isAdopted = false
        defer { if !isAdopted { base.deallocate() } }
        base.update(from: host.bytes, count: host.byteCount)
        if let source { (base + host.byteCount).update(from: source.storage.bytes, count: sourceBytes) }
        let preamble = host.byteCount + sourceBytes
        (base + preamble).update(from: NameTable.preamble, count: NameTable.preambleLength)
        (base + preamble + NameTable.preambleLength).update(repeating: 0, count: scanPadding)

        // Names: the host's in their order keep their identifiers; the source's are looked up or added.
        names.reset(base, preambleAt: preamble)
        for i in 0..<host.stringCount { _ = names.intern(base, Int(host.strings[i].offset), Int(host.strings[i].length)) }
        for i in 0..<host.qnameCount { _ = Self.add(host.qnames[i], to: &names, base, offset: 0, namespace: host.qnames[i].namespace) }
        var strings: [UInt32] = []
        var qnames: [UInt32] = []
        if let source {
            strings.reserveCapacity(source.storage.stringCount)
            qnames.reserveCapacity(source.storage.qnameCount)
            for i in 0..<source.storage.stringCount {
                let string = source.storage.strings[i]
                strings.append(names.intern(base, host.byteCount + Int(string.offset), Int(string.length)))
            }
            for i in 0..<source.storage.qnameCount {
                let qname = source.storage.qnames[i]
                qnames.append(
                    Self.add(qname, to: &names, base, offset: host.byteCount, namespace: strings[Int(qname.namespace)]))
            }
        }

        // Records.
        var records: [NodeRecord] = []
        if let source {
            records = try adopted(source, strings, qnames, place, names)
        }
        let removed = place.upper - place.lower
        let delta = records.count - removed
        let count = host.nodeCount + delta
        guard count < Int(UInt32.max) - 64 else { throw InfosetError(.invalidUse, "a document of too many nodes") }
        let nodes = UnsafeMutablePointer<NodeRecord>.allocate(capacity: count)
        nodes.initialize(from: host.nodes, count: place.lower)
        records.withUnsafeBufferPointer { if let first = $0.baseAddress { (nodes + place.lower).initialize(from: first, count: $0.count) } }
        var j = place.lower + records.count
        for i in place.upper..<host.nodeCount {
            var node = host.nodes[i]
            if node.kind == NodeKind.start {
                node.a = UInt32(truncatingIfNeeded: Int(node.a) + delta)
                if Int(node.b) >= place.upper { node.b = UInt32(truncatingIfNeeded: Int(node.b) + delta) }
            } else if node.kind == NodeKind.end, Int(node.a) >= place.upper {
                node.a = UInt32(truncatingIfNeeded: Int(node.a) + delta)
            }
            nodes[j] = node
            j += 1
        }
        // The elements around the place, and the document, end later.
        var around = place.parent
        while around != 0 {
            nodes[around].a = UInt32(truncatingIfNeeded: Int(nodes[around].a) + delta)
            around = Int(nodes[around].b)
        }
        nodes[0].a = UInt32(truncatingIfNeeded: count - 1)

        var externals = host.externals
        if let source { externals += source.storage.externals }
        isAdopted = true
        let storage = InfosetStorage(
            adopting: nodes, nodeCount: count, names: names, bytes: base, byteCount: total, externals: externals, quotas: host.quotas)
        let inserted =
            records.isEmpty ? nil : NodeRange(lowerBound: place.lower, upperBound: place.lower + records.count - 1)
        return InfosetSplice(
            infoset: Infoset(storage: storage), inserted: inserted, tracked: ranges.map { moved($0, place, delta) })
    }

    private static func add(
        _ qname: QNameRecord, to names: inout NameTable, _ base: Octets, offset: Int, namespace: UInt32
    ) -> UInt32 {
        guard let raw = names.raw(base, offset + Int(qname.offset), Int(qname.length), Int(qname.localOffset)) else { return 0 }
        return names.qname(base, raw, namespace)
    }

    private func moved(_ range: NodeRange, _ place: Place, _ delta: Int) -> NodeRange? {
        guard range.lowerBound >= 0, range.upperBound < host.nodeCount else { return nil }
        if range.upperBound < place.lower { return range }
        if range.lowerBound >= place.upper {
            return NodeRange(lowerBound: range.lowerBound + delta, upperBound: range.upperBound + delta)
        }
        if range.lowerBound < place.lower, range.upperBound >= place.upper {
            return NodeRange(lowerBound: range.lowerBound, upperBound: range.upperBound + delta)
        }
        return nil
    }
}
