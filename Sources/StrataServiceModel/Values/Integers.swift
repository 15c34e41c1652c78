public import StrataInfoset

extension ContractValue where Self: FixedWidthInteger {
    /// A simple value type.
    @inlinable public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is zero.
    public var isDefault: Bool { self == 0 }

    /// Writes the digits.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        if Self.isSigned {
            builder.int(Int(truncatingIfNeeded: self))
        } else {
            builder.uint(UInt64(truncatingIfNeeded: self))
        }
    }

    /// Reads digits with a sign or none; white space around them is no part of the value.
    ///
    /// - Throws: `ContractError` for anything else and for a number out of range.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let value =
            if Self.isSigned {
                Self(exactly: try element.integer(of: Self.self) { (element) throws(InfosetError) in try element.int64() })
            } else {
                Self(exactly: try element.integer(of: Self.self) { (element) throws(InfosetError) in try element.uint64() })
            }
        guard let value else { throw ContractError(at: element, expected: Self.range) }
        self = value
    }

    fileprivate static var range: String { "a number from \(Self.min) to \(Self.max)" }
}

extension InfosetCursor {
    /// The widest number that was written, with an error that says the range of the type that is wanted.
    fileprivate func integer<Wide, Value: FixedWidthInteger>(
        of type: Value.Type, _ read: (InfosetCursor) throws(InfosetError) -> Wide
    ) throws -> Wide {
        do {
            return try read(self)
        } catch {
            if error.code == .quotaExceeded { throw error }
            throw ContractError(at: self, expected: "a number from \(Value.min) to \(Value.max)")
        }
    }
}

extension Int8: ContractValue {
    /// `xs:byte`.
    public static var contractName: ExpandedName { WireNames.byte }
}

extension Int16: ContractValue {
    /// `xs:short`.
    public static var contractName: ExpandedName { WireNames.short }
}

extension Int32: ContractValue {
    /// `xs:int`.
    public static var contractName: ExpandedName { WireNames.int }
}

extension Int64: ContractValue {
    /// `xs:long`.
    public static var contractName: ExpandedName { WireNames.long }
}

extension Int: ContractValue {
    /// `xs:long`, as `Int64`.
    public static var contractName: ExpandedName { WireNames.long }
}

extension UInt8: ContractValue {
    /// `xs:unsignedByte`.
    public static var contractName: ExpandedName { WireNames.unsignedByte }
}

extension UInt16: ContractValue {
    /// `xs:unsignedShort`.
    public static var contractName: ExpandedName { WireNames.unsignedShort }
}

extension UInt32: ContractValue {
    /// `xs:unsignedInt`.
    public static var contractName: ExpandedName { WireNames.unsignedInt }
}

extension UInt64: ContractValue {
    /// `xs:unsignedLong`.
    public static var contractName: ExpandedName { WireNames.unsignedLong }
}

extension UInt: ContractValue {
    /// `xs:unsignedLong`, as `UInt64`.
    public static var contractName: ExpandedName { WireNames.unsignedLong }
}
