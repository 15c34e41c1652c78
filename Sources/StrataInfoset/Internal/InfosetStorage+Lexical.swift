extension InfosetStorage {
    /// The text a text or typed record stands for.
    func lexicalText(_ node: NodeRecord) -> String {
        if node.kind == NodeKind.text { return String(decoding: octets(of: node), as: UTF8.self) }
        var text: [UInt8] = []
        appendLexical(node, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the canonical lexical form of a typed record.
    func appendLexical(_ node: NodeRecord, to text: inout [UInt8]) {
        switch UInt8(truncatingIfNeeded: node.extra) {
        case TypedKind.int: text.append(contentsOf: "\(Int64(bitPattern: node.payload))".utf8)
        case TypedKind.uint: text.append(contentsOf: "\(node.payload)".utf8)
        case TypedKind.bool: text.append(contentsOf: (node.payload != 0 ? "true" : "false").utf8)
        case TypedKind.double: text.append(contentsOf: Lexical.text(Double(bitPattern: node.payload)).utf8)
        case TypedKind.bytes:
            let value = octets(of: node)
            let writer = ByteWriter(capacity: Base64.encodedCount(value.count))
            let space = writer.reserve(Base64.encodedCount(value.count))
            writer.commit(Base64.encode(value, to: space))
            text.append(contentsOf: writer.bytes)
        default: break
        }
    }

    /// Writes the canonical lexical form of a typed record that is no octet value, at most 32 octets, and returns how many.
    package func writeLexical(_ node: NodeRecord, to space: UnsafeMutableRawBufferPointer) -> Int {
        switch UInt8(truncatingIfNeeded: node.extra) {
        case TypedKind.int: return Decimal64.write(Int64(bitPattern: node.payload), to: space)
        case TypedKind.uint: return Decimal64.write(magnitude: node.payload, to: space)
        case TypedKind.bytes: return 0
        default:
            var text: [UInt8] = []
            appendLexical(node, to: &text)
            let count = min(text.count, space.count)
            space.copyBytes(from: text[..<count])
            return count
        }
    }

    /// The bindings in scope at a start record, innermost first, each prefix once; a default that is none is left out.
    package func bindings(at start: Int) -> [(prefix: UInt32, namespace: UInt32)] {
        var result: [(prefix: UInt32, namespace: UInt32)] = []
        var seen: Set<UInt32> = [StringID.xml]
        var element = start
        while element != 0 {
            var i = element + 1
            while nodes[i].kind == NodeKind.namespace {
                if seen.insert(nodes[i].name).inserted, nodes[i].a != StringID.empty { result.append((nodes[i].name, nodes[i].a)) }
                i += 1
            }
            element = Int(nodes[element].b)
        }
        return result
    }
}
