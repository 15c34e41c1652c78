/// Base64 with padding (RFC 4648, 4), as HTTP Basic uses it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ octets: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((octets.count + 2) / 3 * 4)
        var i = 0
        while i < octets.count {
            let a = octets[i]
            let b = i + 1 < octets.count ? octets[i + 1] : 0
            let c = i + 2 < octets.count ? octets[i + 2] : 0
            out.append(alphabet[Int(a >> 2)])
            out.append(alphabet[Int((a & 3) << 4 | b >> 4)])
            out.append(i + 1 < octets.count ? alphabet[Int((b & 15) << 2 | c >> 6)] : UInt8(ascii: "="))
            out.append(i + 2 < octets.count ? alphabet[Int(c & 63)] : UInt8(ascii: "="))
            i += 3
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `nil` for anything but whole groups of the alphabet with their padding.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var out: [UInt8] = []
        var group: UInt32 = 0
        var digits = 0
        var padding = 0
        for octet in text {
            if octet == UInt8(ascii: "=") {
                padding += 1
                guard padding <= 2 else { return nil }
                group <<= 6
            } else {
                guard padding == 0, let value = value(octet) else { return nil }
                group = group << 6 | value
            }
            digits += 1
            if digits % 4 == 0 {
                out.append(UInt8(group >> 16 & 255))
                if padding < 2 { out.append(UInt8(group >> 8 & 255)) }
                if padding < 1 { out.append(UInt8(group & 255)) }
                group = 0
            }
        }
        return out
    }

    private static func value(_ octet: UInt8) -> UInt32? {
        switch octet {
        case 65...90: UInt32(octet) - 65
        case 97...122: UInt32(octet) - 71
        case 48...57: UInt32(octet) + 4
        case 43: 62
        case 47: 63
        default: nil
        }
    }
}
