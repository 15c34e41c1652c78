/// Interned strings, lexical names, qualified names and expanded names of one document, and which prefix is bound to what.
///
/// A plain value of pointers that exactly one owner uses: the scratch pool, or one reader or builder that took it from there.
/// `deallocate()` frees it. String 0 is "", 1 xml, 2 xmlns, 3 and 4 their namespace names.
struct NameTable {
    struct RawName: BitwiseCopyable {
        var hash: UInt64
        var offset: UInt32
        var length: UInt16
        var localOffset: UInt16
        var prefix: UInt32
        var local: UInt32
        var lastNamespace: UInt32
        var lastQName: UInt32
    }

    static let preamble: [UInt8] = Array(("xmlxmlns" + WellKnownNames.xmlNamespace + WellKnownNames.xmlnsNamespace).utf8)
    static let preambleLength = 73
    /// The strings 0 to 4 within it.
    private static let preambleStrings: [(offset: Int, length: Int, hash: UInt64)] = {
        // Hashing reads up to 7 octets behind.
        let padded = preamble + [UInt8](repeating: 0, count: 8)
        return padded.withUnsafeBufferPointer { octets in
            guard let base = octets.baseAddress else { return [] }
            return [(0, 0), (0, 3), (3, 5), (8, 36), (44, 29)].map { ($0, $1, hashOctets(base + $0, $1, hashSeed)) }
        }
    }()

    let dictionary = NameDictionary.shared
    let seed = hashSeed

    private(set) var raws = UnsafeMutablePointer<RawName>.allocate(capacity: 128)
    private(set) var rawCount = 0
    private var rawCapacity = 128
    private var rawSlots = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    private var rawMask = 255

