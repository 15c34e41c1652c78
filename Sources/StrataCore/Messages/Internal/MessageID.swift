/// Makes message identifiers: `urn:uuid:` and a random (version 4) UUID.
enum MessageID {
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        var text = "urn:uuid:"
        text.reserveCapacity(45)
        func append(_ value: UInt64, from first: Int, digits: Int) {
            for i in 0..<digits {
                let nibble = UInt8((value >> UInt64(60 - 4 * (first + i))) & 0xF)
                text.unicodeScalars.append(Unicode.Scalar(nibble < 10 ? 0x30 + nibble : 0x57 + nibble))
            }
        }
        append(high, from: 0, digits: 8)
        text += "-"
        append(high, from: 8, digits: 4)
        text += "-"
        append(high, from: 12, digits: 4)
        text += "-"
        append(low, from: 0, digits: 4)
        text += "-"
        append(low, from: 4, digits: 12)
        return text
    }
}
