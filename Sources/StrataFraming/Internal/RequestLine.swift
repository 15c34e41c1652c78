/// The parts of a request line (RFC 9112 section 3) as ranges over the element that begins with it.
struct RequestLine {
    var method: Range<Int>
    var target: Range<Int>
    var form: HTTP1.RequestHead.TargetForm
    var minorVersion: Int
    var authority: Range<Int>?
    var path: Range<Int>
    var query: Range<Int>?

    init(_ b: UnsafeRawBufferPointer, _ line: Range<Int>, _ offset: Int) throws(HTTP1.MessageError) {
        var i = line.lowerBound
        while i < line.upperBound, Octets.isToken(b[i]) { i += 1 }
        method = line.lowerBound..<i
        guard !method.isEmpty, i < line.upperBound, b[i] == 32 else {
            throw .malformed(offset + i, "a method that is no token and one space")
        }
        i += 1
        let start = i
        while i < line.upperBound, b[i] != 32 { i += 1 }
        target = start..<i
        guard !target.isEmpty, i < line.upperBound else { throw .malformed(offset + start, "a request line without three parts") }
        minorVersion = try Self.version(b, i + 1..<line.upperBound, offset)
        (form, authority, path, query) = try Self.target(
            b, target, isConnect: Octets.slice(b, method).elementsEqual("CONNECT".utf8),
            isOptions: Octets.slice(b, method).elementsEqual("OPTIONS".utf8), offset)
    }

    /// Exactly `HTTP/` digit `.` digit. A higher minor version is read as 1 (RFC 9110 section 2.5).
    static func version(_ b: UnsafeRawBufferPointer, _ r: Range<Int>, _ offset: Int) throws(HTTP1.MessageError) -> Int {
        let v = Octets.slice(b, r)
        guard v.count == 8, Octets.slice(v, 0..<5).elementsEqual("HTTP/".utf8), Octets.isDigit(v[5]), v[6] == 46, Octets.isDigit(v[7])
        else {
            throw .malformed(offset + r.lowerBound, "no HTTP version")
        }
        guard v[5] == 49 else {
            throw HTTP1.MessageError(.unsupportedVersion, status: 505, at: offset + r.lowerBound, "a major version other than 1")
        }
        return v[7] == 48 ? 0 : 1
    }

    private typealias Target = (HTTP1.RequestHead.TargetForm, Range<Int>?, Range<Int>, Range<Int>?)

    private static func target(
        _ b: UnsafeRawBufferPointer, _ r: Range<Int>, isConnect: Bool, isOptions: Bool, _ offset: Int
    ) throws(HTTP1.MessageError) -> Target {
        let nothing = r.upperBound..<r.upperBound
        if isConnect {
            guard let a = AuthorityScan(Octets.slice(b, r)), a.hasPort else {
                throw .malformed(offset + r.lowerBound, "a CONNECT target that is no host and port")
            }
            return (.authority, r, nothing, nil)
        }
        if b[r.lowerBound] == 42, r.count == 1, isOptions { return (.asterisk, nil, nothing, nil) }
        var i = r.lowerBound
        var form = HTTP1.RequestHead.TargetForm.origin
        var authority: Range<Int>?
        if b[i] != 47 {
            let rest = Octets.slice(b, r)
            let scheme =
                rest.count > 7 && Octets.same(Octets.slice(rest, 0..<7), "http://")
                ? 7
                : rest.count > 8 && Octets.same(Octets.slice(rest, 0..<8), "https://") ? 8 : 0
            guard scheme > 0 else { throw .malformed(offset + i, "a target of no known form") }
            form = .absolute
            i += scheme
            let start = i
            while i < r.upperBound, b[i] != 47, b[i] != 63 { i += 1 }
            guard AuthorityScan(Octets.slice(b, start..<i)) != nil else {
                throw .malformed(offset + start, "a target without a valid host")
            }
            authority = start..<i
        }
        let pathStart = i
        var query: Int?
        while i < r.upperBound {
            let c = b[i]
            if c == 37 {
                guard i + 2 < r.upperBound, Octets.hex(b[i + 1]) != nil, Octets.hex(b[i + 2]) != nil else {
                    throw .malformed(offset + i, "a percent-encoding in the target that is none")
                }
                i += 3
                continue
            }
            if c == 63 {
                query = query ?? i
            } else if !Octets.isPath(c) {
                throw .malformed(offset + i, "a character in the target that no URI has")
            }
            i += 1
        }
        return (form, authority, pathStart..<(query ?? i), query.map { $0 + 1..<i })
    }
}
