extension BinaryFloatingPoint where Self: LosslessStringConvertible & CustomStringConvertible {
    /// Reads an `xsd:double` or `xsd:float`.
    public init?(lexical: String) {
        switch lexical {
        case "INF": self = .infinity
        case "-INF": self = -.infinity
        case "NaN": self = .nan
        default:
            // Swift reads more than XML allows: hexadecimal digits, "inf", "nan".
            guard lexical.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = Self(lexical) else { return nil }
            self = value
        }
    }

    /// The form .NET writes: the fewest digits that read back as the same number, with an exponent
    /// only where the point would stand far away from them.
    public var lexical: String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-INF" : "INF" }
        guard self != 0 else { return sign == .minus ? "-0" : "0" }
        // Swift writes the same digits, in another layout: take them out of it.
        let text = magnitude.description
        let parts = text.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let whole = mantissa[0], fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = whole + fraction
        let significant = all.drop { $0 == "0" }
        var digits = Substring(significant)
        while digits.last == "0" { digits.removeLast() }
        // The value is 0.DIGITS times ten to the power of `point`.
        let point = whole.count - (all.count - significant.count) + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)

        let sign = self < 0 ? "-" : ""
        let widest = Self.significandBitCount > 23 ? 17 : 9
        if point > widest || point < -3 {
            let exponent = abs(point - 1)
            let tail = digits.count > 1 ? "." + digits.dropFirst() : ""
            return "\(sign)\(digits.prefix(1))\(tail)E\(point > 0 ? "+" : "-")\(exponent < 10 ? "0" : "")\(exponent)"
        }
        if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
        if digits.count <= point { return "\(sign)\(digits)\(String(repeating: "0", count: point - digits.count))" }
        return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}
