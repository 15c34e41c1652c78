public import StrataInfoset

/// The first place where two canonical forms differ. What stands before it is the same, so that place and path are those of both.
public struct OctetDifference: Sendable, Hashable, CustomStringConvertible {
    /// The octets before it.
    public let offset: Int
    /// The line that it stands in, counted from 1.
    public let line: Int
    /// The character in the line, counted from 1.
    public let column: Int
    /// The elements that are open there, the outermost first, and the attribute if it stands in one: `/s:Body/pay/item[2]/@unit`.
    public let path: String
    /// What stands before it on both sides, cut and escaped.
    public let before: String
    /// What the sender has there, cut and escaped; empty when it has nothing more.
    public let sent: String
    /// What was received there, cut and escaped; empty when that was all.
    public let received: String

    /// The first difference; nil when there is none.
    ///
    /// - Parameters:
    ///   - sent: the octets of the sender.
    ///   - received: those of the receiver, which the path is read from: a canonical form.
    public init?(sent: Bytes, received: Bytes) {
        let place: Int? = sent.withUnsafeBytes { a in received.withUnsafeBytes { b in OctetDifference.place(a, b) } }
        guard let offset = place else { return nil }
        self.offset = offset
        let common = received[0..<offset]
        var line = 1
        var start = 0
        for (i, octet) in common.enumerated() where octet == 0x0A {
            line += 1
            start = i + 1
        }
        self.line = line
        column = 1 + common[start..<offset].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        path = CanonicalPath.path(in: received, at: offset)
        before = Excerpt.before(received, offset)
        self.sent = Excerpt.after(sent, offset)
        self.received = Excerpt.after(received, offset)
    }

    private static func place(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int? {
        let shorter = min(a.count, b.count)
        var i = 0
        while i < shorter, a[i] == b[i] { i += 1 }
        if i == a.count, i == b.count { return nil }
        // Whole characters: the octets before are the same, so both begin at the same one.
        while i > 0, (i < a.count && a[i] & 0xC0 == 0x80) || (i < b.count && b[i] & 0xC0 == 0x80) { i -= 1 }
        return i
    }

    /// The place and both sides, in one line.
    public var description: String {
        let (one, other) = (sent.isEmpty ? "(end)" : sent, received.isEmpty ? "(end)" : received)
        return "octet \(offset), line \(line), column \(column), in \(path): after \(before) sent \(one) received \(other)"
    }
}
