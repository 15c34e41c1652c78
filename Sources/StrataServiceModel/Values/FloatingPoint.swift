public import StrataInfoset

extension Double: ContractValue {
    /// `xs:double`.
    public static var contractName: ExpandedName { WireNames.double }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is zero.
    public var isDefault: Bool { self == 0 }

    /// Writes the fewest digits that read back as the same number; `INF`, `-INF` and `NaN` for what is none.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.double(self) }

    /// Reads decimal digits with an exponent or none, `INF`, `-INF` or `NaN` (XML Schema part 2, section 3.2.5).
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("a number") { (element) throws(InfosetError) in try element.double() }
    }
}

extension Float: ContractValue {
    /// `xs:float`.
    public static var contractName: ExpandedName { WireNames.float }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is zero.
    public var isDefault: Bool { self == 0 }

    /// Writes the fewest digits that read back as the same number; `INF`, `-INF` and `NaN` for what is none.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.text(lexicalText) }

    /// Reads as `Double` does; a number too large for a float is infinite, as .NET has it.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let wide = try element.value("a number") { (element) throws(InfosetError) in try element.double() }
        let value = Float(wide)
        // Rounding twice may miss the nearest float by one where the double stands exactly between two, so the digits decide.
        let isHalf = wide.significandBitPattern & 0x1FFF_FFFF == 0x1000_0000 || wide.magnitude < Double(Float.leastNormalMagnitude)
        if isHalf, wide.isFinite, Double(value) != wide {
            let text = try element.value("a number") { (element) throws(InfosetError) in try element.string() }
            self = Float(text.trimmedOfXMLSpace) ?? value
        } else {
            self = value
        }
    }
}

extension Bool: ContractValue {
    /// `xs:boolean`.
    public static var contractName: ExpandedName { WireNames.boolean }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is false.
    public var isDefault: Bool { !self }

    /// Writes `true` or `false`.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.bool(self) }

    /// Reads `true`, `false`, `1` or `0`.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("true or false") { (element) throws(InfosetError) in try element.bool() }
    }
}
