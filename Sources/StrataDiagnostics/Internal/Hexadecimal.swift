/// Identifiers as digits, in lower case only.
enum Hexadecimal {
    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// `nil` for anything but lower-case digits; at most 16.
    static func value(_ octets: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for octet in octets {
            switch octet {
            case 48...57: value = value << 4 | UInt64(octet - 48)
            case 97...102: value = value << 4 | UInt64(octet - 87)
            default: return nil
            }
        }
        return value
    }
}
