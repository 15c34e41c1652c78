/// What the fields of a head say about its message's framing and connection, gathered while the fields are read.
struct MessageFacts {
    private(set) var length: Int?
    private(set) var lengthAt = 0
    private(set) var isChunked = false
    private(set) var host: Range<Int>?
    private(set) var close = false
    private(set) var keepAlive = false
    private(set) var upgrade = false
    private(set) var hasUpgradeField = false
    private(set) var expectsContinue = false
    private(set) var unknownExpectation: Int?

    mutating func note(
        _ b: UnsafeRawBufferPointer, _ nameRange: Range<Int>, _ valueRange: Range<Int>, _ offset: Int
    ) throws(HTTP1.MessageError) {
        let name = Octets.slice(b, nameRange)
        let value = Octets.slice(b, valueRange)
        let at = offset + nameRange.lowerBound
        switch name.count {  // by length first: most fields match none
        case 4 where Octets.same(name, "host"):
            guard host == nil else { throw .malformed(at, "more than one Host") }
            host = valueRange
        case 6 where Octets.same(name, "expect"):
            if Octets.same(value, "100-continue") { expectsContinue = true } else { unknownExpectation = unknownExpectation ?? at }
        case 7 where Octets.same(name, "upgrade"):
            hasUpgradeField = true
        case 10 where Octets.same(name, "connection"):
            try connection(value, at)
        case 14 where Octets.same(name, "content-length"):
            guard length == nil else { throw HTTP1.MessageError(.conflictingLengths, at: at, "more than one Content-Length") }
            guard let n = Octets.decimal(value) else { throw .malformed(at, "a Content-Length that is no number") }
            length = n
            lengthAt = at
        case 17 where Octets.same(name, "transfer-encoding"):
            try transferEncoding(value, at)
        default: break
        }
    }

    private mutating func connection(_ value: UnsafeRawBufferPointer, _ at: Int) throws(HTTP1.MessageError) {
        var (close, keepAlive, upgrade, sound) = (false, false, false, true)
        Octets.elements(value) {
            let option = Octets.slice(value, $0)
            sound = Octets.isToken(option)
            if Octets.same(option, "close") { close = true }
            if Octets.same(option, "keep-alive") { keepAlive = true }
            if Octets.same(option, "upgrade") { upgrade = true }
            return sound
        }
        guard sound else { throw .malformed(at, "a connection option that is no token") }
        self.close = self.close || close
        self.keepAlive = self.keepAlive || keepAlive
        self.upgrade = self.upgrade || upgrade
    }

    private mutating func transferEncoding(_ value: UnsafeRawBufferPointer, _ at: Int) throws(HTTP1.MessageError) {
        guard !isChunked else { throw .malformed(at, "chunked is not the only transfer coding") }
        if Octets.same(value, "chunked") {
            isChunked = true
            return
        }
        guard Octets.isToken(value), !Octets.same(value, "identity") else { throw .malformed(at, "a Transfer-Encoding other than chunked") }
        throw HTTP1.MessageError(.unsupportedCoding, status: 501, at: at, "a transfer coding other than chunked")
    }

    /// What the fields say, for a message that may have a body; nil when they say nothing.
    func framing(minorVersion: Int, bodyLimit: Int, _ offset: Int) throws(HTTP1.MessageError) -> HTTP1.BodyFraming? {
        if isChunked {
            guard length == nil else {
                throw HTTP1.MessageError(.conflictingLengths, at: lengthAt, "Content-Length beside Transfer-Encoding")
            }
            guard minorVersion > 0 else { throw .malformed(offset, "Transfer-Encoding in HTTP/1.0") }
            return .chunked
        }
        guard let length else { return nil }
        guard length <= bodyLimit else { throw .limit("body", bodyLimit, status: 413, at: lengthAt) }
        return .length(length)
    }

    /// Whether the connection may carry another message after this one (RFC 9112 section 9.3).
    func persists(minorVersion: Int) -> Bool { close ? false : minorVersion > 0 || keepAlive }
}
