extension Splicing {
    /// The source's records as they stand at their place in the new infoset.
    func adopted(
        _ source: Source, _ strings: [UInt32], _ qnames: [UInt32], _ place: Place, _ names: NameTable
    ) throws(InfosetError) -> [NodeRecord] {
        let from = source.storage
        var result: [NodeRecord] = []
        result.reserveCapacity(source.upper - source.lower + 8)
        // What each prefix means at the place, found when first asked for: it is the same for all that comes.
        var outer: [UInt32: UInt32] = [:]
        var i = source.lower
        while i <= source.upper {
            let last = from.nodes[i].kind == NodeKind.start ? Int(from.nodes[i].a) : i
            let start = place.lower + result.count
            let scope =
                from.nodes[i].kind == NodeKind.start ? missingBindings(source, i, strings, qnames, place, names, &outer) : []
            guard Int(from.nodes[i].extra) + scope.count <= 65535 else {
                throw InfosetError(.invalidUse, "more than 65 535 declarations on one element")
            }
            let shift = start - i + scope.count
            for k in i...last {
                var node = from.nodes[k]
                switch node.kind {
                case NodeKind.start:
                    node.name = qnames[Int(node.name)]
                    node.a = UInt32(truncatingIfNeeded: Int(node.a) + shift)
                    if k == i {
                        node.b = UInt32(truncatingIfNeeded: place.parent)
                        node.head &+= UInt32(scope.count) << 16
                        if !scope.isEmpty { node.head |= UInt32(NodeFlag.hasNamespaces) << 8 }
                        result.append(node)
                        for binding in scope {
                            result.append(
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
                        node.a = UInt32(truncatingIfNeeded: Int(node.a) + host.byteCount)
                    } else {
                        node.head &+= UInt32(truncatingIfNeeded: host.externals.count) << 16
                    }
                case NodeKind.instruction:
                    node.name = strings[Int(node.name)]
                    node.a = UInt32(truncatingIfNeeded: Int(node.a) + host.byteCount)
                case NodeKind.typed where node.extra != UInt16(TypedKind.bytes):
                    break
                default:
                    if node.name == 0 {
                        node.a = UInt32(truncatingIfNeeded: Int(node.a) + host.byteCount)
                    } else {
                        node.name &+= UInt32(truncatingIfNeeded: host.externals.count)
                    }
                }
                result.append(node)
            }
            i = last + 1
        }
        return result
    }

    /// Prefixes that the names of an element and its descendants take from outside it and that mean something else at the place.
    private func missingBindings(
        _ source: Source, _ start: Int, _ strings: [UInt32], _ qnames: [UInt32], _ place: Place, _ names: NameTable,
        _ outer: inout [UInt32: UInt32]
    ) -> [(prefix: UInt32, namespace: UInt32)] {
        let from = source.storage
        var added: [UInt32: UInt32] = [:]
        var order: [UInt32] = []
        // The declarations of the open elements inside, as a count for each prefix.
        var inner: [UInt32: Int] = [:]
        func use(_ qname: UInt32, isAttribute: Bool) {
            let record = names.qnames[Int(qnames[Int(qname)])]
            if isAttribute && record.localOffset == 0 { return }
            if record.prefix == StringID.xml || inner[record.prefix, default: 0] > 0 || added[record.prefix] != nil { return }
            let there: UInt32
            if let known = outer[record.prefix] {
                there = known
            } else {
                there = host.namespace(ofPrefix: record.prefix, at: place.parent)
                outer[record.prefix] = there
            }
            if there != record.namespace {
                added[record.prefix] = record.namespace
                order.append(record.prefix)
            }
        }
        let last = Int(from.nodes[start].a)
        var i = start
        while i <= last {
            let node = from.nodes[i]
            if node.kind == NodeKind.start {
                let content = i + 1 + Int(node.extra)
                var k = i + 1
                while k < content, from.nodes[k].kind == NodeKind.namespace {
                    inner[strings[Int(from.nodes[k].name)], default: 0] += 1
                    k += 1
                }
                use(node.name, isAttribute: false)
                while k < content {
                    use(from.nodes[k].name, isAttribute: true)
                    k += 1
                }
                i = content
                continue
            }
            if node.kind == NodeKind.end {
                var k = Int(node.a) + 1
                while from.nodes[k].kind == NodeKind.namespace {
                    inner[strings[Int(from.nodes[k].name)], default: 0] -= 1
                    k += 1
                }
            }
            i += 1
        }
        if source.isDocument, added[StringID.empty] == nil, host.namespace(ofPrefix: StringID.empty, at: place.parent) != StringID.empty,
            from.namespace(ofPrefix: StringID.empty, at: start) == StringID.empty, !declaresDefault(from, start)
        {
            order.append(StringID.empty)
        }
        return order.map { ($0, added[$0] ?? StringID.empty) }
    }

    private func declaresDefault(_ from: InfosetStorage, _ start: Int) -> Bool {
        var i = start + 1
        while from.nodes[i].kind == NodeKind.namespace {
            if from.nodes[i].name == StringID.empty { return true }
            i += 1
        }
        return false
    }
}
