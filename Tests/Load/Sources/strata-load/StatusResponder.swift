import StrataCrypto
import StrataInfoset

/// An OCSP responder (RFC 6960) that calls everything good that it is asked about, in the name of an authority with a key on P-256.
struct StatusResponder: RevocationFetcher {
    struct NotUnderstood: Error {}

    private let authority: CertificateAuthority

    init(_ authority: CertificateAuthority) { self.authority = authority }

    func fetch(_ request: RevocationRequest) async throws -> Bytes {
        // OCSPRequest, tbsRequest, requestList, Request, reqCert: each is the first in the one before.
        var question = Array(request.body)
        for _ in 0..<4 { question = try Self.first(question).content }
        let now = Self.value(0x18, Array("\(CertificateDate.now)".filter { $0.isNumber || $0 == "Z" }.utf8))
        let status = Self.value(0x30, try Self.first(question).whole + [0x80, 0] + now)
        let responder = Self.value(0xA1, Array(authority.certificate.subject.der))
        let signed = Self.value(0x30, responder + now + Self.value(0x30, status))
        let signature = Array(try authority.identity.privateKey.signature(of: Bytes(signed), .ecdsa(.sha256)))
        let numbers = Self.number(signature[..<32]) + Self.number(signature[32...])
        let ecdsaWithSHA256: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]
        let basic = Self.value(0x30, signed + Self.value(0x30, ecdsaWithSHA256) + Self.value(3, [0] + Self.value(0x30, numbers)))
        let ocspBasic: [UInt8] = [0x06, 0x09, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01]
        let answer = Self.value(0x30, ocspBasic + Self.value(4, basic))
        return Bytes(Self.value(0x30, [0x0A, 1, 0] + Self.value(0xA0, answer)))
    }

    /// A value of DER.
    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length: [UInt8] =
            switch content.count {
            case ..<128: [UInt8(content.count)]
            case ..<256: [0x81, UInt8(content.count)]
            default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 255)]
            }
        return [tag] + length + content
    }

    /// A number that is not negative.
    private static func number(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array(octets.drop { $0 == 0 })
        return value(2, digits.first.map { $0 < 128 } ?? false ? digits : [0] + digits)
    }

    /// The first value of some octets, with and without its tag and length.
    private static func first(_ octets: [UInt8]) throws -> (whole: [UInt8], content: [UInt8]) {
        guard octets.count >= 3, octets[1] <= 0x81 else { throw NotUnderstood() }
        let start = octets[1] == 0x81 ? 3 : 2
        let end = start + Int(octets[start - 1])
        guard end <= octets.count else { throw NotUnderstood() }
        return (Array(octets[..<end]), Array(octets[start..<end]))
    }
}
