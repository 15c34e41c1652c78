import StrataInfoset

/// One value of DER, as far as a signature needs it.
struct DERValue {
    let tag: UInt8
    /// With its tag and length.
    let encoded: ArraySlice<UInt8>
    let content: ArraySlice<UInt8>

    /// The first value of some octets; nil for none.
    init?(_ octets: ArraySlice<UInt8>) {
        guard octets.count >= 2, let tag = octets.first else { return nil }
        var start = octets.startIndex + 2
        var count = Int(octets[octets.startIndex + 1])
        if count >= 128 {
            let size = count - 128
            guard (1...4).contains(size), octets.count >= 2 + size else { return nil }
            count = octets[start..<start + size].reduce(0) { $0 << 8 | Int($1) }
            start += size
        }
        guard count <= octets.endIndex - start else { return nil }
        self.tag = tag
        encoded = octets[octets.startIndex..<start + count]
        content = octets[start..<start + count]
    }

    /// The values one behind the other in some octets; nil when these are not exactly that.
    static func all(_ octets: ArraySlice<UInt8>) -> [DERValue]? {
        var values: [DERValue] = []
        var rest = octets
        while !rest.isEmpty {
            guard let value = DERValue(rest) else { return nil }
            values.append(value)
            rest = rest[value.encoded.endIndex...]
        }
        return values
    }

    /// The values in a sequence that is all of the octets.
    static func sequence(_ octets: [UInt8]) -> [DERValue]? {
        guard let outer = DERValue(octets[...]), outer.tag == 0x30, outer.encoded.count == octets.count else { return nil }
        return all(outer.content)
    }

    /// The two numbers of an ECDSA signature on P-256 in a string of bits, in 32 octets each.
    var signatureNumbers: Bytes? {
        guard tag == 3, content.first == 0, let parts = DERValue.sequence(Array(content.dropFirst())), parts.count == 2 else { return nil }
        var numbers: [UInt8] = []
        for part in parts {
            let digits = part.content.drop { $0 == 0 }
            guard part.tag == 2, digits.count <= 32 else { return nil }
            numbers += [UInt8](repeating: 0, count: 32 - digits.count) + digits
        }
        return Bytes(numbers)
    }
}
