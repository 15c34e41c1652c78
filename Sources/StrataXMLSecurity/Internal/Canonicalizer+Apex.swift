internal import StrataInfoset

extension Canonicalizer {
    /// What the element of a subset brings of those around it: namespaces in scope and, by the inclusive methods, `xml:` attributes.
    mutating func inherit() throws(XMLSecurityError) {
        if !isExclusive || !list.isEmpty { try inheritNamespaces() }
        if !isExclusive { inheritAttributes() }
    }

    private mutating func inheritNamespaces() throws(XMLSecurityError) {
        let end = nodes[apex].a
        // An empty prefix that is bound to nothing looks as if it had not been seen.
        var hasDefault = declaresDefault(apex)
        var element = Int(nodes[apex].b)
        while element != 0 {
            var k = element + 1
            while nodes[k].kind == NodeKind.namespace {
                let item = nodes[k]
                k += 1
                guard isInclusive(item.name) else { continue }
                if item.name == StringID.empty {
                    if hasDefault { continue }
                    hasDefault = true
                } else if tables.pointee.rendered[Int(item.name)] != StringID.unbound {
                    continue
                }
                try render(item.name, item.a, until: end)
            }
            element = Int(nodes[element].b)
        }
    }

    private func declaresDefault(_ start: Int) -> Bool {
        var k = start + 1
        while nodes[k].kind == NodeKind.namespace {
            if nodes[k].name == StringID.empty { return true }
            k += 1
        }
        return false
    }

    // MARK: Attributes

    /// Canonical XML 1.0, section 2.4: the nearest value of each `xml:` attribute around. 1.1, section 2.4: `xml:lang` and `xml:space` so,
    /// `xml:base` joined of all of them, no other.
    private mutating func inheritAttributes() {
        var seen: Set<UInt32> = []
        var bases: [Int] = []
        for i in 0..<tables.pointee.attributes.count {
            let record = Int(tables.pointee.attributes.elements[i])
            let name = qnames[Int(nodes[record].name)]
            guard name.namespace == StringID.xmlURI else { continue }
            seen.insert(name.local)
            if storage.isNamed(nodes[record].name, XMLNames.base) { bases.append(record) }
        }
        let hasOwnBase = !bases.isEmpty
        var element = Int(nodes[apex].b)
        while element != 0 {
            for k in element + 1..<element + 1 + Int(nodes[element].extra) where nodes[k].kind == NodeKind.attribute {
                let name = nodes[k].name
                guard qnames[Int(name)].namespace == StringID.xmlURI else { continue }
                if method == .inclusive11 {
                    if storage.isNamed(name, XMLNames.base) {
                        bases.append(k)
                        continue
                    }
                    guard storage.isNamed(name, XMLNames.lang) || storage.isNamed(name, XMLNames.space) else { continue }
                }
                if seen.insert(qnames[Int(name)].local).inserted { tables.pointee.attributes.append(UInt32(truncatingIfNeeded: k)) }
            }
            element = Int(nodes[element].b)
        }
        if method == .inclusive11, bases.count > (hasOwnBase ? 1 : 0) { join(bases, hasOwnBase) }
    }

    /// Joins the values of `xml:base` attributes, the innermost first.
    private mutating func join(_ bases: [Int], _ hasOwn: Bool) {
        var value: [UInt8] = []
        for (i, record) in bases.reversed().enumerated() {
            let next = Array(storage.attributeOctets(nodes[record]))
            value = i == 0 ? next : XMLBaseReference.join(value, next)
        }
        joinedBase = (bases[0], value)
        if !hasOwn { tables.pointee.attributes.append(UInt32(truncatingIfNeeded: bases[0])) }
    }
}

/// The attributes of the `xml` prefix that have a meaning.
enum XMLNames {
    private static let namespace = "http://www.w3.org/XML/1998/namespace"
    static let base = ExpandedName("base", namespace: namespace)
    static let lang = ExpandedName("lang", namespace: namespace)
    static let space = ExpandedName("space", namespace: namespace)
    static let id = ExpandedName("id", namespace: namespace)
}
