/// Finds the lines of one element (a head, a trailer section, a chunk line) that lies at the start of a buffer which may grow:
/// what was looked at once is not looked at again, so that a slow sender costs linear time.
struct LineScanner {
    /// Where the line under way begins.
    private(set) var start = 0
    private(set) var scanned = 0

    enum Result {
        /// The line without its CRLF.
        case line(Range<Int>)
        case incomplete
        /// Longer than the limit: the offset of the first octet too many.
        case tooLong(Int)
    }

    var isEmpty: Bool { scanned == 0 }

    /// Looks for the end of the line under way. Every octet of a line is checked for controls here, CR and LF outside CRLF among them.
    mutating func next(_ b: UnsafeRawBufferPointer, limit: Int, offset: Int) throws(HTTP1.MessageError) -> Result {
        let cap = start + min(limit, 1 << 40) + 1
        let end = min(b.count, cap)
        let i = Self.control(b, scanned, end)
        scanned = i
        guard i < end else { return i == cap ? .tooLong(i - 1) : .incomplete }
        guard b[i] == 13 else {
            throw .malformed(offset + i, b[i] == 10 ? "a line feed without its carriage return" : "a control character")
        }
        guard i + 1 < b.count else { return .incomplete }
        guard b[i + 1] == 10 else { throw .malformed(offset + i, "a carriage return without its line feed") }
        let line = start..<i
        start = i + 2
        scanned = start
        return .line(line)
    }

    /// The first control character in a range, or its end.
    @inline(__always) private static func control(_ b: UnsafeRawBufferPointer, _ from: Int, _ end: Int) -> Int {
        var i = from
        let ones: UInt64 = 0x0101_0101_0101_0101
        while true {
            // Eight at a time: a set high bit means an octet below 32, or 127 after the exclusive or. Tabulators fall through.
            while end - i >= 8 {
                let x = b.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                let y = x ^ (ones &* 127)
                if (((x &- ones &* 32) & ~x) | ((y &- ones) & ~y)) & (ones &* 128) != 0 { break }
                i += 8
            }
            let stop = min(i + 8, end)
            if i == stop { return i }
            while i < stop {
                if Octets.isControl(b[i]) { return i }
                i += 1
            }
        }
    }
}
