internal import COpenSSL

/// What a certificate's key may be used for (RFC 5280 section 4.2.1.3).
public struct KeyUsage: OptionSet, Sendable, Hashable, CustomStringConvertible {
    /// The bits as OpenSSL counts them.
    public let rawValue: UInt32

    /// A set of the given bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Signatures other than those of the next three.
    public static let digitalSignature = KeyUsage(rawValue: UInt32(X509v3_KU_DIGITAL_SIGNATURE))
    /// Signatures that bind the signer to the content.
    public static let nonRepudiation = KeyUsage(rawValue: UInt32(X509v3_KU_NON_REPUDIATION))
    /// Encrypting keys.
    public static let keyEncipherment = KeyUsage(rawValue: UInt32(X509v3_KU_KEY_ENCIPHERMENT))
    /// Encrypting data directly.
    public static let dataEncipherment = KeyUsage(rawValue: UInt32(X509v3_KU_DATA_ENCIPHERMENT))
    /// Agreeing on keys.
    public static let keyAgreement = KeyUsage(rawValue: UInt32(X509v3_KU_KEY_AGREEMENT))
    /// Signing certificates.
    public static let certificateSigning = KeyUsage(rawValue: UInt32(X509v3_KU_KEY_CERT_SIGN))
    /// Signing revocation lists.
    public static let revocationListSigning = KeyUsage(rawValue: UInt32(X509v3_KU_CRL_SIGN))

    static let names: [(KeyUsage, String)] = [
        (.digitalSignature, "digitalSignature"), (.nonRepudiation, "nonRepudiation"), (.keyEncipherment, "keyEncipherment"),
        (.dataEncipherment, "dataEncipherment"), (.keyAgreement, "keyAgreement"), (.certificateSigning, "keyCertSign"),
        (.revocationListSigning, "cRLSign"),
    ]

    /// The names of RFC 5280, separated by commas.
    public var description: String {
        KeyUsage.names.filter { contains($0.0) }.map(\.1).joined(separator: ",")
    }
}
