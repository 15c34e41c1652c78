internal import StrataInfoset

/// Names of attributes that are identifiers wherever they stand.
enum IdentifierName {
    static let utility = ExpandedName(
        "Id", namespace: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd")
    static let xml = ExpandedName("id", namespace: "http://www.w3.org/XML/1998/namespace")

    /// The identifier that a value stands for: that of `xml:id` without white space around it, and with single spaces within (xml:id 1.0,
    /// section 4); others are taken as they stand.
    static func value(of octets: UnsafeRawBufferPointer, as name: ExpandedName) -> Bytes {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        guard name == xml, octets.contains(where: isSpace) else { return Bytes(copying: octets) }
        return Bytes(Array(octets.split(whereSeparator: isSpace).joined(separator: [0x20])))
    }
}
