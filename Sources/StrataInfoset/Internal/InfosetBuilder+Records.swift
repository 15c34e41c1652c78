extension InfosetBuilder {
    mutating func fail(_ code: InfosetError.Code, _ reason: String) {
        if error == nil { error = InfosetError(code, reason, offset: count) }
    }

    /// Appends a record and returns its index.
    @inline(__always)
    mutating func push(_ node: NodeRecord) -> Int {
        if count &+ 1 >= scratch.capacity { scratch.grow(count: count, atLeast: count + 2) }
        scratch.nodes[count] = node
        count &+= 1
        return count &- 1
    }

    /// Begins a start tag in the open element and returns its index.
    mutating func openTag(_ name: UInt32) -> Int {
        closeTag()
        let start = push(NodeRecord(kind: NodeKind.start, name: name, a: 0, b: UInt32(truncatingIfNeeded: parent)))
        parent = start
        isTagOpen = true
        names.stamp &+= 1
        return start
    }

    /// Ends the start tag: from here on only content may follow.
    @inline(__always)
    mutating func closeTag() {
        isTagOpen = false
        if isMixed { declarationsFirst() }
    }

    /// Puts the declarations of the open element in front of its attributes, each in their order.
    @inline(never)
    private mutating func declarationsFirst() {
        isMixed = false
        var attributes: [NodeRecord] = []
        var kept = parent + 1
        for i in parent + 1..<count {
            if scratch.nodes[i].kind == NodeKind.attribute {
                attributes.append(scratch.nodes[i])
            } else {
                scratch.nodes[kept] = scratch.nodes[i]
                kept += 1
            }
        }
        for attribute in attributes {
            scratch.nodes[kept] = attribute
            kept += 1
        }
    }

    /// Remembers an attribute of the open element; false when it has one of that name.
    mutating func noteAttribute(_ qname: UInt32) -> Bool {
        let name = names.qnames[Int(qname)]
        if names.expandedStamp[Int(name.expanded)] == names.stamp { return false }
        names.expandedStamp[Int(name.expanded)] = names.stamp
        if name.localOffset != 0 { names.useStamp[Int(name.prefix)] = names.stamp }
        return true
    }

    /// Makes room for octets and the padding that interning and scanning read.
    @inline(__always)
    mutating func room(_ needed: Int) {
        if length &+ needed &+ scanPadding > capacity {
            let larger = max(capacity * 2, length + needed + scanPadding)
            growBuffer(&base, count: length, capacity: larger)
            capacity = larger
        }
    }

    /// Copies octets and returns their offset.
    mutating func append(_ octets: UnsafeRawBufferPointer) -> Int {
        let offset = length
        guard length + octets.count < Int(UInt32.max) - 4096 else {
            fail(.invalidUse, "a document of more than 4 GiB")
            return offset
        }
        room(octets.count)
        if let source = octets.baseAddress { UnsafeMutableRawPointer(base + length).copyMemory(from: source, byteCount: octets.count) }
        length &+= octets.count
        return offset
    }

    mutating func append(_ string: String) -> (offset: Int, length: Int) {
        var string = string
        let count = string.utf8.count
        guard length + count < Int(UInt32.max) - 4096 else {
            fail(.invalidUse, "a document of more than 4 GiB")
            return (length, 0)
        }
        room(count)
        let offset = length
        let target = base + length
        string.withUTF8 { utf8 in
            if let source = utf8.baseAddress { target.update(from: source, count: utf8.count) }
        }
        length &+= count
        return (offset, count)
    }

    /// The flags of octets at the end of the buffer; refuses characters that XML does not allow.
    mutating func flags(_ offset: Int, _ count: Int, isAttribute: Bool) -> UInt8 {
        (base + offset + count).update(repeating: 0, count: 16)
        var p = base + offset
        let end = p + count
        var flags: UInt8 = 0
        while true {
            p = isAttribute ? scanAttribute(p) : scanText(p)
            if p >= end { return flags }
            let b = p[0]
            if b >= 0x80 {
                // The string is valid UTF-8, so only U+FFFE and U+FFFF can be wrong.
                let length = utf8Length(p)
                if length == 0 { break }
                p += length
                continue
            }
            switch b {
            case 0x26, 0x3C: flags |= NodeFlag.needsEscape
            case 0x3E: flags |= isAttribute ? 0 : NodeFlag.needsEscape
            case 0x22: flags |= isAttribute ? NodeFlag.needsEscape : 0
            case 0x09, 0x0A: flags |= isAttribute ? NodeFlag.needsEscape : 0
            case 0x0D: flags |= NodeFlag.needsEscape
            case 0x27: break
            default:
                if b >= 0x20 { break }
                fail(.invalidCharacter, "text with a character that XML does not allow")
                return flags
            }
            p += 1
        }
        fail(.invalidCharacter, "text with a character that XML does not allow")
        return flags
    }

    static func containsDoubleHyphen(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for b in text.utf8 {
            if b == 0x2D && previous == 0x2D { return true }
            previous = b
        }
        return false
    }

    /// Whether content may follow here; it closes the start tag.
    mutating func beginContent() -> Bool {
        guard error == nil else { return false }
        closeTag()
        if parent == 0 {
            fail(.invalidUse, "content outside the document element")
            return false
        }
        return true
    }

    mutating func pushBytes(segment: Int, _ offset: Int, _ count: Int) {
        _ = push(
            NodeRecord(
                kind: NodeKind.typed, extra: UInt16(TypedKind.bytes), name: UInt32(truncatingIfNeeded: segment),
                a: UInt32(truncatingIfNeeded: offset), b: UInt32(truncatingIfNeeded: count)))
    }

    /// Moves the one or two octets over from the last value, an octet value, into a group of their own with the first of the next;
    /// returns what is left of the next.
    mutating func completeGroup(_ last: NodeRecord, from value: Bytes) -> Bytes {
        let over = Int(last.b) % 3
        let taken = min(3 - over, value.count)
        var group: [UInt8] = []
        for i in Int(last.b) - over..<Int(last.b) {
            group.append(last.name == 0 ? base[Int(last.a) + i] : externals[Int(last.name) - 1][Int(last.a) + i])
        }
        group.append(contentsOf: value[0..<taken])
        if Int(last.b) == over {
            count &-= 1
        } else {
            scratch.nodes[count - 1].b = last.b - UInt32(over)
        }
        pushBytes(segment: 0, group.withUnsafeBytes { append($0) }, group.count)
        return value[taken..<value.count]
    }

    mutating func typed(_ kind: UInt8, _ payload: UInt64) {
        guard beginContent() else { return }
        _ = push(
            NodeRecord(
                kind: NodeKind.typed, extra: UInt16(kind), name: 0, a: UInt32(truncatingIfNeeded: payload),
                b: UInt32(truncatingIfNeeded: payload >> 32)))
    }
}
