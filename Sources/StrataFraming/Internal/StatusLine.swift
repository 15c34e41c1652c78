/// The parts of a status line (RFC 9112 section 4).
struct StatusLine {
    var minorVersion: Int
    var status: Int
    var reason: Range<Int>

    /// The space before an empty reason may be missing, as many servers send it.
    init(_ b: UnsafeRawBufferPointer, _ line: Range<Int>, _ offset: Int) throws(HTTP1.MessageError) {
        let l = Octets.slice(b, line)
        guard l.count >= 12, l[8] == 32 else { throw .malformed(offset + line.lowerBound, "no HTTP/1.1 status line") }
        minorVersion = try RequestLine.version(l, 0..<8, offset + line.lowerBound)
        guard let n = Octets.decimal(Octets.slice(l, 9..<12)), n >= 100 else { throw .malformed(offset + line.lowerBound + 9, "no status") }
        guard l.count == 12 || l[12] == 32 else { throw .malformed(offset + line.lowerBound + 12, "a status of more than three digits") }
        status = n
        reason = line.lowerBound + min(l.count, 13)..<line.upperBound
    }
}
