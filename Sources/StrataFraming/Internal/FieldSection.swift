/// Collects the field lines of a header or trailer section as ranges over the element's octets (RFC 9112 section 5).
struct FieldSection {
    enum Kind { case header, trailer }

    private(set) var lines = LineScanner()
    private(set) var entries: [HTTPFields.Entry] = []
    private var begin = 0

    enum Step {
        /// The name and value of one more field.
        case field(name: Range<Int>, value: Range<Int>)
        case incomplete
        /// The empty line was read; the element's length.
        case end(Int)
    }

    /// Reads the line before the fields (request line or status line), nil while it is incomplete.
    mutating func startLine(
        _ b: UnsafeRawBufferPointer, _ limits: borrowing HTTP1.Limits, _ offset: Int
    ) throws(HTTP1.MessageError) -> Range<Int>? {
        switch try lines.next(b, limit: limits.requestLine, offset: offset) {
        case .line(let r):
            begin = lines.start
            return r
        case .incomplete: return nil
        case .tooLong(let at): throw .limit("requestLine", limits.requestLine, status: 414, at: offset + at)
        }
    }

    mutating func next(
        _ b: UnsafeRawBufferPointer, _ kind: Kind, _ limits: borrowing HTTP1.Limits, _ offset: Int
    ) throws(HTTP1.MessageError) -> Step {
        let (bytesName, bytes) = kind == .header ? ("headerBytes", limits.headerBytes) : ("trailerBytes", limits.trailerBytes)
        let (countName, count) = kind == .header ? ("fieldCount", limits.fieldCount) : ("trailerCount", limits.trailerCount)
        let room = max(bytes - (lines.start - begin) - 2, 0)
        let line: Range<Int>
        switch try lines.next(b, limit: min(room, limits.fieldLine), offset: offset) {
        case .incomplete: return .incomplete
        case .line(let r): line = r
        case .tooLong(let at):
            if limits.fieldLine <= room { throw .limit("fieldLine", limits.fieldLine, status: 431, at: offset + at) }
            throw .limit(bytesName, bytes, status: 431, at: offset + at)
        }
        if line.isEmpty { return .end(lines.start) }
        guard entries.count < count else { throw .limit(countName, count, status: 431, at: offset + line.lowerBound) }

        var colon = line.lowerBound
        while colon < line.upperBound, Octets.isToken(b[colon]) { colon += 1 }
        guard colon < line.upperBound else { throw .malformed(offset + line.lowerBound, "a field line without a colon") }
        guard b[colon] == 58 else {
            let blank = Octets.isBlank(b[colon])
            if blank, colon == line.lowerBound { throw .malformed(offset + colon, "a folded field line") }
            throw .malformed(offset + colon, blank ? "white space in or after a field name" : "a field name that is no token")
        }
        guard colon > line.lowerBound else { throw .malformed(offset + colon, "a field without a name") }
        let value = Octets.trimmed(b, colon + 1..<line.upperBound)
        if entries.capacity == 0 { entries.reserveCapacity(12) }
        entries.append(HTTPFields.Entry(name: line.lowerBound..<colon, value: value))
        return .field(name: line.lowerBound..<colon, value: value)
    }
}
