/// Builds records from UTF-8 text in one pass, decoding references and line ends in place.
///
/// The text is followed by `scanPadding` NUL octets, which end every scan (see Scan.swift), then by the preamble of the name table.
/// No recursion and no stack: the open elements and the bindings they shadowed stand in the records.
struct TextParser {
    let base: Octets
    /// The end of the text.
    let end: Octets
    let quotas: XMLQuotas
    let refused: XMLConstructs
    let encoding: XMLCharacterEncoding
    let mustDeclareEncoding: Bool
    /// The element whose content is read, for a fragment.
    let context: InfosetCursor?

    /// Reads the text; returns the number of records, which stand in the scratch.
    func run(_ scratch: inout Scratch, _ nt: inout NameTable) throws(ParseFailure) -> Int {
        let base = base
        let end = end
        let classes = characterClasses
        let maxDepth = quotas.maxDepth
        let maxAttributes = min(quotas.maxAttributesPerElement, 65535)
        let maxNameLength = min(quotas.maxNameLength, 65535)
        let maxNodes = min(quotas.maxNodes, Int(UInt32.max) - 64)
        let maxTag = quotas.maxBytesPerRead
        let maxCharacters = quotas.maxNameTableCharCount
        let isFragment = context != nil
        // One record for 20 octets avoids most regrowth of a large document; of a very large one what is not touched costs nothing, and
        // moving the records costs more than reading.
        let share = end - base > 1 << 20 ? 9 : 20
        if end - base > 1 << 16, (end - base) / share > scratch.capacity {
            scratch.grow(count: 0, atLeast: min((end - base) / share, maxNodes))
        }

        var nodes = scratch.nodes
        var limit = min(scratch.capacity, maxNodes &+ 8)
        var p = base
        var depth = 0
        var parent = 0
        var rootSeen = false
        // A fragment is content from the start, as deep as its context.
        let outside: Int
        if let context {
            depth = context.depth
            outside = depth
        } else {
            outside = 0
            p = try declaration(p)
        }
        nodes[0] = NodeRecord(kind: NodeKind.document, name: 0, a: 0, b: 0)
        var count = 1

        while true {
            if count &+ 8 > limit {
                if count > maxNodes { throw ParseFailure(.maxNodes, p - base) }
                if count &+ 8 > scratch.capacity { scratch.grow(count: count, atLeast: count &+ 8) }
                nodes = scratch.nodes
                limit = min(scratch.capacity, maxNodes &+ 8)
            }
            if p[0] != 0x3C {
                // Text
                let t = p
                var s = p
                while classes[Int(s[0])] & CharacterClass.space != 0 && s[0] != 0x0D { s += 1 }
                let isContent = depth != outside || isFragment
                if s[0] == 0x3C || (s == end && depth == outside) {
                    if isContent, s != t {
                        nodes[count] = NodeRecord(
                            kind: NodeKind.text, flags: NodeFlag.whitespaceOnly, name: 0, a: UInt32(truncatingIfNeeded: t - base),
                            b: UInt32(truncatingIfNeeded: s - t))
                        count &+= 1
                    }
                    p = s
                    if s == end { break }
                    continue
                }
                if !isContent {
                    if s[0] == 0x0D {
                        // Nothing in front of it is looked at again, or many of them would cost their square.
                        p = s + 1
                        continue
                    }
                    throw ParseFailure(outsideText(s, rootSeen), s - base)
                }
                s = scanText(s)
                if s[0] == 0x3C {
                    nodes[count] = NodeRecord(
                        kind: NodeKind.text, name: 0, a: UInt32(truncatingIfNeeded: t - base), b: UInt32(truncatingIfNeeded: s - t))
                    count &+= 1
                    p = s
                    continue
                }
                var decodedEnd = t
                var flags: UInt8 = 0
                p = try slowText(t, s, endAllowed: isFragment && depth == outside, &decodedEnd, &flags)
                if decodedEnd != t {
                    nodes[count] = NodeRecord(
                        kind: NodeKind.text, flags: flags, name: 0, a: UInt32(truncatingIfNeeded: t - base),
                        b: UInt32(truncatingIfNeeded: decodedEnd - t))
                    count &+= 1
                }
                if p == end { break }
                continue
            }
            let c = p[1]
            if c == 0x2F {
                // End tag
                if depth == outside { throw ParseFailure(.malformed, p - base) }
                p += 2
                let start = nodes[parent]
                let name = nt.qnames[Int(start.name)]
                let length = Int(name.length)
                // A comparison that reaches the NUL octets behind the text fails there, because names contain none.
                if !equalOctets(p, base + Int(name.offset), length) {
                    throw ParseFailure(endTagFailure(p), p - base)
                }
                p += length
                while classes[Int(p[0])] & CharacterClass.space != 0 { p += 1 }
                if p[0] != 0x3E { throw ParseFailure(p >= end ? .unexpectedEnd : .mismatchedEndTag, p - base) }
                p += 1
                nodes[count] = NodeRecord(kind: NodeKind.end, name: start.name, a: UInt32(truncatingIfNeeded: parent), b: 0)
                nodes[parent].a = UInt32(truncatingIfNeeded: count)
                count &+= 1
                depth &-= 1
                if start.flags & NodeFlag.hasNamespaces != 0 {
                    // A prefix is declared at most once on an element, so the order does not matter.
                    var i = parent &+ 1
                    while nodes[i].kind == NodeKind.namespace {
                        nt.bind(nodes[i].name, to: nodes[i].b)
                        i &+= 1
                    }
                }
                parent = Int(start.b)
                continue
            }
            if c == 0x21 {
                if p[2] == 0x2D, p[3] == 0x2D {
                    if refused.contains(.comments) { throw ParseFailure(.comment, p - base) }
                    p += 4
                    let t = p
                    var decodedEnd = p
                    p = try comment(p, &decodedEnd)
                    nodes[count] = NodeRecord(
                        kind: NodeKind.comment, name: 0, a: UInt32(truncatingIfNeeded: t - base),
                        b: UInt32(truncatingIfNeeded: decodedEnd - t))
                    count &+= 1
                    continue
                }
                if isCDATAStart(p), depth != outside || isFragment {
                    p += 9
                    let t = p
                    var decodedEnd = p
                    var flags = NodeFlag.cdata
                    p = try characterData(p, &decodedEnd, &flags)
                    if decodedEnd == t { continue }
                    nodes[count] = NodeRecord(
                        kind: NodeKind.text, flags: flags, name: 0, a: UInt32(truncatingIfNeeded: t - base),
                        b: UInt32(truncatingIfNeeded: decodedEnd - t))
                    count &+= 1
                    continue
                }
                throw ParseFailure(declarationFailure(p), p - base)
            }
            if c == 0x3F {
                if refused.contains(.processingInstructions) { throw ParseFailure(.instruction, p - base) }
                var record = NodeRecord(kind: NodeKind.instruction, name: 0, a: 0, b: 0)
                p = try instruction(p, &nt, &record)
                nodes[count] = record
                count &+= 1
                continue
            }

            // Start tag
            if depth == outside && rootSeen && !isFragment { throw ParseFailure(.secondRoot, p - base) }
            rootSeen = true
            let tag = p
            if depth >= maxDepth { throw ParseFailure(.maxDepth, p - base) }
            p += 1
            let name = p
            var localOffset = 0
            if classes[Int(p[0])] & CharacterClass.nameStart != 0 {
                p += 1
                while classes[Int(p[0])] & CharacterClass.name != 0 { p += 1 }
            }
            if p[0] == 0x3A && p != name {
                p += 1
                localOffset = p - name
                if classes[Int(p[0])] & CharacterClass.nameStart != 0 {
                    p += 1
                    while classes[Int(p[0])] & CharacterClass.name != 0 { p += 1 }
                } else {
                    p = name
                }
            }
            if p == name || p[0] >= 0x80 || p[0] == 0x3A { p = try slowName(name, &localOffset) }
            if p - name > maxNameLength { throw ParseFailure(.maxNameLength, name - base) }
            guard let elementRaw = nt.raw(base, name - base, p - name, localOffset, maxCharacters: maxCharacters) else {
                throw ParseFailure(.maxNameTableCharCount, name - base)
            }
            let startIndex = count
            count &+= 1
            var attributes = 0
            var declarations = 0
            var isMixed = false
            while true {
                if p[0] == 0x3E || p[0] == 0x2F { break }
                if classes[Int(p[0])] & CharacterClass.space == 0 { throw ParseFailure(tagFailure(p), p - base) }
                repeat { p += 1 } while classes[Int(p[0])] & CharacterClass.space != 0
                if p[0] == 0x3E || p[0] == 0x2F { break }
                if attributes &+ declarations >= maxAttributes { throw ParseFailure(.maxAttributesPerElement, p - base) }
                if p - tag > maxTag { throw ParseFailure(.maxBytesPerRead, tag - base) }
                if count &+ 8 > limit {
                    if count > maxNodes { throw ParseFailure(.maxNodes, p - base) }
                    if count &+ 8 > scratch.capacity { scratch.grow(count: count, atLeast: count &+ 8) }
                    nodes = scratch.nodes
                    limit = min(scratch.capacity, maxNodes &+ 8)
                }
                let an = p
                var attributeLocal = 0
                if classes[Int(p[0])] & CharacterClass.nameStart != 0 {
                    p += 1
                    while classes[Int(p[0])] & CharacterClass.name != 0 { p += 1 }
                }
                if p[0] == 0x3A && p != an {
                    p += 1
                    attributeLocal = p - an
                    if classes[Int(p[0])] & CharacterClass.nameStart != 0 {
                        p += 1
                        while classes[Int(p[0])] & CharacterClass.name != 0 { p += 1 }
                    } else {
                        p = an
                    }
                }
                if p == an || p[0] >= 0x80 || p[0] == 0x3A { p = try slowName(an, &attributeLocal) }
                let nameLength = p - an
                if nameLength > maxNameLength { throw ParseFailure(.maxNameLength, an - base) }
                while classes[Int(p[0])] & CharacterClass.space != 0 { p += 1 }
                if p[0] != 0x3D { throw ParseFailure(tagFailure(p), p - base) }
                p += 1
                while classes[Int(p[0])] & CharacterClass.space != 0 { p += 1 }
                let quote = p[0]
                if quote != 0x22 && quote != 0x27 { throw ParseFailure(tagFailure(p), p - base) }
                p += 1
                let v = p
                var valueEnd = p
                var flags: UInt8 = 0
                p = scanAttribute(p)
                if p[0] == quote {
                    valueEnd = p
                    p += 1
                } else {
                    p = try slowAttribute(v, p, quote, &valueEnd, &flags)
                }
                let valueLength = valueEnd - v
                if nameLength >= 5 && an[0] == 0x78 && an[1] == 0x6D && an[2] == 0x6C && an[3] == 0x6E && an[4] == 0x73
                    && (nameLength == 5 || attributeLocal == 6)
                {
                    let prefix = nameLength == 5 ? StringID.empty : nt.intern(base, an - base + 6, nameLength - 6)
                    let uri = nt.intern(base, v - base, valueLength)
                    if nt.characterCount > maxCharacters { throw ParseFailure(.maxNameTableCharCount, an - base) }
                    if prefix != StringID.empty && uri == StringID.empty { throw ParseFailure(.namespace, an - base) }
                    if (prefix == StringID.xml) != (uri == StringID.xmlURI) || prefix == StringID.xmlns || uri == StringID.xmlnsURI {
                        throw ParseFailure(.namespace, an - base)
                    }
                    if declarations == 0 { nt.stamp &+= 1 }
                    if nt.namespaceStamp[Int(prefix)] == nt.stamp { throw ParseFailure(.duplicateAttribute, an - base) }
                    nt.namespaceStamp[Int(prefix)] = nt.stamp
                    nodes[count] = NodeRecord(kind: NodeKind.namespace, name: prefix, a: uri, b: nt.binding[Int(prefix)])
                    nt.bind(prefix, to: uri)
                    if attributes != 0 { isMixed = true }
                    declarations &+= 1
                } else {
                    guard let raw = nt.raw(base, an - base, nameLength, attributeLocal, maxCharacters: maxCharacters) else {
                        throw ParseFailure(.maxNameTableCharCount, an - base)
                    }
                    nodes[count] = NodeRecord(
                        kind: NodeKind.attribute, flags: flags, name: UInt32(truncatingIfNeeded: raw),
                        a: UInt32(truncatingIfNeeded: v - base),
                        b: UInt32(truncatingIfNeeded: valueLength))
                    attributes &+= 1
                }
                count &+= 1
            }
            // The end is one octet, or two with a slash.
            if p - tag >= maxTag - (p[0] == 0x2F ? 1 : 0) { throw ParseFailure(.maxBytesPerRead, tag - base) }
            if isMixed {
                if count &+ attributes &+ 8 > scratch.capacity { scratch.grow(count: count, atLeast: count &+ attributes &+ 8) }
                nodes = scratch.nodes
                limit = min(scratch.capacity, maxNodes &+ 8)
                declarationsFirst(nodes, startIndex &+ 1, count)
            }
            let elementNamespace = nt.binding[Int(nt.raws[elementRaw].prefix)]
            if elementNamespace == StringID.unbound { throw ParseFailure(.namespace, name - base) }
            let elementName = nt.qname(base, elementRaw, elementNamespace)
            if attributes != 0 {
                nt.stamp &+= 1
                var i = startIndex &+ 1 &+ declarations
                while i < count {
                    let raw = Int(nodes[i].name)
                    var namespace = StringID.empty
                    if nt.raws[raw].localOffset != 0 {
                        namespace = nt.binding[Int(nt.raws[raw].prefix)]
                        if namespace == StringID.unbound { throw ParseFailure(.namespace, Int(nodes[i].a)) }
                    }
                    let name = nt.qname(base, raw, namespace)
                    let expanded = Int(nt.qnames[Int(name)].expanded)
                    if nt.expandedStamp[expanded] == nt.stamp { throw ParseFailure(.duplicateAttribute, Int(nodes[i].a)) }
                    nt.expandedStamp[expanded] = nt.stamp
                    nodes[i].name = name
                    i &+= 1
                }
            }
            nodes[startIndex] = NodeRecord(
                kind: NodeKind.start, flags: declarations != 0 ? NodeFlag.hasNamespaces : 0,
                extra: UInt16(truncatingIfNeeded: attributes &+ declarations), name: elementName, a: 0,
                b: UInt32(truncatingIfNeeded: parent))
            if p[0] == 0x2F {
                if p[1] != 0x3E { throw ParseFailure(p + 1 >= end ? .unexpectedEnd : .malformed, p - base) }
                p += 2
                nodes[startIndex].a = UInt32(truncatingIfNeeded: count)
                nodes[count] = NodeRecord(kind: NodeKind.end, name: elementName, a: UInt32(truncatingIfNeeded: startIndex), b: 0)
                count &+= 1
                var i = startIndex &+ 1
                var rest = declarations
                while rest > 0 {
                    nt.bind(nodes[i].name, to: nodes[i].b)
                    i &+= 1
                    rest &-= 1
                }
            } else {
                p += 1
                depth &+= 1
                parent = startIndex
            }
        }
        if depth != outside { throw ParseFailure(.unexpectedEnd, p - base) }
        if !rootSeen && !isFragment { throw ParseFailure(.noRoot, p - base) }
        nodes[0].a = UInt32(truncatingIfNeeded: count)
        nodes[count] = NodeRecord(kind: NodeKind.end, name: 0, a: 0, b: 0)
        count &+= 1
        if count > maxNodes { throw ParseFailure(.maxNodes, p - base) }
        return count
    }

