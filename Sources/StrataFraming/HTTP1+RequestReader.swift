extension HTTP1 {
    /// A part of a request, in the order head, body pieces, trailers if any, end.
    package enum RequestPart {
        /// The whole head. If it `expectsContinue`, the client waits.
        case head(RequestHead)
        /// Octets of the body, chunks undone; lies in the caller's buffer and is not empty.
        case body(UnsafeRawBufferPointer)
        /// The trailer section, not empty. It never holds a field that frames, routes or authenticates.
        case trailers(HTTPFields)
        /// The request is whole.
        case end
    }

    /// Reads the requests of one connection on the server's side (RFC 9112), one part a call.
    ///
    /// Nothing is given of a request before its whole head was found sound, and nothing after an error or after a request that
    /// closes the connection: what follows is taken and dropped. One octet at a time costs linear time.
    package struct RequestReader {
        private enum State {
            /// Successors: `body`, `failed`.
            case head
            /// Successors: `head`, `finished`, `failed`.
            case body(BodyReader, keepAlive: Bool)
            /// No more requests are read.
            case finished
            case failed(MessageError)
        }

        /// The limits. They may be changed between parts: a body limit that is known only from the target is set after the head
        /// with `limitBody(to:)`.
        package var limits: Limits
        /// Bodies of known length up to this come in one piece: the reader then asks for the whole body by its `need`.
        package var gather = 0
        private var state = State.head
        private var section = FieldSection()
        private var line: RequestLine?
        private var facts = MessageFacts()
        private var skippedLine = false
        private var declared = 0
        /// The body limit of the request under way, where it has one of its own.
        private var bodyLimit: Int?

        package init(limits: Limits = .defaults) { self.limits = limits }

        /// Between two requests: no octet of a request was seen yet.
        package var isIdle: Bool {
            if case .head = state { return section.lines.isEmpty }
            return isFinished
        }

        /// Whether nothing more will be read: the last request closed the connection.
        package var isFinished: Bool {
            if case .finished = state { return true }
            return false
        }

        /// Takes the next part from the front of `input`; see `Progress` for how to call it. Throws the same error again after the first.
        package mutating func next(_ input: UnsafeRawBufferPointer) throws(MessageError) -> Progress<RequestPart> {
            do throws(MessageError) {
                switch state {
                case .head:
                    return try head(input)
                case .body(var reader, let keepAlive):
                    var limits = limits
                    if let bodyLimit { limits.body = bodyLimit }
                    let step = try reader.next(input, limits, gather: gather)
                    switch step.part {
                    case nil:
                        state = .body(reader, keepAlive: keepAlive)
                        return .init(consumed: step.consumed, need: step.need)
                    case .data(let piece):
                        state = .body(reader, keepAlive: keepAlive)
                        return .init(consumed: step.consumed, part: .body(piece))
                    case .trailers(let fields):
                        state = .body(reader, keepAlive: keepAlive)
                        return .init(consumed: step.consumed, part: .trailers(fields))
                    case .end:
                        state = keepAlive ? .head : .finished
                        skippedLine = false
                        return .init(consumed: step.consumed, part: .end)
                    }
                case .finished:
                    return .init(consumed: input.count, need: 1)
                case .failed(let e):
                    throw e
                }
            } catch {
                state = .failed(error)
                throw error
            }
        }

        /// Gives all parts that `input` holds to `body`, until that returns false. The result's `part` is nil.
        package mutating func read(
            _ input: UnsafeRawBufferPointer, _ body: (RequestPart) -> Bool
        ) throws(MessageError) -> Progress<RequestPart> {
            var at = 0
            while true {
                let step = try next(Octets.slice(input, at..<input.count))
                at += step.consumed
                guard let part = step.part else { return .init(consumed: at, need: step.need) }
                if !body(part) { return .init(consumed: at, need: 0) }
            }
        }

        /// Tightens the body limit for the request under way, and for no other. Throws 413 when its Content-Length, or what its chunks have
        /// announced, is above.
        package mutating func limitBody(to n: Int) throws(MessageError) {
            bodyLimit = n
            var announced = declared
            if announced == 0, case .body(let reader, _) = state { announced = reader.announced }
            guard announced <= n else {
                let e = MessageError.limit("body", n, status: 413, at: 0)
                state = .failed(e)
                throw e
            }
        }

        /// Reads no more requests once the one under way has ended (the server's own `Connection: close`).
        package mutating func finishAfterCurrent() {
            switch state {
            case .head where section.lines.isEmpty: state = .finished
            case .body(let reader, _): state = .body(reader, keepAlive: false)
            default: break
            }
        }

        /// The client ended its stream. Throws `truncated` inside a request.
        package mutating func inputEnded() throws(MessageError) {
            switch state {
            case .head where section.lines.isEmpty, .finished:
                state = .finished
            case .failed(let e):
                throw e
            case .head:
                let e = MessageError(.truncated, at: 0, "the stream ended inside a head")
                state = .failed(e)
                throw e
            case .body(let reader, _):
                let e = MessageError(.truncated, at: reader.offset, "the stream ended inside a body")
                state = .failed(e)
                throw e
            }
        }

        private mutating func head(_ input: UnsafeRawBufferPointer) throws(MessageError) -> Progress<RequestPart> {
            var at = 0
            // One empty line before a request is skipped (RFC 9112 section 2.2).
            if section.lines.isEmpty, !skippedLine, input.first == 13 {
                guard input.count >= 2 else { return .init(consumed: 0, need: 2) }
                guard input[1] == 10 else { throw .malformed(0, "a carriage return without its line feed") }
                at = 2
                skippedLine = true
            }
            guard at < input.count else { return .init(consumed: at, need: 1) }
            let b = Octets.slice(input, at..<input.count)
            if line == nil {
                guard let r = try section.startLine(b, limits, 0) else { return .init(consumed: at, need: b.count + 1) }
                line = try RequestLine(b, r, 0)
            }
            while true {
                switch try section.next(b, .header, limits, 0) {
                case .incomplete: return .init(consumed: at, need: b.count + 1)
                case .field(let name, let value): try facts.note(b, name, value, 0)
                case .end(let n):
                    let head = try finish(Octets.slice(b, 0..<n))
                    return .init(consumed: at + n, part: .head(head))
                }
            }
        }

        private mutating func finish(_ b: UnsafeRawBufferPointer) throws(MessageError) -> RequestHead {
            guard let line else { throw .malformed(0, "no request line") }
            if let host = facts.host {
                guard AuthorityScan(Octets.slice(b, host)) != nil else { throw .malformed(host.lowerBound, "a Host that is no host") }
            } else if line.minorVersion > 0 {
                throw .malformed(0, "no Host")
            }
            let framing = try facts.framing(minorVersion: line.minorVersion, bodyLimit: limits.body, 0) ?? .none
            if let at = facts.unknownExpectation, line.minorVersion > 0 {
                throw MessageError(.unsupportedExpectation, status: 417, at: at, "an expectation other than 100-continue")
            }
            let keepAlive = facts.persists(minorVersion: line.minorVersion)
            let head = RequestHead(
                method: String(decoding: Octets.slice(b, line.method), as: UTF8.self),
                targetForm: line.form,
                minorVersion: line.minorVersion,
                fields: HTTPFields(octets: [UInt8](b), entries: section.entries),
                framing: framing,
                keepAlive: keepAlive,
                expectsContinue: facts.expectsContinue && line.minorVersion > 0 && framing.hasBody,
                offersUpgrade: facts.upgrade && facts.hasUpgradeField && line.minorVersion > 0,
                targetRange: line.target,
                authorityRange: line.authority ?? facts.host,
                pathRange: line.path,
                queryRange: line.query)
            if case .length(let n) = framing { declared = n } else { declared = 0 }
            bodyLimit = nil
            state = .body(BodyReader(framing, offset: b.count), keepAlive: keepAlive)
            section = FieldSection()
            self.line = nil
            facts = MessageFacts()
            return head
        }
    }
}
