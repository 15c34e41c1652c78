internal import COpenSSL
public import StrataInfoset

/// The name of a certificate's subject or issuer (RFC 5280 section 4.1.2.4). Two names are equal when their DER is.
public struct DistinguishedName: Sendable, Hashable, CustomStringConvertible {
    /// The name as RFC 4514 writes it, for example `CN=localhost,O=Example`.
    public let description: String

    /// The last common name, or nil.
    public let commonName: String?

    /// The encoded name.
    public let der: Bytes

    /// Whether the name has no part at all.
    public var isEmpty: Bool { description.isEmpty }

    public static func == (a: DistinguishedName, b: DistinguishedName) -> Bool { a.der == b.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    init(description: String, commonName: String?, der: Bytes) {
        self.description = description
        self.commonName = commonName
        self.der = der
    }

    /// Reads a name that belongs to a living certificate.
    init(_ name: OpaquePointer) {
        let text = MemoryBIO.writing { strata_name_print($0, name) >= 0 }
        description = text.map { $0.withUnsafeBytes { OpenSSL.printable(String(decoding: $0, as: UTF8.self)) } } ?? ""
        var common: String?
        var index: Int32 = -1
        while true {
            index = X509_NAME_get_index_by_NID(name, NID_commonName, index)
            if index < 0 { break }
            guard let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)) else { break }
            var utf8: UnsafeMutablePointer<UInt8>?
            let count = ASN1_STRING_to_UTF8(&utf8, value)
            guard count >= 0, let utf8 else { break }
            common = OpenSSL.printable(String(decoding: UnsafeBufferPointer(start: utf8, count: Int(count)), as: UTF8.self))
            CRYPTO_free(utf8, nil, 0)
        }
        commonName = common
        var encoded: UnsafePointer<UInt8>?
        var count = 0
        der =
            X509_NAME_get0_der(name, &encoded, &count) == 1
            ? Bytes(copying: UnsafeRawBufferPointer(start: encoded, count: count)) : Bytes()
        OpenSSL.clearErrors()
    }
}
