extension InfosetStorage {
    /// Whether the records are one or several sibling nodes, each from its first to its last record.
    func areWholeSiblings(from lower: Int, through upper: Int) -> Bool {
        guard lower > 0, lower <= upper, upper < nodeCount - 1 else { return false }
        var i = lower
        while i <= upper {
            switch nodes[i].kind {
            case NodeKind.start: i = Int(nodes[i].a) + 1
            case NodeKind.text, NodeKind.typed, NodeKind.comment, NodeKind.instruction: i += 1
            default: return false
            }
        }
        return i == upper + 1
    }

    /// Writes the records of whole nodes as text.
    func writeText(from lower: Int, through upper: Int, selfContained: Bool, to w: inout TextOutput) {
        let nodes = self.nodes
        let qnames = self.qnames
        let bytes = self.bytes
        var i = lower
        while i <= upper {
            let node = nodes[i]
            switch node.kind {
            case NodeKind.start:
                let name = qnames[Int(node.name)]
                w.byte(0x3C)
                w.put(bytes + Int(name.offset), Int(name.length))
                var k = i &+ 1
                let content = k &+ Int(node.extra)
                if selfContained, Int(node.b) < lower { writeScope(of: i, &w) }
                while k < content {
                    let item = nodes[k]
                    if item.kind == NodeKind.namespace {
                        writeDeclaration(item.name, item.a, &w)
                    } else {
                        let attribute = qnames[Int(item.name)]
                        w.byte(0x20)
                        w.put(bytes + Int(attribute.offset), Int(attribute.length))
                        w.byte(0x3D)
                        w.byte(0x22)
                        if item.extra != 0 || item.flags & NodeFlag.needsEscape != 0 {
                            w.escapedAttribute(attributeOctets(item))
                        } else {
                            w.put(bytes + Int(item.a), Int(item.b))
                        }
                        w.byte(0x22)
                    }
                    k &+= 1
                }
                i = content
                if Int(node.a) == content {
                    w.byte(0x2F)
                    w.byte(0x3E)
                    i &+= 1
                } else {
                    w.byte(0x3E)
                }
                continue
            case NodeKind.end:
                let name = qnames[Int(node.name)]
                w.byte(0x3C)
                w.byte(0x2F)
                w.put(bytes + Int(name.offset), Int(name.length))
                w.byte(0x3E)
            case NodeKind.text:
                if node.flags & NodeFlag.needsEscape != 0 {
                    w.escapedText(octets(of: node))
                } else if node.name == 0 {
                    w.put(bytes + Int(node.a), Int(node.b))
                } else {
                    w.putExactly(octets(of: node))
                }
            case NodeKind.typed: writeTyped(node, &w)
            case NodeKind.comment:
                w.literal("<!--")
                w.putExactly(octets(of: node))
                w.literal("-->")
            case NodeKind.instruction:
                w.literal("<?")
                w.putExactly(stringOctets(node.name))
                if node.b > 0 {
                    w.byte(0x20)
                    w.putExactly(octets(segment: 0, node.a, node.b))
                }
                w.literal("?>")
            default: break
            }
            i &+= 1
        }
    }

    /// The bindings in scope at an element that do not stand on it.
    private func writeScope(of start: Int, _ w: inout TextOutput) {
        var own: Set<UInt32> = []
        var i = start + 1
        while nodes[i].kind == NodeKind.namespace {
            own.insert(nodes[i].name)
            i += 1
        }
        for binding in bindings(at: start) where !own.contains(binding.prefix) { writeDeclaration(binding.prefix, binding.namespace, &w) }
    }

    private func writeDeclaration(_ prefix: UInt32, _ namespace: UInt32, _ w: inout TextOutput) {
        if prefix == StringID.empty {
            w.literal(" xmlns=\"")
        } else {
            w.literal(" xmlns:")
            w.putExactly(stringOctets(prefix))
            w.literal("=\"")
        }
        w.escapedAttribute(stringOctets(namespace))
        w.byte(0x22)
    }

    @inline(never)
    func writeTyped(_ node: NodeRecord, _ w: inout TextOutput) {
        switch UInt8(truncatingIfNeeded: node.extra) {
        case TypedKind.int: w.int(Int64(bitPattern: node.payload))
        case TypedKind.uint: w.uint(node.payload)
        case TypedKind.bool: w.string(node.payload != 0 ? "true" : "false")
        case TypedKind.double: w.string(Lexical.text(Double(bitPattern: node.payload)))
        case TypedKind.bytes: w.base64(octets(of: node))
        default: break
        }
    }
}