    private(set) var strings = UnsafeMutablePointer<StringRecord>.allocate(capacity: 128)
    private(set) var stringHashes = UnsafeMutablePointer<UInt64>.allocate(capacity: 128)
    private(set) var stringCount = 0
    private var stringCapacity = 128
    private var stringSlots = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    private var stringMask = 255
    /// For each string as a prefix, the namespace it is bound to.
    private(set) var binding = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)
    /// For each string as a prefix, the stamp of the start tag that declared it last.
    private(set) var namespaceStamp = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)
    /// For each string as a prefix, the stamp of the start tag that used it last in an attribute's name or value.
    private(set) var useStamp = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)

    /// For each string as a namespace name, how many prefixes a builder's open elements declare for it, and the last of them.
    private(set) var prefixCount = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)
    private(set) var lastPrefix = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)

    private(set) var qnames = UnsafeMutablePointer<QNameRecord>.allocate(capacity: 128)
    private var qnameKeys = UnsafeMutablePointer<UInt64>.allocate(capacity: 128)
    private(set) var qnameCount = 0
    private var qnameCapacity = 128
    private var qnameSlots = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    private var qnameMask = 255

    private var expandedKeys = UnsafeMutablePointer<UInt64>.allocate(capacity: 128)
    private var expandedIDs = UnsafeMutablePointer<UInt32>.allocate(capacity: 128)
    private var expandedCount = 0
    private var expandedCapacity = 128
    private var expandedSlots = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    private var expandedMask = 255
    /// For each expanded name, the stamp of the start tag that had it as an attribute last.
    private(set) var expandedStamp: UnsafeMutablePointer<UInt32>

    var stamp: UInt32 = 0
    /// UTF-16 code units of the strings interned since the last reset.
    private(set) var characterCount = 0

    init() {
        let stamps = dictionary.count + 128
        expandedStamp = .allocate(capacity: stamps)
        zeroBuffer(expandedStamp, stamps)
        zeroBuffer(namespaceStamp, 128)
        zeroBuffer(useStamp, 128)
    }

    func deallocate() {
        raws.deallocate()
        rawSlots.deallocate()
        strings.deallocate()
        stringHashes.deallocate()
        stringSlots.deallocate()
        binding.deallocate()
        namespaceStamp.deallocate()
        useStamp.deallocate()
        prefixCount.deallocate()
        lastPrefix.deallocate()
        qnames.deallocate()
        qnameKeys.deallocate()
        qnameSlots.deallocate()
        expandedKeys.deallocate()
        expandedIDs.deallocate()
        expandedSlots.deallocate()
        expandedStamp.deallocate()
    }

    /// Whether it stayed small enough to be kept for the next document.
    var isSmall: Bool { rawCapacity <= 1024 && stringCapacity <= 1024 && qnameCapacity <= 1024 && expandedCapacity <= 1024 }

    /// Starts a new document whose preamble octets stand at `offset` of its buffer.
    mutating func reset(_ base: UnsafePointer<UInt8>, preambleAt offset: Int) {
        rawCount = 0
        stringCount = 0
        qnameCount = 0
        expandedCount = 0
        characterCount = 0
        zeroBuffer(rawSlots, rawMask + 1)
        zeroBuffer(stringSlots, stringMask + 1)
        zeroBuffer(qnameSlots, qnameMask + 1)
        zeroBuffer(expandedSlots, expandedMask + 1)
        if stamp > 1 << 30 {
            // A document takes two stamps for each of at most 2^30 start tags, so the counter cannot wrap before the next reset.
            stamp = 0
            zeroBuffer(namespaceStamp, stringCapacity)
            zeroBuffer(useStamp, stringCapacity)
            zeroBuffer(expandedStamp, dictionary.count + expandedCapacity)
        }
        for known in Self.preambleStrings {
            strings[stringCount] = StringRecord(
                offset: UInt32(truncatingIfNeeded: offset + known.offset), length: UInt32(truncatingIfNeeded: known.length))
            stringHashes[stringCount] = known.hash
            binding[stringCount] = StringID.unbound
            prefixCount[stringCount] = 0
            stringCount += 1
            var i = Int(truncatingIfNeeded: known.hash) & stringMask
            while stringSlots[i] != 0 { i = (i + 1) & stringMask }
            stringSlots[i] = UInt32(stringCount)
        }
        binding[0] = StringID.empty
        binding[1] = StringID.xmlURI
    }

    func bind(_ prefix: UInt32, to namespace: UInt32) {
        binding[Int(prefix)] = namespace
    }

    @inline(__always)
    private func hash(_ a: UInt32, _ b: UInt32) -> UInt64 {
        fold((UInt64(a) << 32 | UInt64(b)) ^ seed, 0xA076_1D64_78BD_642F)
    }

    /// The most slots that a look-up of anything in the tables goes through: what a sender who makes names collide would raise.
    var longestProbe: Int {
        func longest(_ slots: UnsafeMutablePointer<UInt32>, _ mask: Int, _ hash: (Int) -> UInt64) -> Int {
            var result = 0
            for i in 0...mask where slots[i] != 0 {
                let home = Int(truncatingIfNeeded: hash(Int(slots[i]) - 1)) & mask
                result = max(result, (i - home) & mask + 1)
            }
            return result
        }
        return max(
            longest(rawSlots, rawMask) { raws[$0].hash }, longest(stringSlots, stringMask) { stringHashes[$0] },
            longest(qnameSlots, qnameMask) {
                hash(UInt32(truncatingIfNeeded: qnameKeys[$0] >> 32), UInt32(truncatingIfNeeded: qnameKeys[$0]))
            },
            longest(expandedSlots, expandedMask) {
                hash(UInt32(truncatingIfNeeded: expandedKeys[$0] >> 32), UInt32(truncatingIfNeeded: expandedKeys[$0]))
            })
    }

    // MARK: Strings

    /// The string at `offset`, which must stay there; there must be 7 readable octets behind it.
    mutating func intern(_ base: UnsafePointer<UInt8>, _ offset: Int, _ length: Int) -> UInt32 {
        let hash = hashOctets(base + offset, length, seed)
        var i = Int(truncatingIfNeeded: hash) & stringMask
        while stringSlots[i] != 0 {
            let k = Int(stringSlots[i]) - 1
            if stringHashes[k] == hash, Int(strings[k].length) == length, equalOctets(base + Int(strings[k].offset), base + offset, length)
            {
                return UInt32(k)
            }
            i = (i + 1) & stringMask
        }
        if stringCount == stringCapacity {
            growStrings()
            i = Int(truncatingIfNeeded: hash) & stringMask
            while stringSlots[i] != 0 { i = (i + 1) & stringMask }
        }
        strings[stringCount] = StringRecord(offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: length))
        stringHashes[stringCount] = hash
        binding[stringCount] = StringID.unbound
        prefixCount[stringCount] = 0
        stringCount += 1
        stringSlots[i] = UInt32(stringCount)
        characterCount &+= utf16Length(base + offset, length)
        return UInt32(stringCount - 1)
    }

    @inline(never)
    private mutating func growStrings() {
        let old = stringCapacity
        stringCapacity *= 2
        growBuffer(&strings, count: stringCount, capacity: stringCapacity)
        growBuffer(&stringHashes, count: stringCount, capacity: stringCapacity)
        growBuffer(&binding, count: stringCount, capacity: stringCapacity)
        growBuffer(&namespaceStamp, count: stringCount, capacity: stringCapacity)
        zeroBuffer(namespaceStamp + old, stringCapacity - old)
        growBuffer(&prefixCount, count: stringCount, capacity: stringCapacity)
        growBuffer(&lastPrefix, count: stringCount, capacity: stringCapacity)
        growBuffer(&useStamp, count: stringCount, capacity: stringCapacity)
        zeroBuffer(useStamp + old, stringCapacity - old)
        stringMask = stringCapacity * 2 - 1
        stringSlots.deallocate()
        stringSlots = .allocate(capacity: stringMask + 1)
        zeroBuffer(stringSlots, stringMask + 1)
        for k in 0..<stringCount {
            var j = Int(truncatingIfNeeded: stringHashes[k]) & stringMask
            while stringSlots[j] != 0 { j = (j + 1) & stringMask }
            stringSlots[j] = UInt32(k + 1)
        }
    }

    // MARK: Lexical names

    /// The lexical name at `offset`, its local part at `localOffset` (0 without a prefix), or nil when it is new and `maxCharacters`
    /// would be exceeded.
    @inline(__always)
    mutating func raw(
        _ base: UnsafePointer<UInt8>, _ offset: Int, _ length: Int, _ localOffset: Int, maxCharacters: Int = .max
    ) -> Int? {
        let hash = hashOctets(base + offset, length, seed)
        var i = Int(truncatingIfNeeded: hash) & rawMask
        while true {
            let slot = rawSlots[i]
            if slot == 0 { break }
            let k = Int(slot) - 1
            if raws[k].hash == hash, Int(raws[k].length) == length, equalOctets(base + Int(raws[k].offset), base + offset, length) {
                return k
            }
            i = (i + 1) & rawMask
        }
        return addRaw(base, offset, length, localOffset, hash, maxCharacters)
    }

    @inline(never)
    private mutating func addRaw(
        _ base: UnsafePointer<UInt8>, _ offset: Int, _ length: Int, _ localOffset: Int, _ hash: UInt64, _ maxCharacters: Int
    ) -> Int? {
        if rawCount == rawCapacity {
            rawCapacity *= 2
            growBuffer(&raws, count: rawCount, capacity: rawCapacity)
            rawMask = rawCapacity * 2 - 1
            rawSlots.deallocate()
            rawSlots = .allocate(capacity: rawMask + 1)
            zeroBuffer(rawSlots, rawMask + 1)
            for k in 0..<rawCount {
                var j = Int(truncatingIfNeeded: raws[k].hash) & rawMask
                while rawSlots[j] != 0 { j = (j + 1) & rawMask }
                rawSlots[j] = UInt32(k + 1)
            }
        }
        let prefix = localOffset == 0 ? 0 : intern(base, offset, localOffset - 1)
        let local = intern(base, offset + localOffset, length - localOffset)
        if characterCount > maxCharacters { return nil }
        raws[rawCount] = RawName(
            hash: hash, offset: UInt32(truncatingIfNeeded: offset), length: UInt16(truncatingIfNeeded: length),
            localOffset: UInt16(truncatingIfNeeded: localOffset), prefix: prefix, local: local, lastNamespace: .max, lastQName: 0)
        rawCount += 1
        var i = Int(truncatingIfNeeded: hash) & rawMask
        while rawSlots[i] != 0 { i = (i + 1) & rawMask }
        rawSlots[i] = UInt32(rawCount)
        return rawCount - 1
    }

    // MARK: Qualified and expanded names

    @inline(__always)
    mutating func qname(_ base: UnsafePointer<UInt8>, _ raw: Int, _ namespace: UInt32) -> UInt32 {
        if raws[raw].lastNamespace == namespace { return raws[raw].lastQName }
        return slowQName(base, raw, namespace)
    }

    @inline(never)
    private mutating func slowQName(_ base: UnsafePointer<UInt8>, _ raw: Int, _ namespace: UInt32) -> UInt32 {
        let key = UInt64(raw) << 32 | UInt64(namespace)
        let hash = hash(UInt32(truncatingIfNeeded: raw), namespace)
        var i = Int(truncatingIfNeeded: hash) & qnameMask
        while qnameSlots[i] != 0 {
            let k = Int(qnameSlots[i]) - 1
            if qnameKeys[k] == key {
                raws[raw].lastNamespace = namespace
                raws[raw].lastQName = UInt32(k)
                return UInt32(k)
            }
            i = (i + 1) & qnameMask
        }
        if qnameCount == qnameCapacity {
            growQNames()
            i = Int(truncatingIfNeeded: hash) & qnameMask
            while qnameSlots[i] != 0 { i = (i + 1) & qnameMask }
        }
        let name = raws[raw]
        let expanded = expandedName(base, name.local, namespace)
        qnames[qnameCount] = QNameRecord(
            offset: name.offset, length: name.length, localOffset: name.localOffset, prefix: name.prefix, namespace: namespace,
            local: name.local, expanded: expanded)
        qnameKeys[qnameCount] = key
        qnameCount += 1
        qnameSlots[i] = UInt32(qnameCount)
        raws[raw].lastNamespace = namespace
        raws[raw].lastQName = UInt32(qnameCount - 1)
        return UInt32(qnameCount - 1)
    }

    @inline(never)
    private mutating func growQNames() {
        qnameCapacity *= 2
        growBuffer(&qnames, count: qnameCount, capacity: qnameCapacity)
        growBuffer(&qnameKeys, count: qnameCount, capacity: qnameCapacity)
        qnameMask = qnameCapacity * 2 - 1
        qnameSlots.deallocate()
        qnameSlots = .allocate(capacity: qnameMask + 1)
        zeroBuffer(qnameSlots, qnameMask + 1)
        for k in 0..<qnameCount {
            let hash = hash(UInt32(truncatingIfNeeded: qnameKeys[k] >> 32), UInt32(truncatingIfNeeded: qnameKeys[k]))
            var j = Int(truncatingIfNeeded: hash) & qnameMask
            while qnameSlots[j] != 0 { j = (j + 1) & qnameMask }
            qnameSlots[j] = UInt32(k + 1)
        }
    }

    private mutating func expandedName(_ base: UnsafePointer<UInt8>, _ local: UInt32, _ namespace: UInt32) -> UInt32 {
        let key = UInt64(local) << 32 | UInt64(namespace)
        let hash = hash(local, namespace)
        var i = Int(truncatingIfNeeded: hash) & expandedMask
        while expandedSlots[i] != 0 {
            let k = Int(expandedSlots[i]) - 1
            if expandedKeys[k] == key { return expandedIDs[k] }
            i = (i + 1) & expandedMask
        }
        if expandedCount == expandedCapacity {
            growExpanded()
            i = Int(truncatingIfNeeded: hash) & expandedMask
            while expandedSlots[i] != 0 { i = (i + 1) & expandedMask }
        }
        let n = strings[Int(namespace)]
        let l = strings[Int(local)]
        let combined = NameDictionary.combine(stringHashes[Int(namespace)], stringHashes[Int(local)])
        let id =
            dictionary.lookup(combined, base + Int(n.offset), Int(n.length), base + Int(l.offset), Int(l.length))
            ?? UInt32(dictionary.count + expandedCount)
        expandedKeys[expandedCount] = key
        expandedIDs[expandedCount] = id
        expandedCount += 1
        expandedSlots[i] = UInt32(expandedCount)
        return id
    }

    @inline(never)
    private mutating func growExpanded() {
        let old = expandedCapacity
        expandedCapacity *= 2
        growBuffer(&expandedKeys, count: expandedCount, capacity: expandedCapacity)
        growBuffer(&expandedIDs, count: expandedCount, capacity: expandedCapacity)
        growBuffer(&expandedStamp, count: dictionary.count + old, capacity: dictionary.count + expandedCapacity)
        zeroBuffer(expandedStamp + dictionary.count + old, expandedCapacity - old)
        expandedMask = expandedCapacity * 2 - 1
        expandedSlots.deallocate()
        expandedSlots = .allocate(capacity: expandedMask + 1)
        zeroBuffer(expandedSlots, expandedMask + 1)
        for k in 0..<expandedCount {
            let hash = hash(UInt32(truncatingIfNeeded: expandedKeys[k] >> 32), UInt32(truncatingIfNeeded: expandedKeys[k]))
            var j = Int(truncatingIfNeeded: hash) & expandedMask
            while expandedSlots[j] != 0 { j = (j + 1) & expandedMask }
            expandedSlots[j] = UInt32(k + 1)
        }
    }
}

/// UTF-16 code units of valid UTF-8.
func utf16Length(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var units = 0
    var i = 0
    while i < count {
        let b = p[i]
        // Each sequence is counted at its first octet, one of four octets twice.
        if b & 0xC0 != 0x80 { units &+= b >= 0xF0 ? 2 : 1 }
        i &+= 1
    }
    return units
}
