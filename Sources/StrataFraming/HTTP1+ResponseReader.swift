extension HTTP1 {
    /// A part of a response, in the order interim responses, head, body pieces, trailers if any, end.
    package enum ResponsePart {
        /// A response with a status below 200 (but 101); the final one is still to come.
        case interim(ResponseHead)
        /// The final response's head. After a 101, or a 2xx to CONNECT, the octets that follow belong to another protocol.
        case head(ResponseHead)
        /// Octets of the body, chunks undone; lies in the caller's buffer and is not empty.
        case body(UnsafeRawBufferPointer)
        /// The trailer section, not empty.
        case trailers(HTTPFields)
        /// The response is whole.
        case end
    }

    /// Reads the responses of one connection on the client's side (RFC 9112), one part a call, one request at a time.
    ///
    /// Each request is announced with `begin`. Octets that no request asked for are an error, so an answer that was sent ahead of
    /// its question is never taken for the answer (RFC 9112 section 9.2).
    package struct ResponseReader {
        private enum State {
            /// No request is out. Successor: `head`.
            case idle
            /// Successors: `body`, `failed`.
            case head
            /// Successors: `idle`, `closed`, `switched`, `failed`.
            case body(BodyReader, After)
            /// The connection carries no more responses.
            case closed
            /// Another protocol has the connection: nothing is taken.
            case switched
            case failed(MessageError)
        }

        private enum After { case idle, closed, switched }

        /// The limits; may be changed between parts.
        package var limits: Limits
        /// Bodies of known length up to this come in one piece: the reader then asks for the whole body by its `need`.
        package var gather = 0
        private var state = State.idle
        private var isHead = false
        private var isConnect = false
        private var asksUpgrade = false
        private var interims = 0
        private var section = FieldSection()
        private var status: StatusLine?
        private var facts = MessageFacts()

        package init(limits: Limits = .defaults) { self.limits = limits }

        /// Whether no response is under way and the connection may carry another request. (Octets that the caller still holds
        /// then were not asked for: such a connection is not used again.)
        package var isIdle: Bool {
            if case .idle = state { return true }
            return false
        }

        /// Whether the connection now belongs to another protocol.
        package var isSwitched: Bool {
            if case .switched = state { return true }
            return false
        }

        /// Whether an octet of the response under way has come: before that, a closed connection may be the race of an idle
        /// connection with its server (RFC 9112 section 9.3.1).
        package var hasBegun: Bool {
            switch state {
            case .head: !section.lines.isEmpty || interims > 0
            case .body: true
            default: false
            }
        }

        /// Announces a request; called when its head is written, or before. Throws `unwritable` while another is under way.
        package mutating func begin(method: String, asksUpgrade: Bool = false) throws(MessageError) {
            guard isIdle else { throw MessageError(.unwritable, status: 500, "a request on a connection that is not free") }
            isHead = method == "HEAD"
            isConnect = method == "CONNECT"
            self.asksUpgrade = asksUpgrade
            interims = 0
            state = .head
        }

        /// Takes the next part from the front of `input`; see `Progress` for how to call it. Throws the same error again after the first.
        package mutating func next(_ input: UnsafeRawBufferPointer) throws(MessageError) -> Progress<ResponsePart> {
            do throws(MessageError) {
                switch state {
                case .idle:
                    guard input.isEmpty else { throw MessageError(.unsolicited, status: 502, "octets that no request asked for") }
                    return .init(consumed: 0, need: 1)
                case .head:
                    return try head(input)
                case .body(var reader, let after):
                    let step = try reader.next(input, limits, gather: gather)
                    switch step.part {
                    case nil:
                        state = .body(reader, after)
                        return .init(consumed: step.consumed, need: step.need)
                    case .data(let piece):
                        state = .body(reader, after)
                        return .init(consumed: step.consumed, part: .body(piece))
                    case .trailers(let fields):
                        state = .body(reader, after)
                        return .init(consumed: step.consumed, part: .trailers(fields))
                    case .end:
                        ended(after)
                        return .init(consumed: step.consumed, part: .end)
                    }
                case .closed:
                    return .init(consumed: input.count, need: 1)
                case .switched:
                    return .init(consumed: 0, need: input.count + 1)
                case .failed(let e):
                    throw e
                }
            } catch {
                state = .failed(error)
                throw error
            }
        }

        /// Gives all parts that `input` holds to `body`, until that returns false or a response has ended. The result's `part` is nil.
        package mutating func read(
            _ input: UnsafeRawBufferPointer, _ body: (ResponsePart) -> Bool
        ) throws(MessageError) -> Progress<ResponsePart> {
            var at = 0
            while true {
                let step = try next(Octets.slice(input, at..<input.count))
                at += step.consumed
                guard let part = step.part else { return .init(consumed: at, need: step.need) }
                if case .end = part {
                    _ = body(part)
                    return .init(consumed: at, need: 1)
                }
                if !body(part) { return .init(consumed: at, need: 0) }
            }
        }

        /// The server ended its stream. Returns true when that was the end of the response under way (then the part `end` is
        /// not given); throws `truncated` inside any other response, and when none has come.
        package mutating func inputEnded() throws(MessageError) -> Bool {
            switch state {
            case .body(let reader, _) where reader.endsWithConnection:
                state = .closed
                return true
            case .idle, .closed, .switched:
                state = .closed
                return false
            case .failed(let e):
                throw e
            case .head:
                let e = MessageError(.truncated, status: 502, "the stream ended before the head of the response")
                state = .failed(e)
                throw e
            case .body(let reader, _):
                let e = MessageError(.truncated, status: 502, at: reader.offset, "the stream ended inside the response's body")
                state = .failed(e)
                throw e
            }
        }

        private mutating func ended(_ after: After) {
            switch after {
            case .idle: state = .idle
            case .closed: state = .closed
            case .switched: state = .switched
            }
        }

        private mutating func head(_ b: UnsafeRawBufferPointer) throws(MessageError) -> Progress<ResponsePart> {
            guard b.count > 0 else { return .init(consumed: 0, need: 1) }
            if status == nil {
                guard let r = try section.startLine(b, limits, 0) else { return .init(consumed: 0, need: b.count + 1) }
                status = try StatusLine(b, r, 0)
            }
            while true {
                switch try section.next(b, .header, limits, 0) {
                case .incomplete: return .init(consumed: 0, need: b.count + 1)
                case .field(let name, let value): try facts.note(b, name, value, 0)
                case .end(let n): return .init(consumed: n, part: try finish(Octets.slice(b, 0..<n)))
                }
            }
        }

        private mutating func finish(_ b: UnsafeRawBufferPointer) throws(MessageError) -> ResponsePart {
            guard let line = status else { throw .malformed(0, "no status line") }
            let isInterim = line.status < 200 && line.status != 101
            let isSwitch = line.status == 101 || (isConnect && line.status / 100 == 2)
            let bodyless = isHead || line.status < 200 || line.status == 204 || line.status == 304 || isSwitch
            // Even where no body follows, what the fields say must be sound; but then a length is no matter of limits.
            let said = try facts.framing(minorVersion: line.minorVersion, bodyLimit: bodyless ? .max : limits.body, 0)
            let framing: BodyFraming = bodyless ? .none : said ?? .untilClose
            let keepAlive = facts.persists(minorVersion: line.minorVersion) && framing != .untilClose
            let head = ResponseHead(
                status: line.status,
                minorVersion: line.minorVersion,
                fields: HTTPFields(octets: [UInt8](b), entries: section.entries),
                framing: framing,
                keepAlive: keepAlive,
                reasonRange: line.reason)
            section = FieldSection()
            status = nil
            facts = MessageFacts()
            if isInterim {
                interims += 1
                guard interims <= limits.interimResponses else {
                    throw .limit("interimResponses", limits.interimResponses, status: 502, at: 0)
                }
                return .interim(head)
            }
            guard line.status != 101 || asksUpgrade else { throw .malformed(0, "a switch of protocols that nobody asked for") }
            state = .body(BodyReader(framing, offset: b.count), isSwitch ? .switched : keepAlive ? .idle : .closed)
            return .head(head)
        }
    }
}
