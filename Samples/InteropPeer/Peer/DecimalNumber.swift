/// A decimal number as .NET's `decimal` holds it: 96 bits, a sign, and up to 28 digits behind the point. `1.10` keeps its last zero.
public struct DecimalNumber: Sendable, Hashable {
    public var magnitude: UInt128
    public var scale: Int
    public var isNegative: Bool

    public init(_ magnitude: UInt128 = 0, scale: Int = 0, isNegative: Bool = false) {
        self.magnitude = magnitude
        self.scale = scale
        self.isNegative = isNegative && magnitude != 0
    }

    /// Reads an `xsd:decimal` that fits; refuses one that would lose digits.
    public init?(lexical: String) {
        guard let match = lexical.wholeMatch(of: /([+-])?(\d*)(?:\.(\d*))?/.asciiOnlyDigits()) else { return nil }
        let (whole, fraction) = (match.2, match.3 ?? "")
        guard !whole.isEmpty || !fraction.isEmpty, fraction.count <= 28, whole.count <= 60 else { return nil }
        guard let magnitude = UInt128(whole + fraction), magnitude < 1 << 96 else { return nil }
        self.init(magnitude, scale: fraction.count, isNegative: match.1 == "-")
    }

    public var lexical: String {
        var digits = String(magnitude)
        if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
        let sign = isNegative ? "-" : ""
        return scale == 0 ? sign + digits : "\(sign)\(digits.dropLast(scale)).\(digits.suffix(scale))"
    }
}
