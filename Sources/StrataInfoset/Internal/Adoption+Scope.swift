extension Adoption {
    /// Prefixes that the names of an element and its descendants take from outside it and that mean something else at the place.
    mutating func missingBindings(_ start: Int, _ naming: Naming, _ names: NameTable) -> [(prefix: UInt32, namespace: UInt32)] {
        let (from, strings, qnames) = (naming.from, naming.strings, naming.qnames)
        let outer = namespaces(at: naming.place.parent)
        var added: [UInt32: UInt32] = [:]
        var order: [UInt32] = []
        // The declarations of the open elements inside, as a count for each prefix.
        var inner: [UInt32: Int] = [:]
        func use(_ qname: UInt32, isAttribute: Bool) {
            let record = names.qnames[Int(qnames[Int(qname)])]
            if isAttribute && record.localOffset == 0 { return }
            if record.prefix == StringID.xml || inner[record.prefix, default: 0] > 0 || added[record.prefix] != nil { return }
            if outer[record.prefix] ?? (record.prefix == StringID.empty ? StringID.empty : StringID.unbound) != record.namespace {
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
        if naming.isDocument, added[StringID.empty] == nil, outer[StringID.empty] ?? StringID.empty != StringID.empty,
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

    /// What the prefixes that are declared mean in an element of the host, found once for all that comes to it.
    private mutating func namespaces(at parent: Int) -> [UInt32: UInt32] {
        guard scope.parent != parent else { return scope.namespaces }
        var found: [UInt32: UInt32] = [:]
        var element = parent
        while element != 0 {
            var i = element + 1
            while host.nodes[i].kind == NodeKind.namespace {
                if found[host.nodes[i].name] == nil { found[host.nodes[i].name] = host.nodes[i].a }
                i += 1
            }
            element = Int(host.nodes[element].b)
        }
        scope = (parent, found)
        return found
    }
}
