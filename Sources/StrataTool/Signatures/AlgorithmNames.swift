import StrataCrypto
import StrataXMLSecurity

/// Algorithms by what stands behind the `#` of their identifiers, or by the whole of it.
enum AlgorithmNames {
    static func method(_ name: String) throws(UsageError) -> SignatureMethod {
        if let method = SignatureMethod.all.first(where: { $0.identifier == name || $0.identifier.hasSuffix("#" + name) }) { return method }
        throw UsageError("--method takes one of \(list(SignatureMethod.all.map(\.identifier))), not \"\(name)\"")
    }

    static func digest(_ name: String) throws(UsageError) -> DigestAlgorithm {
        let known = DigestAlgorithm.allCases.filter { $0 != .md5 }
        if let digest = known.first(where: { $0.identifier == name || $0.identifier.hasSuffix("#" + name) }) { return digest }
        throw UsageError("--digest takes one of \(list(known.map(\.identifier))), not \"\(name)\"")
    }

    /// What a key signs with when nothing is said.
    static func usual(_ key: SigningKey) -> SignatureMethod {
        guard case .privateKey(let key) = key else { return .hmacSHA256 }
        switch key.kind {
        case .rsa: return .rsaSHA256
        case .p256: return .ecdsaSHA256
        case .p384: return .ecdsaSHA384
        case .p521: return .ecdsaSHA512
        }
    }

    private static func list(_ identifiers: [String]) -> String {
        identifiers.map { $0.split(separator: "#").last.map(String.init) ?? $0 }.joined(separator: ", ")
    }
}
