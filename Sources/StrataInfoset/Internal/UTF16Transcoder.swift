/// Strict UTF-16 to UTF-8 and back.
enum UTF16Transcoder {
    @inline(__always)
    private static func unit(_ octets: UnsafeRawBufferPointer, _ i: Int, _ isBig: Bool) -> UInt32 {
        let first = UInt32(octets[i])
        let second = UInt32(octets[i + 1])
        return isBig ? first << 8 | second : second << 8 | first
    }

    /// The UTF-8 length of the text; refuses lone surrogates and half a code unit.
    static func utf8Count(_ octets: UnsafeRawBufferPointer, isBig: Bool) throws(ParseFailure) -> Int {
        var i = 0
        var count = 0
        let even = octets.count & ~1
        while i < even {
            let u = unit(octets, i, isBig)
            i += 2
            if u < 0x80 {
                count &+= 1
            } else if u < 0x800 {
                count &+= 2
            } else if u & 0xF800 != 0xD800 {
                count &+= 3
            } else {
                guard u < 0xDC00, i < even, unit(octets, i, isBig) & 0xFC00 == 0xDC00 else { throw ParseFailure(.octets, count) }
                i += 2
                count &+= 4
            }
        }
        if even != octets.count { throw ParseFailure(.octets, count) }
        return count
    }

    /// Writes `utf8Count` octets; the text was found valid.
    static func decode(_ octets: UnsafeRawBufferPointer, isBig: Bool, to target: Octets) {
        var i = 0
        var d = target
        while i + 1 < octets.count {
            var c = unit(octets, i, isBig)
            i += 2
            if c & 0xFC00 == 0xD800, i + 1 < octets.count {
                c = 0x10000 + (c - 0xD800) << 10 + (unit(octets, i, isBig) & 0x3FF)
                i += 2
            }
            d += encodeCodePoint(c, d)
        }
    }

    /// Appends UTF-8 that is known to be valid as UTF-16.
    static func encode(_ octets: UnsafeRawBufferPointer, isBig: Bool, to writer: ByteWriter) {
        guard let start = octets.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        // Never more code units than octets.
        let space = writer.reserve(octets.count * 2)
        var d = 0
        func put(_ u: UInt32) {
            space[d] = UInt8(truncatingIfNeeded: isBig ? u >> 8 : u)
            space[d + 1] = UInt8(truncatingIfNeeded: isBig ? u : u >> 8)
            d += 2
        }
        var i = 0
        while i < octets.count {
            let b = start[i]
            let length = b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4
            guard i + length <= octets.count else { break }
            let c = length == 1 ? UInt32(b) : codePoint(start + i, length)
            if c < 0x10000 {
                put(c)
            } else {
                put(0xD800 + (c - 0x10000) >> 10)
                put(0xDC00 + (c - 0x10000) & 0x3FF)
            }
            i += length
        }
        writer.commit(d)
    }
}
