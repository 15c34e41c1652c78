/// Writes pieces of text into the free space of a `ByteWriter`, without a call for each piece.
///
/// `finish()` must be called at the end. Sources of `put` carry 32 readable octets of padding: the infoset's own buffer does.
struct TextOutput: ~Copyable {
    private let writer: ByteWriter
    private var space: UnsafeMutableRawBufferPointer
    private var base: UnsafeMutableRawPointer
    private var count = 0
    /// Behind this count a piece of up to 64 octets may not fit.
    private var high: Int

    private static var block: Int { 4096 }

    init(_ writer: ByteWriter, expecting: Int = 0) {
        self.writer = writer
        space = writer.reserve(max(expecting, Self.block))
        guard let start = space.baseAddress else { preconditionFailure("reserve of a positive count gave no space") }
        base = start
        high = space.count - 64
    }

    /// Gives the rest of the space back to the writer.
    consuming func finish() {
        writer.commit(count)
    }

    private mutating func renew(_ needed: Int) {
        space = writer.reserve(needed)
        if let start = space.baseAddress { base = start }
        high = space.count - 64
    }

    @inline(never)
    private mutating func makeRoom(_ needed: Int) {
        writer.commit(count)
        count = 0
        renew(max(needed + 64, Self.block))
    }

    /// Octets of the infoset's own buffer.
    @inline(__always)
    mutating func put(_ p: UnsafePointer<UInt8>, _ length: Int) {
        if length <= 32 {
            if count > high { makeRoom(64) }
            let d = base + count
            let s = UnsafeRawPointer(p)
            d.storeBytes(of: s.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
            d.storeBytes(of: s.loadUnaligned(fromByteOffset: 16, as: SIMD16<UInt8>.self), toByteOffset: 16, as: SIMD16<UInt8>.self)
            count &+= length
        } else {
            putExactly(UnsafeRawBufferPointer(start: p, count: length))
        }
    }

    /// Octets from anywhere.
    @inline(never)
    mutating func putExactly(_ octets: UnsafeRawBufferPointer) {
        guard let source = octets.baseAddress else { return }
        if count + octets.count > high { makeRoom(octets.count) }
        (base + count).copyMemory(from: source, byteCount: octets.count)
        count &+= octets.count
    }

    @inline(__always)
    mutating func byte(_ b: UInt8) {
        if count > high { makeRoom(64) }
        base.storeBytes(of: b, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    mutating func literal(_ s: StaticString) {
        putExactly(UnsafeRawBufferPointer(start: s.utf8Start, count: s.utf8CodeUnitCount))
    }

    /// Escapes `&`, `<`, `>` and CR, as canonical XML does.
    @inline(never)
    mutating func escapedText(_ octets: UnsafeRawBufferPointer) {
        var segment = 0
        for i in 0..<octets.count {
            let entity: StaticString
            switch octets[i] {
            case 0x26: entity = "&amp;"
            case 0x3C: entity = "&lt;"
            case 0x3E: entity = "&gt;"
            case 0x0D: entity = "&#xD;"
            default: continue
            }
            putExactly(UnsafeRawBufferPointer(rebasing: octets[segment..<i]))
            literal(entity)
            segment = i + 1
        }
        putExactly(UnsafeRawBufferPointer(rebasing: octets[segment...]))
    }

    /// Escapes `&`, `<`, `"`, TAB, LF and CR, as canonical XML does.
    @inline(never)
    mutating func escapedAttribute(_ octets: UnsafeRawBufferPointer) {
        var segment = 0
        for i in 0..<octets.count {
            let entity: StaticString
            switch octets[i] {
            case 0x26: entity = "&amp;"
            case 0x3C: entity = "&lt;"
            case 0x22: entity = "&quot;"
            case 0x09: entity = "&#x9;"
            case 0x0A: entity = "&#xA;"
            case 0x0D: entity = "&#xD;"
            default: continue
            }
            putExactly(UnsafeRawBufferPointer(rebasing: octets[segment..<i]))
            literal(entity)
            segment = i + 1
        }
        putExactly(UnsafeRawBufferPointer(rebasing: octets[segment...]))
    }

    mutating func int(_ value: Int64) {
        if count > high { makeRoom(64) }
        count += Decimal64.write(value, to: UnsafeMutableRawBufferPointer(start: base + count, count: 24))
    }

    mutating func uint(_ value: UInt64) {
        if count > high { makeRoom(64) }
        count += Decimal64.write(magnitude: value, to: UnsafeMutableRawBufferPointer(start: base + count, count: 24))
    }

    mutating func string(_ string: String) {
        var string = string
        string.withUTF8 { putExactly(UnsafeRawBufferPointer($0)) }
    }

    @inline(never)
    mutating func base64(_ octets: UnsafeRawBufferPointer) {
        let length = Base64.encodedCount(octets.count)
        if count + length > high { makeRoom(length) }
        count += Base64.encode(octets, to: UnsafeMutableRawBufferPointer(start: base + count, count: length))
    }
}
