/// Takes the nodes of sources over into a new infoset, place by place in the order of the records.
struct Adoption {
    /// What one source is in the new infoset.
    struct Naming {
        let from: InfosetStorage
        let isDocument: Bool
        let strings: [UInt32]
        let qnames: [UInt32]
        let place: Splicing.Place
    }

    let host: InfosetStorage
    /// The octets of the new infoset, those of the host at their start.
    let base: Octets
    /// The records that came, one place behind the other.
    private(set) var records: [NodeRecord] = []
    /// Where the records of the host are then, as far as places were gone through.
    private(set) var map: SpliceMap
    private(set) var externals: [Bytes]
    private var byteCount: Int
    /// What each prefix means in an element, looked up for all that comes to it.
    var scope: (parent: Int, namespaces: [UInt32: UInt32]) = (-1, [:])

    init(host: InfosetStorage, base: Octets) {
        self.host = host
        self.base = base
        map = SpliceMap(hostCount: host.nodeCount)
        externals = host.externals
        byteCount = host.byteCount
    }

    /// Takes over what comes to a place, whose octets are put behind all others.
    mutating func adopt(_ place: Splicing.Place, _ names: inout NameTable) throws(InfosetError) {
        let known = records.count
        if let source = place.source {
            try adopt(source, named(source, place, &names), names)
            byteCount += source.storage.byteCount
            externals += source.storage.externals
        }
        map.append(place.lower, place.upper, count: records.count - known)
    }

    /// The source's octets and names: the names are looked up or added.
    private func named(_ source: Splicing.Source, _ place: Splicing.Place, _ names: inout NameTable) -> Naming {
        let from = source.storage
        (base + byteCount).update(from: from.bytes, count: from.byteCount)
        var strings: [UInt32] = []
        var qnames: [UInt32] = []
        strings.reserveCapacity(from.stringCount)
        qnames.reserveCapacity(from.qnameCount)
        for i in 0..<from.stringCount {
            strings.append(names.intern(base, byteCount + Int(from.strings[i].offset), Int(from.strings[i].length)))
        }
        for i in 0..<from.qnameCount {
            let qname = from.qnames[i]
            qnames.append(names.add(qname, base, offset: byteCount, namespace: strings[Int(qname.namespace)]))
        }
        return Naming(from: from, isDocument: source.isDocument, strings: strings, qnames: qnames, place: place)
    }

    private mutating func adopt(_ source: Splicing.Source, _ naming: Naming, _ names: NameTable) throws(InfosetError) {
        let from = source.storage
        let (strings, qnames) = (naming.strings, naming.qnames)
        let parent = map.moved(naming.place.parent)
        let first = map.start(of: naming.place.lower) - records.count
        var i = source.lower
        while i <= source.upper {
            let last = from.nodes[i].kind == NodeKind.start ? Int(from.nodes[i].a) : i
            let start = first + records.count
            let added = from.nodes[i].kind == NodeKind.start ? missingBindings(i, naming, names) : []
            guard Int(from.nodes[i].extra) + added.count <= 65535 else {
                throw InfosetError(.invalidUse, "more than 65 535 declarations on one element")
            }
            let shift = start - i + added.count
            for k in i...last {
                var node = from.nodes[k]
                switch node.kind {
                case NodeKind.start:
                    node.name = qnames[Int(node.name)]
                    node.a = UInt32(truncatingIfNeeded: Int(node.a) + shift)
                    if k == i {
                        node.b = UInt32(truncatingIfNeeded: parent)
                        node.head &+= UInt32(added.count) << 16
                        if !added.isEmpty { node.head |= UInt32(NodeFlag.hasNamespaces) << 8 }
                        records.append(node)
                        for binding in added {
                            records.append(
                                NodeRecord(kind: NodeKind.namespace, name: binding.prefix, a: binding.namespace, b: StringID.unbound))
                        }
                        continue
                    }
                    node.b = UInt32(truncatingIfNeeded: Int(node.b) == i ? start : Int(node.b) + shift)
                case NodeKind.end:
                    node.name = qnames[Int(node.name)]
                    node.a = UInt32(truncatingIfNeeded: k == last ? start : Int(node.a) + shift)
                case NodeKind.namespace:
                    node.name = strings[Int(node.name)]
                    node.a = strings[Int(node.a)]
                    node.b = StringID.unbound
                case NodeKind.attribute:
                    node.name = qnames[Int(node.name)]
                    if node.extra == 0 {
                        node.a = UInt32(truncatingIfNeeded: Int(node.a) + byteCount)
                    } else {
                        node.head &+= UInt32(truncatingIfNeeded: externals.count) << 16
                    }
                case NodeKind.instruction:
                    node.name = strings[Int(node.name)]
                    node.a = UInt32(truncatingIfNeeded: Int(node.a) + byteCount)
                case NodeKind.typed where node.extra != UInt16(TypedKind.bytes):
                    break
                default:
                    if node.name == 0 {
                        node.a = UInt32(truncatingIfNeeded: Int(node.a) + byteCount)
                    } else {
                        node.name &+= UInt32(truncatingIfNeeded: externals.count)
                    }
                }
                records.append(node)
            }
            i = last + 1
        }
    }
}
