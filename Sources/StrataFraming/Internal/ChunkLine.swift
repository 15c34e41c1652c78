/// A chunk's size and extensions (RFC 9112 section 7.1.1). Extensions are checked and dropped.
enum ChunkLine {
    static func size(_ l: UnsafeRawBufferPointer, _ offset: Int) throws(HTTP1.MessageError) -> Int {
        var n = 0
        var i = 0
        while i < l.count, let v = Octets.hex(l[i]) {
            guard i < 16, n < 1 << 58 else { throw .malformed(offset + i, "a chunk size too large to be one") }
            n = n << 4 | v
            i += 1
        }
        guard i > 0 else { throw .malformed(offset, "a chunk without a size") }
        while i < l.count {
            // BWS ";" BWS name [ BWS "=" BWS value ]
            skipBlanks(l, &i)
            guard i < l.count, l[i] == 59 else { throw .malformed(offset + i, "octets after a chunk size that are no extension") }
            i += 1
            skipBlanks(l, &i)
            guard skipToken(l, &i) else { throw .malformed(offset + i, "a chunk extension without a name") }
            var j = i
            skipBlanks(l, &j)
            guard j < l.count, l[j] == 61 else { continue }
            i = j + 1
            skipBlanks(l, &i)
            guard i < l.count, l[i] == 34 ? skipQuoted(l, &i) : skipToken(l, &i) else {
                throw .malformed(offset + i, "a chunk extension without a value")
            }
        }
        return n
    }

    private static func skipBlanks(_ l: UnsafeRawBufferPointer, _ i: inout Int) {
        while i < l.count, Octets.isBlank(l[i]) { i += 1 }
    }

    private static func skipToken(_ l: UnsafeRawBufferPointer, _ i: inout Int) -> Bool {
        let start = i
        while i < l.count, Octets.isToken(l[i]) { i += 1 }
        return i > start
    }

    private static func skipQuoted(_ l: UnsafeRawBufferPointer, _ i: inout Int) -> Bool {
        i += 1
        while i < l.count, l[i] != 34 { i += l[i] == 92 ? 2 : 1 }
        guard i < l.count else { return false }
        i += 1
        return true
    }
}
