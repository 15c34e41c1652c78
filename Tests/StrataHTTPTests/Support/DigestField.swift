import StrataCrypto
import StrataInfoset

/// An Authorization field of HTTP Digest as a server of the test reads it: taken apart and recomputed here, with nothing of the transport's.
struct DigestField {
    var parameters: [String: String] = [:]

    /// `nil` for a field that is none, that has a parameter twice or something that is no parameter.
    init?(_ field: String?) {
        guard let field, field.hasPrefix("Digest ") else { return nil }
        var rest = field.dropFirst("Digest ".count)
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = String(rest[..<equals])
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest.removeFirst()
                while let next = rest.popFirst(), next != "\"" {
                    if next == "\\" { value.append(rest.popFirst() ?? "?") } else { value.append(next) }
                }
            } else {
                while let next = rest.first, next != "," {
                    value.append(next)
                    rest.removeFirst()
                }
            }
            guard parameters.updateValue(value, forKey: name) == nil, rest.isEmpty || rest.hasPrefix(", ") else { return nil }
            rest = rest.dropFirst(2)
        }
    }

    subscript(_ name: String) -> String { parameters[name] ?? "" }

    static func hash(_ algorithm: DigestAlgorithm, _ text: String) throws -> String {
        try algorithm.digest(Bytes(text)).withUnsafeBytes { octets in
            octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    /// The response that belongs to the other parameters (RFC 7616, 3.4.1).
    func expected(password: String, method: String) throws -> String {
        let algorithm: DigestAlgorithm = self["algorithm"] == "SHA-256" ? .sha256 : .md5
        let a1 = try Self.hash(algorithm, "\(self["username"]):\(self["realm"]):\(password)")
        let a2 = try Self.hash(algorithm, "\(method):\(self["uri"])")
        return try Self.hash(algorithm, "\(a1):\(self["nonce"]):\(self["nc"]):\(self["cnonce"]):auth:\(a2)")
    }
}
