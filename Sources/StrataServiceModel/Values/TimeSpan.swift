public import StrataInfoset

/// A length of time as .NET's `TimeSpan` holds it: ticks of 100 ns.
public struct TimeSpan: ContractValue, Hashable {
    /// Ticks of 100 ns.
    public var ticks: Int64

    /// A length from its ticks.
    public init(ticks: Int64 = 0) { self.ticks = ticks }

    /// The length nearest to a duration; nil for one of more than 10,675,199 days.
    public init?(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: DateTime.ticksPerSecond)
        let half: Int64 = attoseconds < 0 ? -50_000_000_000 : 50_000_000_000
        let (sum, carry) = product.addingReportingOverflow((attoseconds + half) / 100_000_000_000)
        if overflow || carry { return nil }
        ticks = sum
    }

    /// The same length.
    public var duration: Duration {
        Duration(
            secondsComponent: ticks / DateTime.ticksPerSecond, attosecondsComponent: ticks % DateTime.ticksPerSecond * 100_000_000_000)
    }

    /// `duration` of .NET's serialization namespace.
    public static var contractName: ExpandedName { WireNames.duration }
    /// A simple value type.
    public static var traits: ContractTraits { [.simple, .valueType] }
    /// Whether it is zero.
    public var isDefault: Bool { ticks == 0 }

    /// Writes days, hours, minutes and seconds, each only where it is not zero.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { buffer.write(to: &builder) }

    /// Reads an `xs:duration`; a year counts 365 days and a month 30, as .NET has it. Digits beyond 100 ns round.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.value("a duration, as P1DT2H3M4.5S") { TimeSpan(parsing: $0) }
    }
}

extension TimeSpan: CustomStringConvertible {
    /// Reads an `xs:duration`; nil for any other text and for one that is too long.
    public init?(_ text: String) {
        self.init(parsing: text.utf8Span.span)
    }

    /// The `xs:duration` that .NET writes.
    public var description: String { buffer.text }

    init?(parsing text: Span<UInt8>) {
        var scanner = LexicalScanner(trimming: text)
        let sign: Int64 = scanner.skip("-", text) ? -1 : 1
        guard scanner.skip("P", text) else { return nil }
        var sum = DurationSum(sign: sign)
        let day = DateTime.ticksPerDay
        guard
            sum.parts([("Y", 365 * day), ("M", 30 * day), ("D", day)], text, &scanner)
        else { return nil }
        if scanner.skip("T", text) {
            let second = DateTime.ticksPerSecond
            let before = sum.count
            guard sum.parts([("H", 3600 * second), ("M", 60 * second), ("S", second)], text, &scanner), sum.count > before else {
                return nil
            }
        }
        guard scanner.isAtEnd, sum.count > 0 else { return nil }
        ticks = sum.ticks
    }

    var buffer: LexicalBuffer {
        var buffer = LexicalBuffer()
        let size = ticks.magnitude
        let second = UInt64(DateTime.ticksPerSecond)
        let day = 86400 * second
        if ticks < 0 { buffer.append("-") }
        buffer.append("P")
        buffer.append(size / day, "D")
        guard size == 0 || size % day != 0 else { return buffer }
        buffer.append("T")
        buffer.append(size / (3600 * second) % 24, "H")
        buffer.append(size / (60 * second) % 60, "M")
        if size == 0 || size % (60 * second) != 0 {
            buffer.append(digits: size / second % 60)
            buffer.append(fraction: size % second)
            buffer.append("S")
        }
        return buffer
    }
}

extension LexicalBuffer {
    /// A number and its unit, unless it is zero.
    fileprivate mutating func append(_ number: UInt64, _ unit: Unicode.Scalar) {
        guard number > 0 else { return }
        append(digits: number)
        append(unit)
    }
}
