internal import StrataInfoset

extension DateTime: CustomStringConvertible {
    /// Reads an `xs:dateTime`; nil for any other text.
    public init?(_ text: String) {
        self.init(parsing: text.utf8Span.span)
    }

    /// The `xs:dateTime` that .NET writes.
    public var description: String { buffer.text }

    init?(parsing text: Span<UInt8>) {
        guard let read = XMLDateTime(text) else { return nil }
        // Digits that round up may lead out of the last year.
        let ticks = read.seconds * Self.ticksPerSecond + read.ticks
        guard ticks <= Self.maxTicks else { return nil }
        let zone: Zone =
            switch read.zone {
            case .unspecified: .unspecified
            case .utc: .utc
            case .offset(let minutes): .offset(minutes)
            }
        self.init(ticks: ticks, zone: zone)
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
