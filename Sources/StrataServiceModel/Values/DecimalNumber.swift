public import StrataInfoset

/// A decimal number as .NET's `decimal` holds it: 96 bits, a sign, and up to 28 digits behind the point. `1.10` keeps its last zero.
public struct DecimalNumber: ContractValue, Hashable {
    /// The digits as a whole number, below 2 to the power of 96.
    public let magnitude: UInt128
    /// How many of the digits stand behind the point, at most 28.
    public let scale: Int
    /// Whether it is below zero.
    public let isNegative: Bool

    /// The greatest magnitude.
    public static let maxMagnitude: UInt128 = (1 << 96) - 1

    /// A whole number.
    public init(_ value: Int64 = 0) {
        magnitude = UInt128(value.magnitude)
        scale = 0
        isNegative = value < 0
    }

    /// A number from its parts; nil where they do not fit.
    public init?(_ magnitude: UInt128, scale: Int, isNegative: Bool = false) {
        guard magnitude <= Self.maxMagnitude, (0...28).contains(scale) else { return nil }
        self.magnitude = magnitude
        self.scale = scale
        self.isNegative = isNegative && magnitude != 0
    }

    /// `xs:decimal`.
    public static var contractName: ExpandedName { WireNames.decimal }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is zero, whatever its scale.
    public var isDefault: Bool { magnitude == 0 }

    /// Writes all digits, the zeros at the end too.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { buffer.write(to: &builder) }

    /// Reads an `xs:decimal` below 2 to the power of 96; digits that do not fit behind the point round to the nearest, half to even.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("a decimal number of at most 28 digits") { DecimalNumber(parsing: $0) }
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// Reads an `xs:decimal`; nil for any other text and for a number that is too large.
    public init?(_ text: String) {
        self.init(parsing: text.utf8Span.span)
    }

    /// All digits.
    public var description: String { buffer.text }

    init?(parsing text: Span<UInt8>) {
        var scanner = LexicalScanner(trimming: text)
        let isNegative = scanner.skip("-", text)
        if !isNegative { _ = scanner.skip("+", text) }
        var digits = DecimalDigits()
        while let digit = scanner.digit(text) {
            guard digits.append(digit, isFraction: false) else { return nil }
        }
        if scanner.skip(".", text) {
            while let digit = scanner.digit(text) { _ = digits.append(digit, isFraction: true) }
        }
        guard scanner.isAtEnd, digits.count > 0, let (magnitude, scale) = digits.rounded() else { return nil }
        self.init(magnitude, scale: scale, isNegative: isNegative)
    }

    var buffer: LexicalBuffer {
        var digits = InlineArray<32, UInt8>(repeating: 0x30)
        var count = 0
        var rest = magnitude
        while rest > 0, count < 32 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[count] = 0x30 + UInt8(truncatingIfNeeded: digit)
            count += 1
            rest = quotient
        }
        var buffer = LexicalBuffer()
        if isNegative { buffer.append("-") }
        for i in (0..<max(count, scale + 1)).reversed() {
            buffer.append(digits[i])
            if i == scale, i > 0 { buffer.append(".") }
        }
        return buffer
    }
}