    // MARK: Kinds of failure

    @inline(never)
    private func outsideText(_ p: Octets, _ rootSeen: Bool) -> ParseFailure.Kind {
        if p >= end { return .unexpectedEnd }
        if p[0] < 0x20 { return .character }
        if p[0] >= 0x80, utf8Length(p) == 0 { return .octets }
        return rootSeen ? .secondRoot : .malformed
    }

    @inline(never)
    private func endTagFailure(_ start: Octets) -> ParseFailure.Kind {
        var p = start
        while p < end, p[0] != 0x3E, p[0] != 0x3C { p += 1 }
        return p >= end ? .unexpectedEnd : .mismatchedEndTag
    }

    @inline(never)
    private func tagFailure(_ p: Octets) -> ParseFailure.Kind {
        if p >= end { return .unexpectedEnd }
        if p[0] < 0x20 { return .character }
        if p[0] >= 0x80, utf8Length(p) == 0 { return .octets }
        return .malformed
    }

    private func isCDATAStart(_ p: Octets) -> Bool {
        p[2] == 0x5B && p[3] == 0x43 && p[4] == 0x44 && p[5] == 0x41 && p[6] == 0x54 && p[7] == 0x41 && p[8] == 0x5B
    }

    /// `<!` that is neither a comment nor a CDATA section in its place.
    @inline(never)
    private func declarationFailure(_ p: Octets) -> ParseFailure.Kind {
        for (word, kind) in [("<!DOCTYPE", ParseFailure.Kind.documentType), ("<!--", .malformed), ("<![CDATA[", .malformed)] {
            let word = Array(word.utf8)
            var i = 2
            while i < word.count, p[i] == word[i] { i += 1 }
            if i == word.count { return kind }
            if p + i >= end { return .unexpectedEnd }
        }
        return .malformed
    }

    /// Namespace declarations before attributes, each in their order. There is room for the attributes behind the records.
    @inline(never)
    private func declarationsFirst(_ nodes: UnsafeMutablePointer<NodeRecord>, _ from: Int, _ to: Int) {
        var kept = from
        var aside = to
        var i = from
        while i < to {
            if nodes[i].kind == NodeKind.namespace {
                nodes[kept] = nodes[i]
                kept += 1
            } else {
                nodes[aside] = nodes[i]
                aside += 1
            }
            i += 1
        }
        i = to
        while i < aside {
            nodes[kept] = nodes[i]
            kept += 1
            i += 1
        }
    }
}
