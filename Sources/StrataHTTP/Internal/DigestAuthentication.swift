internal import StrataCore
internal import StrataCrypto
internal import StrataInfoset

/// HTTP Digest (RFC 7616) with `qop=auth`: what both sides compute.
enum DigestAuthentication {
    static func hash(_ algorithm: HTTPDigestAlgorithm, _ text: String) throws(CryptoError) -> String {
        let digest: DigestAlgorithm = algorithm == .md5 ? .md5 : .sha256
        return hexadecimal(try digest.digest(Bytes(text)))
    }

    static func hexadecimal(_ octets: Bytes) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return octets.withUnsafeBytes { String(decoding: $0.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self) }
    }

    static func userHash(_ a: HTTPDigestAlgorithm, _ user: String, _ realm: String, _ password: String) throws(CryptoError) -> String {
        try hash(a, "\(user):\(realm):\(password)")
    }

    /// The response (3.4.1), from the hash of user name, realm and password.
    static func response(
        _ a: HTTPDigestAlgorithm, userHash: String, nonce: String, count: String, cnonce: String, method: String, uri: String
    ) throws(CryptoError) -> String {
        try hash(a, "\(userHash):\(nonce):\(count):\(cnonce):auth:\(hash(a, "\(method):\(uri)"))")
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars where scalar.value >= 32 && scalar.value != 127 {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// Eight lower-case hexadecimal digits.
    static func count(_ number: UInt32) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }
}
