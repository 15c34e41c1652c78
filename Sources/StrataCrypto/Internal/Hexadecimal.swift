internal import StrataInfoset

enum Hexadecimal {
    /// Upper-case hexadecimal digits, two an octet.
    static func text(_ octets: Bytes) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        return octets.withUnsafeBytes { raw in
            String(unsafeUninitializedCapacity: raw.count * 2) { out in
                for (i, octet) in raw.enumerated() {
                    out[2 * i] = digits[Int(octet >> 4)]
                    out[2 * i + 1] = digits[Int(octet & 15)]
                }
                return raw.count * 2
            }
        }
    }
}
