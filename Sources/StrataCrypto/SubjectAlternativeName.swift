internal import COpenSSL

/// One of the names that a certificate speaks for (RFC 5280 section 4.2.1.6).
public enum SubjectAlternativeName: Sendable, Hashable, CustomStringConvertible {
    /// A host name, possibly with a wildcard as its whole first label.
    case dns(String)
    /// An IP address, as text.
    case ip(String)
    /// A URI.
    case uri(String)
    /// A mail address.
    case email(String)
    /// A user principal name of Windows, an `otherName` of the form 1.3.6.1.4.1.311.20.2.3.
    case userPrincipalName(String)
    /// A name of another form, by the name of that form.
    case other(String)

    /// A host as users write it: an IP address if it reads as one, else a host name.
    public static func host(_ text: String) -> SubjectAlternativeName {
        IPAddress.octets(text) == nil ? .dns(text) : .ip(text)
    }

    public var description: String {
        switch self {
        case .dns(let name): "DNS:\(OpenSSL.printable(name))"
        case .ip(let address): "IP:\(address)"
        case .uri(let uri): "URI:\(OpenSSL.printable(uri))"
        case .email(let address): "email:\(OpenSSL.printable(address))"
        case .userPrincipalName(let name): "UPN:\(OpenSSL.printable(name))"
        case .other(let form): "other:\(form)"
        }
    }

    init(_ name: UnsafePointer<GENERAL_NAME>) {
        var type: Int32 = 0
        let value = GENERAL_NAME_get0_value(name, &type)
        func octets() -> UnsafeRawBufferPointer {
            guard let value else { return UnsafeRawBufferPointer(start: nil, count: 0) }
            let string = UnsafePointer<ASN1_STRING>(value.assumingMemoryBound(to: ASN1_STRING.self))
            return UnsafeRawBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
        }
        switch type {
        case GEN_DNS: self = .dns(String(decoding: octets(), as: UTF8.self))
        case GEN_URI: self = .uri(String(decoding: octets(), as: UTF8.self))
        case GEN_EMAIL: self = .email(String(decoding: octets(), as: UTF8.self))
        case GEN_IPADD: self = .ip(IPAddress.text(octets()))
        case GEN_DIRNAME: self = .other("directory name")
        case GEN_RID: self = .other("registered identifier")
        case GEN_OTHERNAME: self = SubjectAlternativeName.principal(name).map { .userPrincipalName($0) } ?? .other("other name")
        default: self = .other("other name")
        }
    }

    private static func principal(_ name: UnsafePointer<GENERAL_NAME>) -> String? {
        var form: OpaquePointer?
        var value: UnsafeMutablePointer<ASN1_TYPE>?
        guard GENERAL_NAME_get0_otherName(name, &form, &value) == 1, OBJ_obj2nid(form) == NID_ms_upn, let value,
            value.pointee.type == V_ASN1_UTF8STRING, let text = value.pointee.value.utf8string
        else { return nil }
        return String(
            decoding: UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text))), as: UTF8.self)
    }

    private static func encoded(principal: String) throws(CryptoError) -> UnsafeMutablePointer<GENERAL_NAME> {
        let octets = Array(principal.utf8)
        guard !octets.isEmpty, octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw CryptoError(.malformed, "subject alternative name", reason: "the user principal name is empty or has control characters")
        }
        guard let name = GENERAL_NAME_new() else { throw OpenSSL.failure("subject alternative name") }
        guard let text = ASN1_UTF8STRING_new(), let value = ASN1_TYPE_new(), ASN1_STRING_set(text, octets, Int32(octets.count)) == 1 else {
            GENERAL_NAME_free(name)
            throw OpenSSL.failure("subject alternative name")
        }
        ASN1_TYPE_set(value, V_ASN1_UTF8STRING, text)
        guard GENERAL_NAME_set0_othername(name, OBJ_nid2obj(NID_ms_upn), value) == 1 else {
            ASN1_TYPE_free(value)
            GENERAL_NAME_free(name)
            throw OpenSSL.failure("subject alternative name")
        }
        return name
    }

    /// The library's form of the name; the caller frees it.
    func encoded() throws(CryptoError) -> UnsafeMutablePointer<GENERAL_NAME> {
        let type: Int32
        let octets: [UInt8]
        switch self {
        case .dns(let text):
            (type, octets) = (GEN_DNS, Array(text.utf8))
        case .uri(let text):
            (type, octets) = (GEN_URI, Array(text.utf8))
        case .email(let text):
            (type, octets) = (GEN_EMAIL, Array(text.utf8))
        case .ip(let text):
            guard let address = IPAddress.octets(text) else {
                throw CryptoError(.malformed, "subject alternative name", reason: "\"\(text)\" is no IP address")
            }
            (type, octets) = (GEN_IPADD, address)
        case .userPrincipalName(let text):
            return try SubjectAlternativeName.encoded(principal: text)
        case .other(let form):
            throw CryptoError(.unsupported, "subject alternative name", reason: "a name of the form \"\(form)\" cannot be written")
        }
        if type != GEN_IPADD, octets.isEmpty || octets.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) {
            throw CryptoError(
                .malformed, "subject alternative name", reason: "\"\(description)\" is empty or has octets other than printable ASCII",
                advice: "write an international name in its ASCII form (xn--…)")
        }
        guard let name = GENERAL_NAME_new(), let string = type == GEN_IPADD ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new(),
            ASN1_STRING_set(string, octets, Int32(octets.count)) == 1
        else { throw OpenSSL.failure("subject alternative name") }
        GENERAL_NAME_set0_value(name, type, string)
        return name
    }
}
