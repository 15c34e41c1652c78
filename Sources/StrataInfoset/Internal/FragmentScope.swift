/// The bindings in whose scope a fragment is read. Their strings stand behind its text, each once however many prefixes it is bound to.
struct FragmentScope {
    private let storage: InfosetStorage
    private let bindings: [(prefix: UInt32, namespace: UInt32)]
    private let strings: [UInt32]
    /// The octets that the strings take.
    let length: Int

    init(_ context: InfosetCursor) {
        storage = context.storage
        bindings = storage.bindings(at: context.index)
        var (strings, length): ([UInt32], Int) = ([], 0)
        var seen: Set<UInt32> = []
        for binding in bindings {
            for string in [binding.prefix, binding.namespace] where seen.insert(string).inserted {
                strings.append(string)
                length += storage.stringOctets(string).count
            }
        }
        self.strings = strings
        self.length = length
    }

    /// Writes the strings, `length` octets from `offset` on, and binds the prefixes.
    func write(to base: Octets, at offset: Int, _ names: inout NameTable) {
        var known: [UInt32: UInt32] = [:]
        var end = offset
        for string in strings {
            let octets = storage.stringOctets(string)
            UnsafeMutableRawBufferPointer(start: base + end, count: octets.count).copyMemory(from: octets)
            known[string] = names.intern(base, end, octets.count)
            end += octets.count
        }
        for binding in bindings {
            guard let prefix = known[binding.prefix], let namespace = known[binding.namespace] else { continue }
            names.bind(prefix, to: namespace)
        }
    }
}
