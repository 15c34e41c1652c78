#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif
public import StrataInfoset

extension UUID: ContractValue {
    /// `guid` of .NET's serialization namespace.
    public static var contractName: ExpandedName { WireNames.guid }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether all octets are zero.
    public var isDefault: Bool { self == UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) }

    /// Writes 36 characters, in lower case.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        let digits: InlineArray<16, UInt8> = [
            uuid.0, uuid.1, uuid.2, uuid.3, uuid.4, uuid.5, uuid.6, uuid.7, uuid.8, uuid.9, uuid.10, uuid.11, uuid.12, uuid.13, uuid.14,
            uuid.15,
        ]
        LexicalBuffer(guid: digits).write(to: &builder)
    }

    /// Reads 36 characters in any case, without braces.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let halves = try element.value("a GUID of 36 characters") { LexicalScanner.guid($0) }
        var octets = InlineArray<16, UInt8>(repeating: 0)
        for i in 0..<16 { octets[i] = UInt8(truncatingIfNeeded: (i < 8 ? halves.0 : halves.1) >> UInt64(56 - i % 8 * 8)) }
        self.init(
            uuid: (
                octets[0], octets[1], octets[2], octets[3], octets[4], octets[5], octets[6], octets[7], octets[8], octets[9], octets[10],
                octets[11], octets[12], octets[13], octets[14], octets[15]
            ))
    }
}

extension Data: ContractValue {
    /// `xs:base64Binary`.
    public static var contractName: ExpandedName { WireNames.base64Binary }
    /// A simple type.
    public static var traits: ContractTraits { .simple }

    /// Writes the octets, copied once.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        // Safe: the octets are copied during the call.
        builder.bytes(unsafe withUnsafeBytes { unsafe Bytes(copying: $0) })
    }

    /// Reads as `Bytes` does, and copies.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        // Safe: the octets are copied during the call.
        self = unsafe try Bytes(from: element, coding).withUnsafeBytes { unsafe Data($0) }
    }
}

extension URL: ContractValue {
    /// `xs:anyURI`.
    public static var contractName: ExpandedName { WireNames.anyURI }
    /// A simple type.
    public static var traits: ContractTraits { .simple }

    /// Writes it as it was given, relative to nothing.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.text(relativeString) }

    /// Reads an absolute or relative reference of at least one character; white space around it is no part of it. Characters that a URI has
    /// only as octets in hexadecimal (spaces, letters beyond ASCII) become that, as XML Schema has it (part 2, section 3.2.17).
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let text = try String(from: element, coding).trimmedOfXMLSpace
        guard let url = URL(string: text, encodingInvalidCharacters: true) else { throw ContractError(at: element, expected: "a URI") }
        self = url
    }
}

extension Date: ContractValue {
    /// `xs:dateTime`.
    public static var contractName: ExpandedName { WireNames.dateTime }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Never: no date is the one that .NET leaves out.
    public var isDefault: Bool { false }

    /// Writes the moment in UTC, to the microsecond, which is as much as a `Date` holds.
    ///
    /// - Throws: `ContractError` outside the years 1 to 9999.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        guard let moment = DateTime(self) else {
            throw ContractError(path: "", expected: "a date in the years 1 to 9999", found: "another")
        }
        try moment.write(to: &builder, coding)
    }

    /// Reads a date and time with a zone: without one it says no moment, and `DateTime` is what holds it.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let moment = try DateTime(from: element, coding)
        guard let ticks = moment.ticksInUTC, (0...DateTime.maxTicks).contains(ticks), let date = moment.date else {
            throw ContractError(at: element, expected: "a date and time with a zone, as 2024-02-29T12:34:56Z")
        }
        self = date
    }
}

extension DateTime {
    /// 2001-01-01T00:00:00, from which a `Date` counts.
    private static let referenceTicks: Int64 = 631_139_040_000_000_000

    /// The moment in UTC, to the microsecond; nil outside the years 1 to 9999.
    public init?(_ date: Date) {
        let microseconds = (date.timeIntervalSinceReferenceDate * 1_000_000).rounded()
        guard let count = Int64(exactly: microseconds) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: 10)
        let (ticks, carry) = product.addingReportingOverflow(Self.referenceTicks)
        guard !overflow, !carry, (0...Self.maxTicks).contains(ticks) else { return nil }
        self.init(ticks: ticks, zone: .utc)
    }

    /// The moment; nil where the zone is not known.
    public var date: Date? {
        ticksInUTC.map { Date(timeIntervalSinceReferenceDate: Double($0 - Self.referenceTicks) / Double(Self.ticksPerSecond)) }
    }
}

extension Decimal: ContractValue {
    /// `xs:decimal`.
    public static var contractName: ExpandedName { WireNames.decimal }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is zero.
    public var isDefault: Bool { isZero }

    /// Writes the digits.
    ///
    /// - Throws: `ContractError` for what `DecimalNumber` does not hold: more than 28 digits behind the point, not a number.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        let text = description
        let fraction = text.utf8.firstIndex(of: UInt8(ascii: ".")).map { text.utf8.distance(from: $0, to: text.utf8.endIndex) - 1 } ?? 0
        guard fraction <= 28, let number = DecimalNumber(text) else {
            throw ContractError(path: "", expected: "a decimal number of at most 28 digits", found: text)
        }
        try number.write(to: &builder, coding)
    }

    /// Reads as `DecimalNumber` does. Zeros at the end are not kept.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        guard let value = Decimal(string: try DecimalNumber(from: element, coding).description) else {
            throw ContractError(at: element, expected: "a decimal number")
        }
        self = value
    }
}
