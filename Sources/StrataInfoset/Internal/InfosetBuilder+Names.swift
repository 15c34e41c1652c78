extension InfosetBuilder {
    /// The string's identifier; a string that is new stays in the buffer.
    mutating func intern(_ string: String, checked: Bool = false) -> UInt32 {
        if string.isEmpty { return StringID.empty }
        let (offset, count) = append(string)
        if checked {
            _ = flags(offset, count, isAttribute: true)
            if error != nil { return StringID.empty }
        }
        return intern(offset, count)
    }

    /// The identifier of octets just appended, which are dropped again when the string was known.
    mutating func intern(_ offset: Int, _ count: Int) -> UInt32 {
        let known = names.stringCount
        let id = names.intern(base, offset, count)
        if names.stringCount == known { length = offset }
        return id
    }

    /// The qualified name with this prefix, whose binding is `namespace`.
    mutating func qname(_ prefix: UInt32, _ localName: String, _ namespace: UInt32) -> UInt32 {
        let p = names.strings[Int(prefix)]
        let offset = length
        let localCount = localName.utf8.count
        room(Int(p.length) + 1 + localCount)
        if p.length > 0 {
            (base + length).update(from: base + Int(p.offset), count: Int(p.length))
            length += Int(p.length)
            base[length] = 0x3A
            length += 1
        }
        let localOffset = length - offset
        _ = append(localName)
        guard length - offset <= 65535 else {
            fail(.invalidName, "a name of more than 65 535 octets")
            return 0
        }
        let known = names.rawCount
        guard let raw = names.raw(base, offset, length - offset, localOffset) else { return 0 }
        if names.rawCount == known { length = offset }
        return names.qname(base, raw, namespace)
    }

    /// A prefix in scope for the namespace: none where the default namespace serves, else the innermost.
    func prefixInScope(_ namespace: UInt32, allowsDefault: Bool) -> UInt32? {
        if allowsDefault, names.binding[Int(StringID.empty)] == namespace { return StringID.empty }
        // Most often none is declared or the last one serves, so the list is seldom gone through.
        if names.prefixCount[Int(namespace)] == 0 { return nil }
        let last = names.lastPrefix[Int(namespace)]
        if names.binding[Int(last)] == namespace { return last }
        for prefix in declared.reversed() where names.binding[Int(prefix)] == namespace && prefix != StringID.empty {
            return prefix
        }
        return nil
    }

    private mutating func isValid(_ name: ExpandedName) -> Bool {
        if name.id != NameDictionary.unknown || isNCName(name.localName) { return true }
        fail(.invalidName, "a name is no NCName")
        return false
    }

    mutating func elementName(_ name: ExpandedName, _ hint: String?) -> UInt32 {
        let isKnown = name.id != NameDictionary.unknown
        if isKnown {
            let chosen = scratch.elementNames[Int(name.id)]
            if chosen.generation == generation { return chosen.name }
        } else if hint == nil, let recent = recentNames.find(name, generation: generation) {
            return recent
        }
        guard isValid(name) else { return 0 }
        let namespace = intern(name.namespace, checked: !isKnown)
        guard error == nil else { return 0 }
        var prefix = StringID.empty
        if namespace == StringID.empty {
            if names.binding[0] != StringID.empty { declare(StringID.empty, StringID.empty) }
        } else if namespace == StringID.xmlURI {
            prefix = StringID.xml
        } else {
            let wanted = hint.map { intern($0) }
            if let wanted, names.binding[Int(wanted)] == namespace {
                prefix = wanted
            } else if let found = prefixInScope(namespace, allowsDefault: true) {
                prefix = found
            } else {
                if let hint, !hint.isEmpty, !isNCName(hint) {
                    fail(.invalidName, "a prefix is no NCName")
                    return 0
                }
                prefix = wanted ?? StringID.empty
                declare(prefix, namespace)
            }
        }
        guard error == nil else { return 0 }
        let result = qname(prefix, name.localName, namespace)
        let chosen = ChosenName(name: result, generation: generation)
        if isKnown {
            scratch.elementNames[Int(name.id)] = chosen
        } else if hint == nil, count > Self.fewNodes, error == nil {
            recentNames.keep(chosen, for: name)
        }
        return result
    }

    /// The name of an element that does not use the default namespace.
    mutating func prefixedElementName(_ name: ExpandedName, _ hint: String) -> UInt32 {
        guard isValid(name) else { return 0 }
        let namespace = intern(name.namespace, checked: name.id == NameDictionary.unknown)
        guard error == nil else { return 0 }
        let prefix = namespace == StringID.xmlURI ? StringID.xml : prefixDeclaringIfNeeded(namespace, hint, allowsDefault: false)
        guard error == nil else { return 0 }
        return qname(prefix, name.localName, namespace)
    }

    /// Declares a prefix for the namespace on the open element unless one is in scope.
    mutating func declarePrefix(for name: String, _ hint: String?) {
        let namespace = intern(name, checked: true)
        guard error == nil, namespace != StringID.xmlURI else { return }
        if let hint {
            _ = prefixDeclaringIfNeeded(namespace, hint, allowsDefault: false)
            return
        }
        guard prefixInScope(namespace, allowsDefault: true) == nil else { return }
        for letter in Self.letters {
            let candidate = intern(letter)
            if names.binding[Int(candidate)] == StringID.unbound { return declare(candidate, namespace) }
        }
        _ = prefixDeclaringIfNeeded(namespace, nil, allowsDefault: true)
    }

    private static let letters = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { String(UnicodeScalar($0)) }

    mutating func attributeName(_ name: ExpandedName, _ hint: String?) -> UInt32 {
        let isKnown = name.id != NameDictionary.unknown
        if isKnown {
            let chosen = scratch.attributeNames[Int(name.id)]
            if chosen.generation == generation { return chosen.name }
        }
        guard isValid(name) else { return 0 }
        let namespace = intern(name.namespace, checked: !isKnown)
        guard error == nil else { return 0 }
        var prefix = StringID.empty
        if namespace == StringID.empty {
            if name.localName == "xmlns" { fail(.invalidName, "xmlns is no attribute; declare(prefix:namespace:) declares") }
        } else if namespace == StringID.xmlURI {
            prefix = StringID.xml
        } else {
            prefix = prefixDeclaringIfNeeded(namespace, hint, allowsDefault: false)
        }
        guard error == nil else { return 0 }
        let result = qname(prefix, name.localName, namespace)
        if isKnown { scratch.attributeNames[Int(name.id)] = ChosenName(name: result, generation: generation) }
        return result
    }

    /// A prefix bound to the namespace on the open element, declared there if need be.
    private mutating func prefixDeclaringIfNeeded(_ namespace: UInt32, _ hint: String?, allowsDefault: Bool) -> UInt32 {
        if let hint, !hint.isEmpty, isNCName(hint) {
            let wanted = intern(hint)
            if names.binding[Int(wanted)] == namespace { return wanted }
            if let found = prefixInScope(namespace, allowsDefault: allowsDefault) { return found }
            // A prefix that means something already keeps it: a value written before may hold a name with it.
            if isTagOpen, wanted != StringID.xmlns, names.binding[Int(wanted)] == StringID.unbound {
                declare(wanted, namespace)
                return wanted
            }
        } else if let found = prefixInScope(namespace, allowsDefault: allowsDefault) {
            return found
        }
        guard isTagOpen else {
            fail(.invalidUse, "a namespace that is not in scope can only be declared before the content of an element")
            return 0
        }
        while true {
            let candidate = intern("p\(nextNumber)")
            if names.binding[Int(candidate)] == StringID.unbound {
                declare(candidate, namespace)
                return candidate
            }
            nextNumber += 1
        }
    }

    /// Writes a declaration on the open element. The element's name may not be set yet.
    mutating func declare(_ prefix: UInt32, _ namespace: UInt32) {
        guard error == nil else { return }
        if prefix == StringID.xml, namespace == StringID.xmlURI { return }
        if prefix == StringID.xml || prefix == StringID.xmlns || namespace == StringID.xmlURI || namespace == StringID.xmlnsURI
            || (prefix != StringID.empty && namespace == StringID.empty)
        {
            return fail(.namespace, "a declaration that Namespaces in XML forbids")
        }
        if names.namespaceStamp[Int(prefix)] == names.stamp {
            if names.binding[Int(prefix)] != namespace { fail(.namespace, "a prefix is declared twice on one element") }
            return
        }
        let own = scratch.nodes[parent].name
        if own != Self.unnamed, names.qnames[Int(own)].prefix == prefix, names.qnames[Int(own)].namespace != namespace {
            return fail(.namespace, "a declaration that changes the element's own name")
        }
        if names.useStamp[Int(prefix)] == names.stamp, names.binding[Int(prefix)] != namespace {
            return fail(.namespace, "a declaration that changes the name or the value of an attribute")
        }
        guard scratch.nodes[parent].extra < 65535 else { return fail(.invalidUse, "more than 65 535 declarations on one element") }
        if scratch.nodes[count - 1].kind == NodeKind.attribute { isMixed = true }
        _ = push(NodeRecord(kind: NodeKind.namespace, name: prefix, a: namespace, b: names.binding[Int(prefix)]))
        scratch.nodes[parent].head = (scratch.nodes[parent].head &+ 1 << 16) | UInt32(NodeFlag.hasNamespaces) << 8
        names.namespaceStamp[Int(prefix)] = names.stamp
        names.bind(prefix, to: namespace)
        if prefix != StringID.empty {
            names.prefixCount[Int(namespace)] &+= 1
            names.lastPrefix[Int(namespace)] = prefix
        }
        declared.append(prefix)
        generation &+= 1
    }

    /// A name as `prefix:local`, declaring what it needs on the open element; nil after an error.
    mutating func lexical(_ name: ExpandedName, _ hint: String?) -> String? {
        guard error == nil, isValid(name) else { return nil }
        guard parent != 0 else {
            fail(.invalidUse, "content outside the document element")
            return nil
        }
        let namespace = intern(name.namespace, checked: true)
        guard error == nil else { return nil }
        var prefix = StringID.empty
        if namespace == StringID.empty {
            if names.binding[0] != StringID.empty {
                guard isTagOpen else {
                    fail(.invalidUse, "a name in no namespace where a default namespace is in scope")
                    return nil
                }
                declare(StringID.empty, StringID.empty)
            }
        } else if namespace == StringID.xmlURI {
            prefix = StringID.xml
        } else {
            prefix = prefixDeclaringIfNeeded(namespace, hint, allowsDefault: true)
        }
        guard error == nil else { return nil }
        // What the value says now must stay true until the tag is closed.
        if isTagOpen { names.useStamp[Int(prefix)] = names.stamp }
        let octets = names.strings[Int(prefix)]
        if octets.length == 0 { return name.localName }
        let text = String(
            decoding: UnsafeBufferPointer(start: base + Int(octets.offset), count: Int(octets.length)), as: UTF8.self)
        return text + ":" + name.localName
    }
}
