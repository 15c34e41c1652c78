internal import StrataInfoset

/// Gathers pieces of a canonical form in a block and hands it to the sink when it is full: one call for each block, not for each piece.
///
/// What is long goes to the sink from where it stands. `flush()` must be called at the end.
struct CanonicalOutput: ~Copyable {
    private let sink: any CanonicalSink
    private let storage: InfosetStorage
    private let block: UnsafeMutableRawPointer
    private var count = 0
    /// What is left; when nothing is, the sink gets nothing more.
    private(set) var budget: CanonicalBudget

    private typealias Lanes = SIMD16<UInt8>

    /// Octets from which on a copy costs more than a call of the sink.
    private static var long: Int { 4096 }

    init(_ sink: any CanonicalSink, _ storage: InfosetStorage, block: UnsafeMutableRawPointer, _ budget: CanonicalBudget) {
        self.sink = sink
        self.storage = storage
        self.block = block
        self.budget = budget
    }

    mutating func flush() {
        guard count > 0 else { return }
        if budget.spend(count, storage) { sink.append(UnsafeRawBufferPointer(start: block, count: count)) }
        count = 0
    }

    /// Space for at least that many octets, at most 8192; `take(_:)` makes what was written there count.
    private mutating func space(_ needed: Int) -> UnsafeMutableRawBufferPointer {
        if count + needed > CanonicalTables.blockCapacity { flush() }
        return UnsafeMutableRawBufferPointer(start: block + count, count: needed)
    }

    /// Octets of the infoset's own buffer, which has 32 readable octets behind each of them.
    @inline(__always)
    mutating func put(_ source: UnsafePointer<UInt8>, _ length: Int) {
        if length <= 32 {
            if count > CanonicalTables.blockCapacity - 32 { flush() }
            let source = UnsafeRawPointer(source)
            let target = block + count
            target.storeBytes(of: source.loadUnaligned(as: Lanes.self), as: Lanes.self)
            target.storeBytes(of: source.loadUnaligned(fromByteOffset: 16, as: Lanes.self), toByteOffset: 16, as: Lanes.self)
            count &+= length
        } else {
            putExactly(UnsafeRawBufferPointer(start: source, count: length))
        }
    }

    /// Octets from anywhere.
    @inline(never)
    mutating func putExactly(_ octets: UnsafeRawBufferPointer) {
        guard let source = octets.baseAddress else { return }
        if count + octets.count > CanonicalTables.blockCapacity {
            flush()
            if octets.count >= Self.long {
                if budget.spend(octets.count, storage) { sink.append(octets) }
                return
            }
        }
        (block + count).copyMemory(from: source, byteCount: octets.count)
        count &+= octets.count
    }

    @inline(__always)
    mutating func byte(_ octet: UInt8) {
        if count >= CanonicalTables.blockCapacity { flush() }
        block.storeBytes(of: octet, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    mutating func literal(_ text: StaticString) {
        putExactly(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Text with `&`, `<`, `>` and the carriage return as references (Canonical XML 1.0, section 2.3).
    @inline(never)
    mutating func text(_ octets: UnsafeRawBufferPointer) {
        var start = 0
        var i = 0
        while i < octets.count {
            if i &+ 16 <= octets.count {
                let lanes = octets.loadUnaligned(fromByteOffset: i, as: Lanes.self)
                // Both operands are vectors: with a scalar this is one comparison for each lane.
                let found =
                    ((lanes | Lanes(repeating: 2)) .== Lanes(repeating: 0x3E)) .| (lanes .== Lanes(repeating: 0x26))
                    .| (lanes .== Lanes(repeating: 0x0D))
                i &+= Self.firstLane(found)
                if i == octets.count { break }
            }
            let reference: StaticString
            switch octets[i] {
            case 0x26: reference = "&amp;"
            case 0x3C: reference = "&lt;"
            case 0x3E: reference = "&gt;"
            case 0x0D: reference = "&#xD;"
            default:
                i &+= 1
                continue
            }
            putExactly(UnsafeRawBufferPointer(rebasing: octets[start..<i]))
            literal(reference)
            i &+= 1
            start = i
        }
        putExactly(UnsafeRawBufferPointer(rebasing: octets[start...]))
    }

    /// The value of an attribute with `&`, `<`, `"`, tab, line feed and carriage return as references (section 2.3).
    @inline(never)
    mutating func attribute(_ octets: UnsafeRawBufferPointer) {
        var start = 0
        for i in 0..<octets.count {
            let reference: StaticString
            switch octets[i] {
            case 0x26: reference = "&amp;"
            case 0x3C: reference = "&lt;"
            case 0x22: reference = "&quot;"
            case 0x09: reference = "&#x9;"
            case 0x0A: reference = "&#xA;"
            case 0x0D: reference = "&#xD;"
            default: continue
            }
            putExactly(UnsafeRawBufferPointer(rebasing: octets[start..<i]))
            literal(reference)
            start = i &+ 1
        }
        putExactly(UnsafeRawBufferPointer(rebasing: octets[start...]))
    }

    /// A typed value that is no octets, as text.
    mutating func value(_ node: NodeRecord, _ storage: InfosetStorage) {
        count &+= storage.writeLexical(node, to: space(32))
    }

    /// Octets as text in base64, some at a time.
    @inline(never)
    mutating func base64(_ octets: UnsafeRawBufferPointer) {
        var i = 0
        while i < octets.count {
            let piece = UnsafeRawBufferPointer(rebasing: octets[i..<min(i + 3072, octets.count)])
            count &+= Base64.encode(piece, to: space(4096))
            i += piece.count
        }
    }

    /// The index of the first lane set, 16 for none. Lanes are octets in memory, whatever the order of octets in an integer.
    @inline(__always)
    private static func firstLane(_ mask: SIMDMask<SIMD16<Int8>>) -> Int {
        let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].littleEndian.trailingZeroBitCount >> 3 }
        if words[1] != 0 { return 8 &+ words[1].littleEndian.trailingZeroBitCount >> 3 }
        return 16
    }
}
