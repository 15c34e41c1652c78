extension DateTime: CustomStringConvertible {
    /// Reads an `xs:dateTime`; nil for any other text.
    public init?(_ text: String) {
        self.init(parsing: text.utf8Span.span)
    }

    /// The `xs:dateTime` that .NET writes.
    public var description: String { buffer.text }

    init?(parsing text: Span<UInt8>) {
        var scanner = LexicalScanner(trimming: text)
        guard
            let year = scanner.number(text, digits: 4), scanner.skip("-", text), let month = scanner.number(text, digits: 2),
            scanner.skip("-", text), let day = scanner.number(text, digits: 2), scanner.skip("T", text),
            let hour = scanner.number(text, digits: 2), scanner.skip(":", text), let minute = scanner.number(text, digits: 2),
            scanner.skip(":", text), let second = scanner.number(text, digits: 2)
        else { return nil }
        var ticks: Int64 = 0
        if scanner.skip(".", text) {
            guard let fraction = scanner.fraction(text) else { return nil }
            ticks = fraction
        }
        guard let zone = Self.zone(text, &scanner), scanner.isAtEnd else { return nil }
        self.init(year, month, day, hour, minute, second, ticks: ticks, zone: zone)
    }

    private static func zone(_ text: Span<UInt8>, _ scanner: inout LexicalScanner) -> Zone? {
        if scanner.isAtEnd { return .unspecified }
        if scanner.skip("Z", text) { return .utc }
        let isWest = scanner.skip("-", text)
        guard
            isWest || scanner.skip("+", text), let hours = scanner.number(text, digits: 2), scanner.skip(":", text),
            let minutes = scanner.number(text, digits: 2), minutes < 60, hours * 60 + minutes <= 840
        else { return nil }
        return .offset((isWest ? -1 : 1) * (hours * 60 + minutes))
    }

    var buffer: LexicalBuffer {
        var buffer = LexicalBuffer()
        let (year, month, day) = CalendarDate.civil(ticks / Self.ticksPerDay)
        let clock = UInt64(ticks % Self.ticksPerDay)
        let seconds = clock / UInt64(Self.ticksPerSecond)
        buffer.append(digits: UInt64(year), width: 4)
        buffer.append("-")
        buffer.append(digits: UInt64(month), width: 2)
        buffer.append("-")
        buffer.append(digits: UInt64(day), width: 2)
        buffer.append("T")
        buffer.append(digits: seconds / 3600, width: 2)
        buffer.append(":")
        buffer.append(digits: seconds / 60 % 60, width: 2)
        buffer.append(":")
        buffer.append(digits: seconds % 60, width: 2)
        buffer.append(fraction: clock % UInt64(Self.ticksPerSecond))
        switch zone {
        case .unspecified: break
        case .utc: buffer.append("Z")
        case .offset(let minutes):
            buffer.append(minutes < 0 ? "-" : "+")
            buffer.append(digits: UInt64(minutes.magnitude) / 60, width: 2)
            buffer.append(":")
            buffer.append(digits: UInt64(minutes.magnitude) % 60, width: 2)
        }
        return buffer
    }
}
