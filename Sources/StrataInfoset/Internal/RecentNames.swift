/// The names of elements that were chosen last, found by the identity of their strings.
///
/// A contract writes the same names again and again, each time out of the same strings, and to look at every octet of them again would be
/// most of the work of writing a list of small records.
struct RecentNames {
    private struct Entry {
        var localName = StringIdentity("")
        var namespace = StringIdentity("")
        var chosen = InfosetBuilder.ChosenName()
    }

    private static let count = 64
    /// None before there is a first name, so that a small message pays for nothing.
    private var entries: [Entry] = []

    /// The name chosen for these strings, if none has taken its place.
    @inline(__always)
    func find(_ name: ExpandedName, generation: UInt32) -> UInt32? {
        guard !entries.isEmpty else { return nil }
        let (localName, namespace) = (StringIdentity.bits(name.localName), StringIdentity.bits(name.namespace))
        let slot = Self.slot(localName, namespace)
        guard entries[slot].chosen.generation == generation, entries[slot].localName.bits == localName,
            entries[slot].namespace.bits == namespace
        else { return nil }
        return entries[slot].chosen.name
    }

    mutating func keep(_ chosen: InfosetBuilder.ChosenName, for name: ExpandedName) {
        if entries.isEmpty { entries = Array(repeating: Entry(), count: Self.count) }
        let (localName, namespace) = (StringIdentity(name.localName), StringIdentity(name.namespace))
        entries[Self.slot(localName.bits, namespace.bits)] = Entry(localName: localName, namespace: namespace, chosen: chosen)
    }

    @inline(__always)
    private static func slot(_ localName: StringIdentity.Bits, _ namespace: StringIdentity.Bits) -> Int {
        let mixed = (localName.x ^ localName.y &* 31 ^ namespace.x &* 7 ^ namespace.y) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 58)
    }
}

/// A string kept alive together with the bits that it is made of.
///
/// Two strings of the same bits are the same string: what they refer to is kept, so nothing else can lie there, and is changed by nobody,
/// because it is shared. Two strings of different bits may be equal all the same.
struct StringIdentity {
    typealias Bits = SIMD2<UInt64>

    let bits: Bits
    private let string: String

    init(_ string: String) {
        self.string = string
        bits = Self.bits(string)
    }

    @inline(__always)
    static func bits(_ string: String) -> Bits { unsafeBitCast(string, to: Bits.self) }
}
