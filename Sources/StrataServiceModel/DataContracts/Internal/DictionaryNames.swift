import StrataInfoset

/// The names of the elements of a dictionary.
struct DictionaryNames {
    let entry: ExpandedName
    let key: ExpandedName
    let value: ExpandedName

    private static let key = ExpandedName("Key", namespace: WireNames.arrays)
    private static let value = ExpandedName("Value", namespace: WireNames.arrays)

    init(entry: ExpandedName, key: ExpandedName, value: ExpandedName) {
        self.entry = entry
        self.key = key
        self.value = value
    }

    init(_ key: any ContractValue.Type, _ value: any ContractValue.Type) {
        self.init(entry: CollectionNames.entry(key, value), key: Self.key, value: Self.value)
    }
}

extension InfosetBuilder {
    mutating func writeEntries<Entries: Sequence, Key: ContractValue, Value: ContractValue>(
        _ entries: Entries, _ names: DictionaryNames, _ coding: ContractCoding
    ) throws where Entries.Element == (key: Key, value: Value) {
        declare(namespace: names.entry.namespace)
        declare(namespace: WireNames.instance, prefix: "i")
        var index = 0
        for (key, value) in entries {
            startElement(names.entry)
            do {
                guard !key.isNull else { throw ContractError(path: "", expected: "a key", found: "nil") }
                try write(key, as: names.key, coding, index: nil)
                try write(value, as: names.value, coding, index: nil)
            } catch let error as ContractError {
                throw error.inside(names.entry.localName, index)
            }
            endElement()
            index += 1
        }
    }
}

extension InfosetCursor {
    func readEntries<Key: ContractValue & Hashable, Value: ContractValue>(
        _ names: DictionaryNames, _ coding: ContractCoding
    ) throws -> [(key: Key, value: Value)] {
        try limitDepth(coding)
        if hasNonWhitespaceText { throw ContractError(at: self, expected: "elements <\(names.entry.localName)>", found: "text") }
        var entries: [(key: Key, value: Value)] = []
        var keys: Set<Key> = []
        var child = firstChild
        while let current = child {
            child = current.next
            guard current.isNamed(names.entry) else { continue }
            var members = try ContractMembers(of: current, coding)
            let key = try members.readRequired(names.key, as: Key.self)
            let value = try members.readRequired(names.value, as: Value.self)
            guard !key.isNull else { throw ContractError(at: current, expected: "a key", found: "i:nil") }
            guard keys.insert(key).inserted else {
                let place = current.child(names.key) ?? current
                throw ContractError(at: place, expected: "a key that has not come before")
            }
            entries.append((key, value))
        }
        return entries
    }
}
