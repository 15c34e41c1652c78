extension Lexical {
    /// A number as XML Schema and .NET have it; `INF`, `-INF` and `NaN` for what is none.
    static func text(_ value: Double) -> String { value.lexicalText }
}

extension Double {
    /// The form .NET writes: the fewest digits that read back as the same number, with an exponent only where the point would stand
    /// far away from them.
    package var lexicalText: String { shortest }
}

extension Float {
    /// The form .NET writes, as of a `Double`.
    package var lexicalText: String { shortest }
}

// Not seen outside, so that there is code of its own for each of the two: arithmetic on a type that is not known is slow.
extension BinaryFloatingPoint where Self: CustomStringConvertible {
    fileprivate var shortest: String {
        guard isFinite else { return isNaN ? "NaN" : self < 0 ? "-INF" : "INF" }
        guard self != 0 else { return sign == .minus ? "-0" : "0" }
        // Whole numbers of few digits are most numbers there are.
        if magnitude < 1_000_000, let whole = Int32(exactly: self) { return String(whole) }
        // Swift writes the same digits, in another layout: take them out of it.
        let text = magnitude.description
        var digits = [UInt8](repeating: 0, count: 0)
        digits.reserveCapacity(24)
        var whole = 0
        var exponent = 0
        var isFraction = false
        var rest = text.utf8[...]
        while let next = rest.popFirst() {
            if next == UInt8(ascii: "e") {
                exponent = Int(Substring(rest)) ?? 0
                break
            }
            if next == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            // A zero before the first digit only moves the point.
            if next != UInt8(ascii: "0") || !digits.isEmpty { digits.append(next) }
            if !isFraction, !digits.isEmpty { whole += 1 }
            if isFraction, digits.isEmpty { whole -= 1 }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        // The value is 0.DIGITS times ten to the power of `point`.
        return layout(digits, point: whole + exponent)
    }

    private func layout(_ digits: [UInt8], point: Int) -> String {
        var text = self < 0 ? "-" : ""
        let all = String(decoding: digits, as: UTF8.self)
        let widest = Self.significandBitCount > 23 ? 17 : 9
        if point > widest || point < -3 {
            let exponent = abs(point - 1)
            text += all.prefix(1)
            if digits.count > 1 { text += "." + all.dropFirst() }
            text += "E" + (point > 0 ? "+" : "-") + (exponent < 10 ? "0" : "") + String(exponent)
        } else if point <= 0 {
            text += "0." + String(repeating: "0", count: -point) + all
        } else if digits.count <= point {
            text += all + String(repeating: "0", count: point - digits.count)
        } else {
            text += all.prefix(point) + "." + all.dropFirst(point)
        }
        return text
    }
}
