/// Base64 (RFC 4648, section 4), strict but for white space.
package enum Base64 {
    private static let alphabet: [UInt8] = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each digit, 0xFF for no digit.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Writes `encodedCount` octets and returns that number.
    package static func encode(_ octets: UnsafeRawBufferPointer, to space: UnsafeMutableRawBufferPointer) -> Int {
        alphabet.withUnsafeBufferPointer { alphabet in
            var i = 0
            var d = 0
            while i + 3 <= octets.count {
                let x = UInt32(octets[i]) << 16 | UInt32(octets[i + 1]) << 8 | UInt32(octets[i + 2])
                space[d] = alphabet[Int(x >> 18)]
                space[d + 1] = alphabet[Int(x >> 12 & 63)]
                space[d + 2] = alphabet[Int(x >> 6 & 63)]
                space[d + 3] = alphabet[Int(x & 63)]
                i += 3
                d += 4
            }
            let rest = octets.count - i
            if rest > 0 {
                let x = UInt32(octets[i]) << 16 | (rest == 2 ? UInt32(octets[i + 1]) << 8 : 0)
                space[d] = alphabet[Int(x >> 18)]
                space[d + 1] = alphabet[Int(x >> 12 & 63)]
                space[d + 2] = rest == 2 ? alphabet[Int(x >> 6 & 63)] : 0x3D
                space[d + 3] = 0x3D
                d += 4
            }
            return d
        }
    }

    /// The octets; nil for a character that is no digit, a group that is not whole, wrong padding, or bits left over that are not zero.
    static func decode(_ octets: UnsafeRawBufferPointer) -> Bytes? {
        let writer = ByteWriter()
        let space = writer.reserve(octets.count / 4 * 3 + 3)
        let written: Int? = values.withUnsafeBufferPointer { values in
            var i = 0
            var d = 0
            while i + 4 <= octets.count {
                let a = values[Int(octets[i])]
                let b = values[Int(octets[i + 1])]
                let c = values[Int(octets[i + 2])]
                let e = values[Int(octets[i + 3])]
                if (a | b | c | e) & 0x80 != 0 { break }
                let x = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(e)
                space[d] = UInt8(truncatingIfNeeded: x >> 16)
                space[d + 1] = UInt8(truncatingIfNeeded: x >> 8)
                space[d + 2] = UInt8(truncatingIfNeeded: x)
                d += 3
                i += 4
            }
            var bits: UInt32 = 0
            var digits = 0
            var padding = 0
            while i < octets.count {
                let character = octets[i]
                i += 1
                if Lexical.isSpace(character) { continue }
                if character == 0x3D {
                    padding += 1
                    continue
                }
                let value = values[Int(character)]
                if value == 0xFF || padding > 0 { return nil }
                bits = bits << 6 | UInt32(value)
                digits += 1
                if digits == 4 {
                    space[d] = UInt8(truncatingIfNeeded: bits >> 16)
                    space[d + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                    space[d + 2] = UInt8(truncatingIfNeeded: bits)
                    d += 3
                    digits = 0
                    bits = 0
                }
            }
            switch (digits, padding) {
            case (0, 0): return d
            case (2, 2):
                guard bits & 0xF == 0 else { return nil }
                space[d] = UInt8(truncatingIfNeeded: bits >> 4)
                return d + 1
            case (3, 1):
                guard bits & 0x3 == 0 else { return nil }
                space[d] = UInt8(truncatingIfNeeded: bits >> 10)
                space[d + 1] = UInt8(truncatingIfNeeded: bits >> 2)
                return d + 2
            default: return nil
            }
        }
        guard let written else { return nil }
        writer.commit(written)
        return writer.take()
    }
}
