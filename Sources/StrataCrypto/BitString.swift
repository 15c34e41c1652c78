public import StrataInfoset

/// Bits in octets, the most significant first; the last octet need not be full.
public struct BitString: Sendable, Hashable {
    /// The octets; the unused bits of the last one are 0.
    public let octets: Bytes

    /// How many bits at the end of the last octet do not count: 0 to 7.
    public let unusedBits: Int

    /// Whole octets.
    public init(octets: Bytes = Bytes()) {
        self.octets = octets
        unusedBits = 0
    }

    /// Reads what an attribute of `ConcatKDFParams` holds (XML Encryption 1.1, section 5.4.1): the first octet says how many bits at the
    /// end do not count. An empty attribute, which peers write, holds no bits.
    ///
    /// - Throws: `malformed` when more bits do not count than the last octet has, or when one of those is not 0.
    public init(prefixed: Bytes) throws(CryptoError) {
        guard !prefixed.isEmpty else {
            self.init()
            return
        }
        let unused = prefixed[0]
        guard unused < 8, prefixed[prefixed.count - 1] & ((1 << unused) &- 1) == 0, unused == 0 || prefixed.count > 1 else {
            throw CryptoError(
                .malformed, "bit string", reason: "its first octet is no number of unused bits at its end that are 0",
                advice: "write 00 before whole octets")
        }
        self.init(octets: prefixed[1..<prefixed.count], unusedBits: Int(unused))
    }

    /// The form that the attribute holds: the number of unused bits, then the octets.
    public var prefixed: Bytes { Bytes([UInt8(unusedBits)] + Array(octets)) }

    /// The bits of all, one behind the other.
    static func joined(_ strings: [BitString]) -> BitString {
        var out: [UInt8] = []
        // The bits of the last octet that are taken; 0 when it is full.
        var used = 0
        for string in strings {
            for (index, octet) in string.octets.enumerated() {
                let count = index == string.octets.count - 1 ? 8 - string.unusedBits : 8
                if used == 0 {
                    out.append(octet)
                } else {
                    out[out.count - 1] |= octet >> used
                    if used + count > 8 { out.append(octet << (8 - used)) }
                }
                used = (used + count) % 8
            }
        }
        return BitString(octets: Bytes(out), unusedBits: (8 - used) % 8)
    }

    private init(octets: Bytes, unusedBits: Int) {
        self.octets = octets
        self.unusedBits = unusedBits
    }
}

/// What a ConcatKDF mixes into a key beside the secret (NIST SP 800-56A, section 5.8.1; XML Encryption 1.1, section 5.4.1): for which
/// algorithm and which parties it is.
public struct ConcatKDFInfo: Sendable, Hashable {
    /// The algorithm that the key is for.
    public var algorithmID: BitString
    /// What both know of the first party, which made the ephemeral key.
    public var partyUInfo: BitString
    /// What both know of the second party.
    public var partyVInfo: BitString
    /// What else both know, and everybody may.
    public var suppPubInfo: BitString
    /// What else both know, and nobody else; whoever has such a thing keeps the copy that is here in mind.
    public var suppPrivInfo: BitString

    /// Information of the given parts; what is left out holds no bits.
    public init(
        algorithmID: BitString = BitString(), partyUInfo: BitString = BitString(), partyVInfo: BitString = BitString(),
        suppPubInfo: BitString = BitString(), suppPrivInfo: BitString = BitString()
    ) {
        self.algorithmID = algorithmID
        self.partyUInfo = partyUInfo
        self.partyVInfo = partyVInfo
        self.suppPubInfo = suppPubInfo
        self.suppPrivInfo = suppPrivInfo
    }

    /// OtherInfo of the standard: the parts as bits, one behind the other.
    func otherInfo() throws(CryptoError) -> Bytes {
        let all = BitString.joined([algorithmID, partyUInfo, partyVInfo, suppPubInfo, suppPrivInfo])
        guard all.unusedBits == 0 else {
            throw CryptoError(
                .unsupported, "ConcatKDF", reason: "its parameters together are no whole number of octets, and digests take octets here",
                advice: "fill them up to octets")
        }
        return all.octets
    }
}
