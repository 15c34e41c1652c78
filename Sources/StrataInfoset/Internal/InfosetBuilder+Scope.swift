/// What is known of the prefixes of the infoset copied from.
struct CopyScope {
    /// The prefixes declared anywhere in it, by the hash of their octets; nil until first asked for.
    var prefixes: [UInt64: UInt32]?
    /// The longest of them, in octets.
    var longest = 0
    /// Two prefixes have the same hash; then every prefix counts as used.
    var isAmbiguous = false
    /// For each string as a prefix, the search that found it last.
    var seen: [UInt32] = []
    var search: UInt32 = 0
    /// Where a prefix is declared for an element with many declarations, by both indices.
    var declarations: [UInt64: Int] = [:]
}

extension InfosetBuilder {
    /// The bindings, mapped to names of this builder.
    typealias Bindings = [(prefix: UInt32, namespace: UInt32)]

    /// What a copy of the element takes from the scope around it and what is not the same here.
    mutating func missingBindings(_ source: InfosetCursor) -> Bindings {
        var own: [UInt32] = []
        var i = source.index + 1
        while source.storage.nodes[i].kind == NodeKind.namespace {
            own.append(source.storage.nodes[i].name)
            i += 1
        }
        return missingBindings(source.storage, source.index, source.endIndex, outside: Int(source.node.b), own: own)
    }

    /// Declares on the open element, before its content, what copies of these elements take from the scope around them, where that
    /// changes nothing that stands there already: else each of them would declare it again.
    package mutating func declareBindings(for sources: [InfosetCursor]) {
        for source in sources {
            guard error == nil, isTagOpen else { return }
            prepareCopying(source.storage)
            declareWhereFree(missingBindings(source))
        }
    }

    /// The same for the content of one element.
    mutating func declareBindings(forContentOf source: InfosetCursor) {
        guard source.contentIndex < source.endIndex else { return }
        declareWhereFree(
            missingBindings(source.storage, source.contentIndex, source.endIndex - 1, outside: source.index, own: []))
    }

    private mutating func declareWhereFree(_ bindings: Bindings) {
        let hasAttributes = scratch.nodes[count - 1].kind == NodeKind.attribute || isMixed
        let ownPrefix = names.qnames[Int(scratch.nodes[parent].name)].prefix
        for (prefix, namespace) in bindings {
            guard scratch.nodes[parent].extra < 65535 else { return }
            if prefix == StringID.empty {
                if hasAttributes || ownPrefix == StringID.empty || names.namespaceStamp[0] == names.stamp { continue }
            } else if names.binding[Int(prefix)] != StringID.unbound {
                continue
            }
            declare(prefix, namespace)
        }
    }

    /// The bindings outside of some records that they use and that are not the same here, in document order.
    private mutating func missingBindings(
        _ from: InfosetStorage, _ lower: Int, _ upper: Int, outside: Int, own: [UInt32]
    ) -> Bindings {
        var used = isSame(from, outside) ? [] : usedPrefixes(from, lower, upper, own)
        if !own.contains(StringID.empty) { used.append(StringID.empty) }
        var found: [(declaration: Int, binding: (prefix: UInt32, namespace: UInt32))] = []
        for prefix in used {
            let declaration = declaration(of: prefix, from, at: outside)
            // Without a declaration only the empty prefix means something.
            if declaration == 0, prefix != StringID.empty { continue }
            let here = mapString(prefix)
            let namespace = declaration == 0 ? StringID.empty : mapString(from.nodes[declaration].a)
            if names.binding[Int(here)] != namespace { found.append((declaration == 0 ? .max : declaration, (here, namespace))) }
        }
        if found.count > 1 { found.sort { $0.declaration < $1.declaration } }
        return found.map { $0.binding }
    }

    /// Whether the scope there is small and everything in it means the same here, which is the usual case.
    private mutating func isSame(_ from: InfosetStorage, _ start: Int) -> Bool {
        var element = start
        var checked = 0
        while element != 0 {
            var i = element + 1
            while from.nodes[i].kind == NodeKind.namespace {
                checked += 1
                if checked > 32 { return false }
                let prefix = from.nodes[i].name
                if prefix != StringID.empty, names.binding[Int(mapString(prefix))] != mapString(from.nodes[i].a) { return false }
                i += 1
            }
            element = Int(from.nodes[element].b)
        }
        return true
    }

