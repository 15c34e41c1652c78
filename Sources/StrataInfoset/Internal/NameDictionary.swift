/// The process-wide table of well-known expanded names.
///
/// Immutable, so an identifier means the same name in every infoset, and a name without one is in no table. The keys are the hashes
/// that a document's own interning computes anyway, so a look-up is one multiplication and a comparison. Sendable because everything
/// its pointers reach is written in `init` only.
package final class NameDictionary: @unchecked Sendable {
    struct Slot: BitwiseCopyable {
        var hash: UInt64
        var id: UInt32
        var namespaceOffset: UInt32
        var namespaceLength: UInt32
        var localOffset: UInt32
        var localLength: UInt32
    }

    /// The identifier of no name of the table.
    package static let unknown: UInt32 = .max

    package static let shared = NameDictionary(WellKnownNames.all)

    /// The names; the index is the identifier.
    package private(set) var names: [ExpandedName] = []
    package let count: Int
    private let slots: UnsafeMutablePointer<Slot>
    private let mask: Int
    private let flat: Octets
    /// The lengths of the namespaces, a bit for each: most names that are in no table are seen by that.
    private let namespaceLengths: UInt128

    init(_ groups: [(namespace: String, localNames: [String])]) {
        var total = 0
        var octets = 64
        for group in groups {
            total += group.localNames.count
            octets += group.namespace.utf8.count + group.localNames.reduce(0) { $0 + $1.utf8.count }
        }
        var capacity = 16
        while capacity < total * 2 { capacity *= 2 }
        slots = .allocate(capacity: capacity)
        slots.initialize(
            repeating: Slot(hash: 0, id: 0, namespaceOffset: 0, namespaceLength: 0, localOffset: 0, localLength: 0), count: capacity)
        flat = .allocate(capacity: octets)
        flat.initialize(repeating: 0, count: octets)
        mask = capacity - 1
        count = total
        var end = 0
        var lengths: UInt128 = 0
        for group in groups {
            let namespaceOffset = end
            for byte in group.namespace.utf8 {
                flat[end] = byte
                end += 1
            }
            let namespaceLength = end - namespaceOffset
            lengths |= 1 << UInt128(namespaceLength)
            let namespaceHash = hashOctets(flat + namespaceOffset, namespaceLength, hashSeed)
            for localName in group.localNames {
                let localOffset = end
                for byte in localName.utf8 {
                    flat[end] = byte
                    end += 1
                }
                let hash = Self.combine(namespaceHash, hashOctets(flat + localOffset, end - localOffset, hashSeed))
                var i = Int(truncatingIfNeeded: hash) & mask
                while slots[i].localLength != 0 { i = (i + 1) & mask }
                let id = UInt32(names.count)
                slots[i] = Slot(
                    hash: hash, id: id, namespaceOffset: UInt32(namespaceOffset), namespaceLength: UInt32(namespaceLength),
                    localOffset: UInt32(localOffset), localLength: UInt32(end - localOffset))
                names.append(ExpandedName(localName, namespace: group.namespace, id: id))
            }
        }
        namespaceLengths = lengths
    }

    deinit {
        slots.deallocate()
        flat.deallocate()
    }

    @inline(__always)
    static func combine(_ namespace: UInt64, _ local: UInt64) -> UInt64 {
        fold(namespace ^ 0x9E37_79B9_7F4A_7C15, local | 1) ^ local
    }

    /// `hash` is the combination of the hashes of both strings; both carry padding.
    @inline(__always)
    func lookup(
        _ hash: UInt64, _ namespace: UnsafePointer<UInt8>, _ namespaceLength: Int, _ local: UnsafePointer<UInt8>, _ localLength: Int
    ) -> UInt32? {
        var i = Int(truncatingIfNeeded: hash) & mask
        while slots[i].localLength != 0 {
            let slot = slots[i]
            if slot.hash == hash, Int(slot.namespaceLength) == namespaceLength, Int(slot.localLength) == localLength,
                equalOctets(flat + Int(slot.namespaceOffset), namespace, namespaceLength),
                equalOctets(flat + Int(slot.localOffset), local, localLength)
            {
                return slot.id
            }
            i = (i + 1) & mask
        }
        return nil
    }

    /// The identifier of a name, or `unknown`.
    func id(namespace: String, localName: String) -> UInt32 {
        let namespaceCount = namespace.utf8.count
        let localCount = localName.utf8.count
        guard namespaceCount < 128, localCount <= 96, namespaceLengths & (1 << UInt128(namespaceCount)) != 0 else { return Self.unknown }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress else { return Self.unknown }
            base.initialize(repeating: 0, count: 256)
            var end = 0
            for byte in namespace.utf8 {
                base[end] = byte
                end += 1
            }
            for byte in localName.utf8 {
                base[end] = byte
                end += 1
            }
            let hash = Self.combine(
                hashOctets(base, namespaceCount, hashSeed), hashOctets(base + namespaceCount, localCount, hashSeed))
            return lookup(hash, base, namespaceCount, base + namespaceCount, localCount) ?? Self.unknown
        }
    }
}
