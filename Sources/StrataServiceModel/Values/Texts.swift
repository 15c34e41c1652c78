public import StrataInfoset

extension String: ContractValue {
    /// `xs:string`.
    public static var contractName: ExpandedName { WireNames.string }
    /// A simple type.
    public static var traits: ContractTraits { .simple }

    /// Writes the text. A character that XML 1.0 does not allow is an error when the message is finished.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.text(self) }

    /// Reads the text with all its white space; an element without content is the empty string.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("text") { (element) throws(InfosetError) in try element.string() }
    }
}

extension Bytes: ContractValue {
    /// `xs:base64Binary`.
    public static var contractName: ExpandedName { WireNames.base64Binary }
    /// A simple type.
    public static var traits: ContractTraits { .simple }

    /// Writes the octets, which stay octets in the infoset: an encoding decides how they travel.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.bytes(self) }

    /// Reads base64 with white space anywhere and padding at the end only (RFC 4648, section 4).
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("octets in base64") { (element) throws(InfosetError) in try element.base64() }
    }
}

extension ExpandedName: ContractValue {
    /// `xs:QName`.
    public static var contractName: ExpandedName { WireNames.qualifiedName }
    /// A simple type whose text is a qualified name.
    public static var traits: ContractTraits { [.simple, .qualifiedName] }

    /// Writes the name with a prefix that is in scope or is declared on the element.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        builder.declare(namespace: namespace)
        builder.qualifiedName(self)
    }

    /// Reads a name whose prefix is declared; without one the default namespace holds.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("a qualified name with a prefix that is declared") { (element) throws(InfosetError) in
            try element.qualifiedNameValue()
        }
    }
}

/// A character of .NET, which is one UTF-16 code unit and travels as its number.
public struct CharacterCode: ContractValue, Hashable {
    /// The code unit; half of a surrogate pair is one too.
    public var value: UInt16

    /// A character from its code unit.
    public init(_ value: UInt16) { self.value = value }

    /// The character of a scalar; nil for one above U+FFFF, which takes two code units.
    public init?(_ scalar: Unicode.Scalar) {
        guard let value = UInt16(exactly: scalar.value) else { return nil }
        self.value = value
    }

    /// The scalar; nil for half of a surrogate pair.
    public var scalar: Unicode.Scalar? { Unicode.Scalar(value) }

    /// `char` of .NET's serialization namespace.
    public static var contractName: ExpandedName { WireNames.char }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is U+0000.
    public var isDefault: Bool { value == 0 }

    /// Writes the number.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.int(Int(value)) }
    /// Reads the number.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { value = try UInt16(from: element, coding) }
}