    /// The prefixes of names, and those that stand as a word in text or attributes; not the empty one, nor those of the list.
    private mutating func usedPrefixes(_ from: InfosetStorage, _ lower: Int, _ upper: Int, _ own: [UInt32]) -> [UInt32] {
        if copying.scope.prefixes == nil { collectPrefixes(from) }
        copying.scope.search &+= 1
        let search = copying.scope.search
        copying.scope.seen[Int(StringID.empty)] = search
        copying.scope.seen[Int(StringID.xml)] = search
        for prefix in own { copying.scope.seen[Int(prefix)] = search }
        var used: [UInt32] = []
        for i in lower...upper {
            let node = from.nodes[i]
            switch node.kind {
            case NodeKind.start:
                use(from.qnames[Int(node.name)].prefix, &used)
            case NodeKind.attribute:
                if from.qnames[Int(node.name)].localOffset != 0 { use(from.qnames[Int(node.name)].prefix, &used) }
                if node.extra == 0 { useWords(of: from.attributeOctets(node), &used) } else { copying.scope.isAmbiguous = true }
            case NodeKind.text:
                if node.flags & NodeFlag.whitespaceOnly != 0 { continue }
                if node.name == 0 { useWords(of: from.octets(of: node), &used) } else { copying.scope.isAmbiguous = true }
            default: break
            }
        }
        if copying.scope.isAmbiguous, let all = copying.scope.prefixes { for prefix in all.values.sorted() { use(prefix, &used) } }
        return used
    }

    private mutating func use(_ prefix: UInt32, _ used: inout [UInt32]) {
        if copying.scope.seen[Int(prefix)] == copying.scope.search { return }
        copying.scope.seen[Int(prefix)] = copying.scope.search
        used.append(prefix)
    }

    /// Uses each prefix that stands as a word in the octets, which are of the infoset's own buffer and so have padding behind them.
    private mutating func useWords(of octets: UnsafeRawBufferPointer, _ used: inout [UInt32]) {
        guard let start = octets.baseAddress?.assumingMemoryBound(to: UInt8.self), let prefixes = copying.scope.prefixes else { return }
        let classes = characterClasses
        var i = 0
        while i < octets.count {
            if start[i] < 0x80, classes[Int(start[i])] & CharacterClass.nameStart == 0 {
                i += 1
                continue
            }
            var end = i + 1
            while end < octets.count, start[end] >= 0x80 || classes[Int(start[end])] & CharacterClass.name != 0 { end += 1 }
            if end - i <= copying.scope.longest, let prefix = prefixes[hashOctets(start + i, end - i, names.seed)] { use(prefix, &used) }
            i = end
        }
    }

    private mutating func collectPrefixes(_ from: InfosetStorage) {
        var prefixes: [UInt64: UInt32] = [:]
        for i in 0..<from.nodeCount where from.nodes[i].kind == NodeKind.namespace {
            let octets = from.stringOctets(from.nodes[i].name)
            guard octets.count > 0, let start = octets.baseAddress else { continue }
            let hash = hashOctets(start.assumingMemoryBound(to: UInt8.self), octets.count, names.seed)
            if let other = prefixes.updateValue(from.nodes[i].name, forKey: hash), other != from.nodes[i].name {
                copying.scope.isAmbiguous = true
            }
            copying.scope.longest = max(copying.scope.longest, octets.count)
        }
        copying.scope.prefixes = prefixes
        copying.scope.seen = Array(repeating: 0, count: from.stringCount)
    }

    /// The record that declares a prefix for an element, or 0; many declarations are searched once for each prefix, not for each copy.
    private mutating func declaration(of prefix: UInt32, _ from: InfosetStorage, at start: Int) -> Int {
        var searched: [UInt64] = []
        var result = 0
        var element = start
        search: while element != 0 {
            if from.nodes[element].extra > 8 {
                let key = UInt64(element) << 32 | UInt64(prefix)
                if let known = copying.scope.declarations[key] {
                    result = known
                    break
                }
                searched.append(key)
            }
            var i = element + 1
            while from.nodes[i].kind == NodeKind.namespace {
                if from.nodes[i].name == prefix {
                    result = i
                    break search
                }
                i += 1
            }
            element = Int(from.nodes[element].b)
        }
        for key in searched { copying.scope.declarations[key] = result }
        return result
    }
}
