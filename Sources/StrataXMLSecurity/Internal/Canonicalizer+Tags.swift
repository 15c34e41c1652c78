internal import StrataInfoset

extension Canonicalizer {
    /// The declarations and attributes of a start tag, in canonical order.
    @inline(never)
    mutating func tag(_ start: Int, _ node: NodeRecord, _ name: QNameRecord, _ content: Int) throws(XMLSecurityError) {
        // Only what is declared again makes a form much longer than its document, so that this is where it is stopped.
        try output.budget.check(at: start)
        tables.pointee.declarations.count = 0
        tables.pointee.attributes.count = 0
        if isExclusive { try render(name.prefix, name.namespace, until: node.a) }
        for k in start + 1..<content {
            let item = nodes[k]
            if item.kind == NodeKind.namespace {
                // What is rendered has been looked at.
                if isInclusive(item.name) {
                    try render(item.name, item.a, until: node.a)
                } else if tables.pointee.rendered[Int(item.name)] != item.a {
                    try requireAbsolute(item.a, at: start)
                }
            } else {
                let attribute = qnames[Int(item.name)]
                if isExclusive, attribute.localOffset != 0 {
                    try render(attribute.prefix, attribute.namespace, until: node.a)
                }
                tables.pointee.attributes.append(UInt32(truncatingIfNeeded: k))
            }
        }
        if start == apex, node.b != 0 { try inherit() }
        writeDeclarations()
        writeAttributes()
    }

    /// Whether the inclusive rules hold for a prefix.
    @inline(__always)
    mutating func isInclusive(_ prefix: UInt32) -> Bool {
        !isExclusive || !list.isEmpty && isListed(prefix)
    }

    /// Compares each prefix with the list once, however many elements declare it.
    private mutating func isListed(_ prefix: UInt32) -> Bool {
        let known = tables.pointee.listing[Int(prefix)]
        if known != CanonicalTables.unknown { return known == CanonicalTables.listed }
        let isListed = list.contains(Bytes(copying: storage.stringOctets(prefix)))
        tables.pointee.listing[Int(prefix)] = isListed ? CanonicalTables.listed : CanonicalTables.unlisted
        tables.pointee.asked.append(prefix)
        return isListed
    }

    /// Sees to it that a binding is in force from this element on: declares it unless an element around it has.
    @inline(__always)
    mutating func render(_ prefix: UInt32, _ namespace: UInt32, until end: UInt32) throws(XMLSecurityError) {
        let previous = tables.pointee.rendered[Int(prefix)]
        guard previous != namespace else { return }
        try requireAbsolute(namespace, at: Int(nodes[Int(end)].a))
        tables.pointee.undo.append(RenderedBinding(end: end, prefix: prefix, previous: previous))
        tables.pointee.rendered[Int(prefix)] = namespace
        tables.pointee.declarations.append(CanonicalDeclaration(prefix: prefix, namespace: namespace))
    }

    func requireAbsolute(_ namespace: UInt32, at start: Int) throws(XMLSecurityError) {
        let octets = storage.stringOctets(namespace)
        guard !acceptsRelativeNames, !NamespaceName.isAbsolute(octets) else { return }
        throw NamespaceName.relative(String(decoding: octets, as: UTF8.self), at: start)
    }

    // MARK: Order

    /// Declarations in the order of their prefixes, the default one first.
    private mutating func writeDeclarations() {
        let count = tables.pointee.declarations.count
        guard count > 0 else { return }
        let declarations = tables.pointee.declarations.elements
        let storage = self.storage
        if count > 1 { sortInPlace(declarations, count) { storage.isOrdered($0.prefix, before: $1.prefix) } }
        for i in 0..<count {
            let declaration = declarations[i]
            if declaration.prefix == StringID.empty {
                output.literal(" xmlns=\"")
            } else {
                output.literal(" xmlns:")
                put(declaration.prefix)
                output.byte(0x3D)
                output.byte(0x22)
            }
            output.attribute(storage.stringOctets(declaration.namespace))
            output.byte(0x22)
        }
    }

    /// Attributes in the order of their namespace names, then of their local names.
    private mutating func writeAttributes() {
        let count = tables.pointee.attributes.count
        guard count > 0 else { return }
        let attributes = tables.pointee.attributes.elements
        if count > 1 {
            let storage = self.storage
            sortInPlace(attributes, count) {
                let one = storage.qnames[Int(storage.nodes[Int($0)].name)]
                let other = storage.qnames[Int(storage.nodes[Int($1)].name)]
                return one.namespace == other.namespace
                    ? storage.isOrdered(one.local, before: other.local) : storage.isOrdered(one.namespace, before: other.namespace)
            }
        }
        for i in 0..<count {
            let record = Int(attributes[i])
            let item = nodes[record]
            var joined: [UInt8]?
            if let base = joinedBase, base.record == record {
                if base.value.isEmpty { continue }
                joined = base.value
            }
            let name = qnames[Int(item.name)]
            output.byte(0x20)
            output.put(bytes + Int(name.offset), Int(name.length))
            output.byte(0x3D)
            output.byte(0x22)
            if let joined {
                joined.withUnsafeBytes { output.attribute($0) }
            } else if item.extra != 0 || item.flags & NodeFlag.needsEscape != 0 {
                output.attribute(storage.attributeOctets(item))
            } else {
                output.put(bytes + Int(item.a), Int(item.b))
            }
            output.byte(0x22)
        }
    }

    @inline(__always)
    private mutating func put(_ string: UInt32) {
        let record = storage.strings[Int(string)]
        output.put(bytes + Int(record.offset), Int(record.length))
    }
}
