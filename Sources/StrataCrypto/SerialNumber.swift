internal import COpenSSL
public import StrataInfoset

/// The number that an authority gave a certificate (RFC 5280 section 4.1.2.2).
public struct SerialNumber: Sendable, Hashable, CustomStringConvertible {
    static let maximumLength: Int32 = 64

    /// The magnitude, most significant octet first; empty, as the digits are, for a number of more than 64 octets.
    public let bytes: Bytes

    /// Decimal digits, as XML Signature writes it in `X509SerialNumber`; with a minus sign for the negative numbers that exist in the wild.
    public let decimal: String

    /// Upper-case hexadecimal digits, an even number of them.
    public let hexadecimal: String

    /// The hexadecimal digits.
    public var description: String { hexadecimal }

    init(_ integer: UnsafePointer<ASN1_INTEGER>) {
        OpenSSL.start()
        // RFC 5280 allows 20 octets. The time that decimal digits take grows with the square of the length.
        guard ASN1_STRING_length(integer) <= SerialNumber.maximumLength, let number = ASN1_INTEGER_to_BN(integer, nil) else {
            (bytes, decimal, hexadecimal) = (Bytes(), "", "")
            OpenSSL.clearErrors()
            return
        }
        defer { BN_free(number) }
        var octets = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        _ = BN_bn2bin(number, &octets)
        if octets.isEmpty { octets = [0] }
        bytes = Bytes(octets)
        hexadecimal = (BN_is_negative(number) == 1 ? "-" : "") + Hexadecimal.text(Bytes(octets))
        if let digits = BN_bn2dec(number) {
            decimal = String(cString: digits)
            CRYPTO_free(digits, nil, 0)
        } else {
            decimal = ""
        }
    }
}
