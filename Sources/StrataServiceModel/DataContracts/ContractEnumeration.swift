public import StrataInfoset

/// A data contract whose values have names on the wire, one at a time.
public protocol ContractEnumeration: DataContractType {
    /// The name on the wire; nil for a value that has none and cannot be written.
    var valueName: String? { get }
    /// The value of a name; nil for a name of none.
    init?(valueName: String)
    /// The value that stands for zero, which `writeUnlessDefault` leaves out; nil, the default, for none.
    static var zero: Self? { get }
}

extension ContractEnumeration {
    /// A value type.
    public static var traits: ContractTraits { .valueType }
    /// No value.
    public static var zero: Self? { nil }
    /// Whether it is the one that stands for zero.
    public var isDefault: Bool {
        guard let zero = Self.zero?.valueName else { return false }
        return valueName == zero
    }

    /// Writes the name.
    ///
    /// - Throws: `ContractError` for a value without one.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        guard let valueName else {
            throw ContractError(path: "", expected: "a value of \(Self.contractName) that has a name on the wire", found: "\(self)")
        }
        builder.text(valueName)
    }

    /// Reads a name, to the letter: white space around it is an error.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        guard let value = Self(valueName: try String(from: element, coding)) else {
            throw ContractError(at: element, expected: "a value of \(Self.contractName)")
        }
        self = value
    }
}

/// A data contract whose value is any number of named flags, as a list with spaces.
public protocol ContractFlags: DataContractType, OptionSet where RawValue: FixedWidthInteger {
    /// Each name on the wire with its value, in the order of the contract. Best a `static let`.
    static var valueNames: [(name: String, value: Self)] { get }
}

extension ContractFlags {
    /// A value type.
    public static var traits: ContractTraits { .valueType }
    /// Whether there is no flag.
    public var isDefault: Bool { rawValue == 0 }

    /// Writes the name of the whole value, or else of each value in it.
    ///
    /// - Throws: `ContractError` for a flag that has no name. No flag at all is no text where it has none.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        let names = Self.valueNames
        if let whole = names.first(where: { $0.value.rawValue == rawValue }) { return builder.text(whole.name) }
        var rest = rawValue
        var text = ""
        for (name, value) in names where value.rawValue != 0 && rest & value.rawValue == value.rawValue {
            text += text.isEmpty ? name : " " + name
            rest &= ~value.rawValue
        }
        guard rest == 0 else {
            throw ContractError(path: "", expected: "flags of \(Self.contractName) that have names on the wire", found: "\(rawValue)")
        }
        builder.text(text)
    }

    /// Reads names with white space between them; none of them is no flag.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        var flags: RawValue = 0
        for name in try String(from: element, coding).split(whereSeparator: \.isXMLSpace) {
            guard let value = Self.valueNames.first(where: { $0.name == name })?.value else {
                throw ContractError(at: element, expected: "flags of \(Self.contractName) with spaces between them")
            }
            flags |= value.rawValue
        }
        self.init(rawValue: flags)
    }
}
