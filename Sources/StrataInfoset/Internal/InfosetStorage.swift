/// What an `Infoset` is: records, names and octets, frozen.
///
/// Sendable because everything its pointers reach is written before `init` and never afterwards, and is freed in `deinit` only.
package final class InfosetStorage: @unchecked Sendable {
    package let nodes: UnsafePointer<NodeRecord>
    package let nodeCount: Int
    package let qnames: UnsafePointer<QNameRecord>
    package let qnameCount: Int
    package let strings: UnsafePointer<StringRecord>
    package let stringCount: Int
    /// The octets that records and names refer to, with 64 NUL octets of padding behind them.
    package let bytes: UnsafePointer<UInt8>
    package let byteCount: Int
    /// Large values; segment n of a record is `externals[n - 1]`.
    package let externals: [Bytes]
    package let quotas: XMLQuotas
    /// What `bytes` are wiped with in the end: those of a document that was read from secret octets. Nil for all others.
    let wipe: OctetWipe?
    /// The start record of the document element, 0 when there is none (a fragment).
    package let rootIndex: Int

    /// What `qnames` and `strings` lie in, and the nodes of a small document before them.
    private let records: UnsafeMutableRawPointer
    private let ownsNodes: Bool

    /// Takes over `bytes`, and `nodes` where they are `adopted` (an allocation of its own); copies the names, and else the nodes.
    private init(
        _ nodes: UnsafeMutablePointer<NodeRecord>, adopted: Bool, nodeCount: Int, names: NameTable, bytes: Octets, byteCount: Int,
        externals: [Bytes], quotas: XMLQuotas, wipe: OctetWipe?
    ) {
        let nodeSpace = adopted ? 0 : nodeCount * MemoryLayout<NodeRecord>.stride
        let qnameSpace = names.qnameCount * MemoryLayout<QNameRecord>.stride
        let stringSpace = names.stringCount * MemoryLayout<StringRecord>.stride
        // Every kind of record is aligned as numbers of four octets are, so each may follow any other.
        records = .allocate(byteCount: max(1, nodeSpace + qnameSpace + stringSpace), alignment: MemoryLayout<NodeRecord>.alignment)
        ownsNodes = adopted
        if !adopted { records.copyMemory(from: nodes, byteCount: nodeSpace) }
        let qnames = records + nodeSpace
        qnames.copyMemory(from: names.qnames, byteCount: qnameSpace)
        let strings = qnames + qnameSpace
        strings.copyMemory(from: names.strings, byteCount: stringSpace)
        self.nodes = UnsafePointer(adopted ? nodes : records.bindMemory(to: NodeRecord.self, capacity: nodeCount))
        self.nodeCount = nodeCount
        self.qnames = UnsafePointer(qnames.bindMemory(to: QNameRecord.self, capacity: names.qnameCount))
        qnameCount = names.qnameCount
        self.strings = UnsafePointer(strings.bindMemory(to: StringRecord.self, capacity: names.stringCount))
        stringCount = names.stringCount
        self.bytes = UnsafePointer(bytes)
        self.byteCount = byteCount
        self.externals = externals
        self.quotas = quotas
        self.wipe = wipe
        var index = 1
        while index < nodeCount, nodes[index].kind != NodeKind.start { index += 1 }
        rootIndex = index < nodeCount ? index : 0
    }

    /// Takes over `nodes` (an allocation of its own) and `bytes`; copies the names.
    convenience init(
        adopting nodes: UnsafeMutablePointer<NodeRecord>, nodeCount: Int, names: NameTable, bytes: Octets, byteCount: Int,
        externals: [Bytes], quotas: XMLQuotas, wipe: OctetWipe? = nil
    ) {
        self.init(
            nodes, adopted: true, nodeCount: nodeCount, names: names, bytes: bytes, byteCount: byteCount, externals: externals,
            quotas: quotas, wipe: wipe)
    }

    /// Freezes the work of a reader or builder: small vectors of records are copied to their size, a large one is handed over.
    convenience init(
        freezing scratch: inout Scratch, nodeCount: Int, bytes: Octets, byteCount: Int, externals: [Bytes], quotas: XMLQuotas,
        wipe: OctetWipe? = nil
    ) {
        let isLarge = nodeCount > 8192
        self.init(
            scratch.nodes, adopted: isLarge, nodeCount: nodeCount, names: scratch.names, bytes: bytes, byteCount: byteCount,
            externals: externals, quotas: quotas, wipe: wipe)
        if isLarge {
            scratch.nodes = .allocate(capacity: 1024)
            scratch.capacity = 1024
        }
    }

    /// The UTF-16 code units of all names, as `XMLQuotas.maxNameTableCharCount` counts them.
    package var nameCharacterCount: Int {
        (Int(StringID.xmlnsURI) + 1..<max(stringCount, Int(StringID.xmlnsURI) + 1)).reduce(0) {
            $0 + utf16Length(bytes + Int(strings[$1].offset), Int(strings[$1].length))
        }
    }

    deinit {
        if ownsNodes { nodes.deallocate() }
        records.deallocate()
        wipe?(UnsafeMutableRawBufferPointer(start: UnsafeMutablePointer(mutating: bytes), count: byteCount))
        bytes.deallocate()
    }

    /// The octets of a text, attribute, comment or instruction record, or of a typed octet value.
    @inline(__always)
    func octets(segment: Int, _ offset: UInt32, _ length: UInt32) -> UnsafeRawBufferPointer {
        if segment == 0 { return UnsafeRawBufferPointer(start: bytes + Int(offset), count: Int(length)) }
        let external = externals[segment - 1]
        // The storage of the external value lives as long as this object, which holds it.
        return external.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset) + Int(length)]) }
    }

    /// The octets of a text, typed or comment record.
    @inline(__always)
    package func octets(of node: NodeRecord) -> UnsafeRawBufferPointer {
        octets(segment: Int(node.name), node.a, node.b)
    }

    /// The octets of an attribute record.
    @inline(__always)
    package func attributeOctets(_ node: NodeRecord) -> UnsafeRawBufferPointer {
        octets(segment: Int(node.extra), node.a, node.b)
    }

    package func stringOctets(_ id: UInt32) -> UnsafeRawBufferPointer {
        let record = strings[Int(id)]
        return UnsafeRawBufferPointer(start: bytes + Int(record.offset), count: Int(record.length))
    }

    package func string(_ id: UInt32) -> String {
        String(decoding: stringOctets(id), as: UTF8.self)
    }

    package func qnameOctets(_ id: UInt32) -> UnsafeRawBufferPointer {
        let record = qnames[Int(id)]
        return UnsafeRawBufferPointer(start: bytes + Int(record.offset), count: Int(record.length))
    }

    package func expandedName(_ id: UInt32) -> ExpandedName {
        let record = qnames[Int(id)]
        let dictionary = NameDictionary.shared
        if record.expanded < UInt32(dictionary.count) { return dictionary.names[Int(record.expanded)] }
        return ExpandedName(string(record.local), namespace: string(record.namespace), id: NameDictionary.unknown)
    }

    /// Whether the qualified name is the expanded name.
    @inline(__always)
    package func isNamed(_ id: UInt32, _ name: ExpandedName) -> Bool {
        let record = qnames[Int(id)]
        if name.id != NameDictionary.unknown { return record.expanded == name.id }
        if record.expanded < UInt32(NameDictionary.shared.count) { return false }
        return equals(record.local, name.localName) && equals(record.namespace, name.namespace)
    }

    @inline(__always)
    func equals(_ id: UInt32, _ string: String) -> Bool {
        let octets = stringOctets(id)
        let utf8 = string.utf8
        guard utf8.count == octets.count else { return false }
        return utf8.withContiguousStorageIfAvailable { other in octetsEqual(octets, UnsafeRawBufferPointer(other)) }
            ?? utf8.elementsEqual(octets)
    }

    /// The namespace (a string) a prefix (a string) is bound to at a start record, or `StringID.unbound`.
    package func namespace(ofPrefix prefix: UInt32, at start: Int) -> UInt32 {
        var element = start
        while element != 0 {
            var i = element + 1
            while nodes[i].kind == NodeKind.namespace {
                if nodes[i].name == prefix { return nodes[i].a }
                i += 1
            }
            element = Int(nodes[element].b)
        }
        if prefix == StringID.empty { return StringID.empty }
        return prefix == StringID.xml ? StringID.xmlURI : StringID.unbound
    }
}

/// Whether two buffers of the same count hold the same octets.
func octetsEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    let count = a.count
    while i &+ 8 <= count {
        if a.loadUnaligned(fromByteOffset: i, as: UInt64.self) != b.loadUnaligned(fromByteOffset: i, as: UInt64.self) { return false }
        i &+= 8
    }
    while i < count {
        if a[i] != b[i] { return false }
        i &+= 1
    }
    return true
}
