/// Reads a message's body by its framing (RFC 9112 sections 6 and 7). Shared by both readers.
struct BodyReader {
    enum Part {
        case data(UnsafeRawBufferPointer)
        case trailers(HTTPFields)
        case end
    }

    private enum State {
        /// Successor: `ended`.
        case fixed(left: Int)
        /// Successors: `chunkData`, `trailers`.
        case chunkLine
        /// Successor: `chunkEnd`.
        case chunkData(left: Int)
        /// Successor: `chunkLine`.
        case chunkEnd
        /// Successor: `ended`.
        case trailers
        /// Left only by the end of the connection.
        case untilClose
        case ended
    }

    private var state: State
    private var section = FieldSection()
    private var lines = LineScanner()
    private var total = 0
    /// Octets of the chunks so far, the whole of the present one included.
    var announced: Int { total }
    private var overhead = 0
    /// Octets of the message taken before the current buffer.
    private(set) var offset: Int

    init(_ framing: HTTP1.BodyFraming, offset: Int) {
        self.offset = offset
        switch framing {
        case .none, .length(0): state = .ended
        case .length(let n): state = .fixed(left: n)
        case .chunked: state = .chunkLine
        case .untilClose: state = .untilClose
        }
    }

    var endsWithConnection: Bool {
        if case .untilClose = state { return true }
        return false
    }

    /// `gather`: a body of known length up to this is given in one piece.
    mutating func next(
        _ b: UnsafeRawBufferPointer, _ limits: borrowing HTTP1.Limits, gather: Int
    ) throws(HTTP1.MessageError) -> HTTP1.Progress<Part> {
        var at = 0
        while true {
            let rest = Octets.slice(b, at..<b.count)
            switch state {
            case .ended:
                return done(at, .end)
            case .fixed(let left):
                guard rest.count > 0, left > gather || rest.count >= left else {
                    return .init(consumed: at, need: left > gather ? 1 : left)
                }
                let n = min(left, rest.count)
                state = n == left ? .ended : .fixed(left: left - n)
                return done(at + n, .data(Octets.slice(rest, 0..<n)), taken: n)
            case .chunkLine:
                switch try lines.next(rest, limit: limits.chunkLine, offset: offset) {
                case .incomplete: return .init(consumed: at, need: rest.count + 1)
                case .tooLong(let i): throw .limit("chunkLine", limits.chunkLine, status: 400, at: offset + i)
                case .line(let r):
                    let size = try ChunkLine.size(Octets.slice(rest, r), offset)
                    let taken = lines.start
                    overhead = max(overhead + taken - 16 - min(size, 1 << 20) * 2, 0)
                    guard overhead <= limits.chunkOverhead else {
                        throw .limit("chunkOverhead", limits.chunkOverhead, status: 400, at: offset)
                    }
                    guard size <= limits.body - min(total, limits.body) else { throw .limit("body", limits.body, status: 413, at: offset) }
                    total += size
                    at += taken
                    offset += taken
                    lines = LineScanner()
                    state = size == 0 ? .trailers : .chunkData(left: size)
                }
            case .chunkData(let left):
                guard rest.count > 0 else { return .init(consumed: at, need: 1) }
                let n = min(left, rest.count)
                state = n == left ? .chunkEnd : .chunkData(left: left - n)
                return done(at + n, .data(Octets.slice(rest, 0..<n)), taken: n)
            case .chunkEnd:
                if let c = rest.first, c != 13 { throw .malformed(offset, "a chunk that does not end after its data") }
                guard rest.count >= 2 else { return .init(consumed: at, need: 2) }
                guard rest[1] == 10 else { throw .malformed(offset, "a chunk that does not end after its data") }
                at += 2
                offset += 2
                state = .chunkLine
            case .trailers:
                switch try section.next(rest, .trailer, limits, offset) {
                case .incomplete: return .init(consumed: at, need: rest.count + 1)
                case .field(let name, _):
                    guard !TrailerNames.isForbidden(Octets.slice(rest, name)) else {
                        throw .malformed(offset + name.lowerBound, "a field that may not be a trailer")
                    }
                case .end(let n):
                    state = .ended
                    let entries = section.entries
                    section = FieldSection()
                    if entries.isEmpty { return done(at + n, .end) }
                    let fields = HTTPFields(octets: [UInt8](Octets.slice(rest, 0..<n)), entries: entries)
                    return done(at + n, .trailers(fields), taken: n)
                }
            case .untilClose:
                guard rest.count > 0 else { return .init(consumed: at, need: 1) }
                // What is allowed is given first, so that it does not depend on how the octets came.
                let n = min(rest.count, limits.body - min(total, limits.body))
                guard n > 0 else { throw .limit("body", limits.body, status: 413, at: offset) }
                total += n
                return done(at + n, .data(Octets.slice(rest, 0..<n)), taken: n)
            }
        }
    }

    private mutating func done(_ consumed: Int, _ part: Part, taken: Int = 0) -> HTTP1.Progress<Part> {
        offset += taken
        return .init(consumed: consumed, part: part)
    }
}
