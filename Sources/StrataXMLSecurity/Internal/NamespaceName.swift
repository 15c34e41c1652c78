/// What a namespace name must be to have a canonical form.
enum NamespaceName {
    /// Whether it is empty or begins with a scheme (RFC 3986, section 3.1).
    static func isAbsolute(_ name: UnsafeRawBufferPointer) -> Bool {
        if name.isEmpty { return true }
        for (i, octet) in name.enumerated() {
            switch octet {
            case 0x61...0x7A, 0x41...0x5A: continue
            case 0x30...0x39, 0x2B, 0x2D, 0x2E: if i == 0 { return false }
            case 0x3A: return i > 0
            default: return false
            }
        }
        return false
    }
}
