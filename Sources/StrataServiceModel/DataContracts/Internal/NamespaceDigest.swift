/// The eight characters by which .NET tells generic contracts apart whose arguments have the same names in other namespaces.
///
/// They are the first six octets of an MD5 digest (RFC 1321) in base64. It protects nothing: it is how the name is spelt, and this room has
/// no other use for it.
enum NamespaceDigest {
    static func text(of namespaces: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let digest = octets(of: Array(namespaces.utf8))
        var text = ""
        for group in [0, 3] {
            let bits = Int(digest[group]) << 16 | Int(digest[group + 1]) << 8 | Int(digest[group + 2])
            for shift in [18, 12, 6, 0] {
                switch digits[bits >> shift & 63] {
                case "/": text += "_S"
                case "+": text += "_P"
                case let digit: text.append(digit)
                }
            }
        }
        return text
    }

    private static let rotations: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

    private static let sines: [UInt32] = [
        0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
        0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
        0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
        0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
        0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
        0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
        0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
        0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
    ]

    /// The first eight octets of the digest.
    private static func octets(of message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) * 8
        for i in 0..<8 { padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * i))) }

        var state: (UInt32, UInt32, UInt32, UInt32) = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476)
        for block in stride(from: 0, to: padded.count, by: 64) {
            var (a, b, c, d) = state
            for i in 0..<64 {
                let (mixed, word): (UInt32, Int) =
                    switch i / 16 {
                    case 0: (b & c | ~b & d, i)
                    case 1: (d & b | ~d & c, (5 * i + 1) % 16)
                    case 2: (b ^ c ^ d, (3 * i + 5) % 16)
                    default: (c ^ (b | ~d), 7 * i % 16)
                    }
                let start = block + word * 4
                let value =
                    UInt32(padded[start]) | UInt32(padded[start + 1]) << 8 | UInt32(padded[start + 2]) << 16
                    | UInt32(padded[start + 3]) << 24
                let sum = a &+ mixed &+ value &+ sines[i]
                let rotation = rotations[i / 16 * 4 + i % 4]
                (a, d, c, b) = (d, c, b, b &+ (sum << rotation | sum >> (32 - rotation)))
            }
            state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
        }
        return [state.0, state.1].flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
    }
}
