/// Makes a new infoset from the records of one and some nodes of others, in one pass however many places there are.
///
/// The octets of all are put one behind the other, names are merged so that equal ones share an identifier again, and the indices in
/// start and end records move with what was put in or taken out.
struct Splicing {
    struct Source: Sendable {
        let storage: InfosetStorage
        /// Whole sibling nodes; `upper` is included and may be `lower - 1`.
        let lower: Int
        let upper: Int
        /// A document has no scope around it, so an unprefixed name in its content means no namespace.
        let isDocument: Bool

        init(_ document: Infoset) {
            storage = document.storage
            lower = storage.rootIndex
            upper = Int(storage.nodes[lower].a)
            isDocument = true
        }

        init(_ fragment: InfosetFragment) {
            storage = fragment.storage
            lower = 1
            upper = storage.nodeCount - 2
            isDocument = false
        }
    }

    let host: InfosetStorage

    /// - Parameter quotas: limits of the new infoset; nil for those that the host has, of which the number of nodes and names is not asked.
    func result(_ changes: [InfosetChange], _ ranges: [NodeRange?], _ quotas: XMLQuotas?) throws(InfosetError) -> InfosetSplices {
        let places = try self.places(of: changes)
        var scratch = ScratchPool.take()
        var names = scratch.names
        defer {
            scratch.names = names
            ScratchPool.giveBack(scratch)
        }

        // Octets: the host's, then each source's; each with its padding, so copied values keep it.
        let preamble = places.reduce(host.byteCount) { $0 + ($1.source?.storage.byteCount ?? 0) }
        let total = preamble + NameTable.preambleLength + scanPadding
        guard total < Int(UInt32.max) - 4096 else { throw InfosetError(.invalidUse, "a document of more than 4 GiB") }
        let base = Octets.allocate(capacity: total)
        var isAdopted = false
        // What came from a secret stays one.
        let wipe = host.wipe ?? places.lazy.compactMap { $0.source?.storage.wipe }.first
        defer {
            if !isAdopted {
                wipe?(UnsafeMutableRawBufferPointer(start: base, count: total))
                base.deallocate()
            }
        }
        base.update(from: host.bytes, count: host.byteCount)
        (base + preamble).update(from: NameTable.preamble, count: NameTable.preambleLength)
        (base + preamble + NameTable.preambleLength).update(repeating: 0, count: scanPadding)

        // Names: the host's in their order keep their identifiers.
        names.reset(base, preambleAt: preamble)
        for i in 0..<host.stringCount { _ = names.intern(base, Int(host.strings[i].offset), Int(host.strings[i].length)) }
        for i in 0..<host.qnameCount { _ = names.add(host.qnames[i], base, offset: 0, namespace: host.qnames[i].namespace) }

        // Records.
        var adoption = Adoption(host: host, base: base)
        for place in places { try adoption.adopt(place, &names) }
        let map = adoption.map
        let count = host.nodeCount + map.growth
        guard count < Int(UInt32.max) - 64 else { throw InfosetError(.invalidUse, "a document of too many nodes") }
        if let quotas {
            guard count <= quotas.maxNodes else { throw InfosetError(quota: "maxNodes", value: quotas.maxNodes) }
            guard names.characterCount <= quotas.maxNameTableCharCount else {
                throw InfosetError(quota: "maxNameTableCharCount", value: quotas.maxNameTableCharCount)
            }
        }
        let nodes = UnsafeMutablePointer<NodeRecord>.allocate(capacity: count)
        write(map, adoption.records, to: nodes)
        if let first = places.first { extendElements(around: first.parent, map, nodes) }
        nodes[0].a = UInt32(truncatingIfNeeded: count - 1)

        isAdopted = true
        let storage = InfosetStorage(
            adopting: nodes, nodeCount: count, names: names, bytes: base, byteCount: total, externals: adoption.externals,
            quotas: quotas ?? host.quotas, wipe: wipe)
        var inserted = [NodeRange?](repeating: nil, count: changes.count)
        for (place, new) in zip(places, map.places) where new.count > 0 {
            inserted[place.change] = NodeRange(lowerBound: new.start, upperBound: new.start + new.count - 1)
        }
        return InfosetSplices(
            infoset: Infoset(storage: storage), inserted: inserted, tracked: ranges.map { range in range.flatMap { map.moved($0) } },
            map: map)
    }

    /// The records in their new order. Those before the first place stay as they are, but for the ends of the elements around it.
    private func write(_ map: SpliceMap, _ records: [NodeRecord], to nodes: UnsafeMutablePointer<NodeRecord>) {
        let first = map.places.first?.lower ?? host.nodeCount
        nodes.initialize(from: host.nodes, count: first)
        records.withUnsafeBufferPointer { records in
            var taken = 0
            for (k, place) in map.places.enumerated() {
                if let come = records.baseAddress { (nodes + place.start).initialize(from: come + taken, count: place.count) }
                taken += place.count
                let limit = k + 1 < map.places.count ? map.places[k + 1].lower : host.nodeCount
                let delta = place.start + place.count - place.upper
                for i in place.upper..<limit {
                    var node = host.nodes[i]
                    if node.kind == NodeKind.start {
                        let end = Int(node.a)
                        node.a = UInt32(truncatingIfNeeded: end < limit ? end + delta : map.moved(end))
                        let parent = Int(node.b)
                        node.b = UInt32(truncatingIfNeeded: parent >= place.upper ? parent + delta : map.moved(parent))
                    } else if node.kind == NodeKind.end {
                        let start = Int(node.a)
                        node.a = UInt32(truncatingIfNeeded: start >= place.upper ? start + delta : map.moved(start))
                    }
                    (nodes + i + delta).initialize(to: node)
                }
            }
        }
    }

    /// The elements around the first place end later.
    private func extendElements(around parent: Int, _ map: SpliceMap, _ nodes: UnsafeMutablePointer<NodeRecord>) {
        var around = parent
        while around != 0 {
            nodes[around].a = UInt32(truncatingIfNeeded: map.moved(Int(host.nodes[around].a)))
            around = Int(nodes[around].b)
        }
    }
}

extension NameTable {
    /// The qualified name of another table, whose octets stand at `offset` here.
    mutating func add(_ qname: QNameRecord, _ base: Octets, offset: Int, namespace: UInt32) -> UInt32 {
        guard let raw = raw(base, offset + Int(qname.offset), Int(qname.length), Int(qname.localOffset)) else { return 0 }
        return self.qname(base, raw, namespace)
    }
}
