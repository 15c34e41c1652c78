internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

extension HTTPServerConnection {
    /// The present request is over: the connection goes on, or ends.
    func nextRequest() {
        let keeps = keepsConnection
        if keeps, incoming != nil { return discardIncoming() }
        breakIncoming(CommunicationError(.closed, "the request was answered, and its connection ends"))
        head = nil
        endpoint = nil
        resource = nil
        discards = false
        isAnswering = false
        bodyCount = 0
        reader.gather = .max
        task = nil
        guard keeps else { return close() }
        // The clock rests while an answer is worked on.
        if clock.wait == nil { watch() }
        stream.resumeReading()
    }

    var keepsConnection: Bool {
        !closes && head?.keepAlive != false && (endpoint?.settings.configuration ?? configuration).keepAliveEnabled
    }

    // MARK: Refusals of the head

    /// Answers before the body has come, and throws the body away.
    func refuseEarly(_ status: Int, _ name: StaticString? = nil, _ value: String = "", closes: Bool = false) {
        guard let head else { return }
        port.settings.count(.refused(Self.reason(status)))
        port.settings.report(
            .info, "a request was refused with status \(status)", [("method", head.method), ("path", head.path), ("peer", peer)])
        var known = true
        if case .length(let count) = head.framing { known = count <= 256 * 1024 }
        // A client that waits for leave to send may send or not: nobody knows where its next request begins.
        if closes || head.expectsContinue || !known { self.closes = true }
        discards = true
        reader.gather = 0
        writeHead(status, extra: name.map { ($0, value) }, length: 0)
        stream.written()
        if self.closes {
            self.head = nil
            return close()
        }
        if head.framing.hasBody { _ = try? reader.limitBody(to: 256 * 1024) }
    }

    func refuseUnauthorized() {
        guard let endpoint else { return }
        refuseEarly(401, "WWW-Authenticate", endpoint.challenge)
    }

    /// The octets are no request, or too many: answers, and ends the connection.
    func refuse(_ error: HTTP1.MessageError, status: Int? = nil) {
        var text = "a request was refused: \(error.reason)"
        if let limit = error.limit { text = "a request was refused: more than \(HTTP1.Limits.setting(limit.name)) (\(limit.value)) allows" }
        port.settings.report(.notice, text, [("peer", peer)])
        breakIncoming(CommunicationError(error.limit == nil ? .protocolViolation : .quotaExceeded, text, cause: error))
        refuse(status: status ?? error.status)
    }

    func refuse(status: Int) {
        guard !hasEnded else { return }
        closes = true
        breakIncoming(CommunicationError(.timedOut, "the body of a request did not come in time"))
        if hasBegunAnswer {
            // Nothing can be said any more: the answer breaks off.
            hasEnded = true
            clock.clear()
            head = nil
            return stream.reset()
        }
        if !discards {
            port.settings.count(.refused(Self.reason(status)))
            writeHead(status, length: 0)
            stream.written()
        }
        head = nil
        close()
    }

    /// What a status of refusal counts as.
    static func reason(_ status: Int) -> DiagnosticEvent.RefusalReason {
        switch status {
        case 401, 407: .credentials
        case 404, 405: .address
        case 408: .time
        case 413, 414, 431: .limit
        case 415: .mediaType
        case 503: .unavailable
        default: .malformed
        }
    }

    // MARK: Answers

    /// An answer without a body.
    func answer(status: Int) {
        writeHead(status, length: 0)
        stream.written()
        nextRequest()
    }

    func answerUnauthorized(_ endpoint: HTTPEndpoint, _ why: String, _ error: (any Error)? = nil, stale: Bool = false) {
        endpoint.settings.count(.refused(.credentials))
        endpoint.settings.report(.notice, "a request was refused with status 401: \(why)", error: error)
        let challenge = stale ? endpoint.digest?.challenge(stale: true) : nil
        writeHead(401, extra: ("WWW-Authenticate", challenge ?? endpoint.challenge), length: 0)
        stream.written()
        nextRequest()
    }

    func answer(_ contents: Resource.Contents, omitsBody: Bool) {
        guard Self.isWritable(contents.contentType) else {
            port.settings.report(.error, "a resource has a content type with control characters, which no field can carry")
            return answer(status: 500)
        }
        guard contents.fields.isEmpty else { return answerWithFields(contents, omitsBody: omitsBody) }
        writeHead(200, contentType: contents.contentType, length: contents.octets.count)
        if !omitsBody { stream.writeBuffer.append(contents.octets) }
        stream.written()
        nextRequest()
    }

    private func answerWithFields(_ contents: Resource.Contents, omitsBody: Bool) {
        do {
            var fields = HTTPFields()
            for field in contents.fields { try fields.append(field.name, field.value) }
            for name in HTTPServerConnection.ownFields + ["Content-Type"] { fields.remove(name) }
            try fields.append("Content-Type", contents.contentType)
            try fields.append("Date", HTTPDate.shared.text(loop.now))
            try HTTP1.writeResponseHead(
                status: 200, fields: fields, framing: .length(contents.octets.count), connection: connectionOption, to: stream.writeBuffer)
        } catch {
            port.settings.report(.error, "a resource has a field that cannot be written", error: error)
            return answer(status: 500)
        }
        if !omitsBody { stream.writeBuffer.append(contents.octets) }
        stream.written()
        nextRequest()
    }

    func answer(_ reply: Message, _ endpoint: HTTPEndpoint) {
        do {
            try write(reply, endpoint)
        } catch { return answer(unwritable: error, endpoint) }
        stream.written()
        nextRequest()
    }

    /// What there was to answer cannot be written.
    func answer(unwritable error: any Error, _ endpoint: HTTPEndpoint) {
        endpoint.settings.report(.error, "a reply could not be written", error: error)
        do { try write(FaultError(.internalError).message(version: endpoint.settings.encoders.version), endpoint) } catch {
            return answer(status: 500)
        }
        stream.written()
        nextRequest()
    }

    func answer(failure error: any Error, _ endpoint: HTTPEndpoint) {
        let version = endpoint.settings.encoders.version
        if let fault = error as? FaultError {
            return version.envelope == .none ? answer(status: 500) : answer(fault.message(version: version), endpoint)
        }
        if refuse(unreadable: error, endpoint) { return }
        endpoint.settings.report(.error, "a request failed", error: error)
        // These statuses tell a client that it may call again: only an error that says so itself becomes one of them.
        if let known = error as? CommunicationError, known.retry == .safe {
            switch known.code {
            case .securityRejected: return answer(status: 403)
            case .serverTooBusy: return answer(status: 503)
            default: break
            }
        }
        guard version.envelope != .none else { return answer(status: 500) }
        answer(FaultError(.internalError).message(version: version), endpoint)
    }

    func answer(_ error: MessageCodingError, _ endpoint: HTTPEndpoint) {
        endpoint.settings.count(.refused(error.code == .quotaExceeded ? .limit : .malformed))
        let refusal = HTTPErrors.refusal(of: error, version: endpoint.settings.encoders.version)
        guard let fault = refusal.message else { return answer(status: refusal.status) }
        answer(fault, endpoint)
    }

    private func write(_ reply: Message, _ endpoint: HTTPEndpoint) throws {
        let settings = endpoint.settings
        var reply = reply
        let property = reply.properties[HTTPResponseProperty.self]
        var encoder = try settings.encoders.take()
        defer { settings.encoders.giveBack(encoder) }
        let encoded = loop.takeBuffer()
        defer { loop.giveBack(encoded) }
        if property?.suppressesBody != true { try encoder.encode(&reply, into: encoded) }
        if property?.suppressesBody != true { settings.count(.sent(octets: encoded.count)) }
        let contentType = encoder.contentType(of: reply)
        guard Self.isWritable(contentType) else { throw HTTPErrors.unwritable("Content-Type") }
        let compression = compression(encoder.contentCoding, endpoint)
        let packed = compression == nil || encoded.count == 0 ? nil : loop.takeBuffer()
        defer { if let packed { loop.giveBack(packed) } }
        if let packed, let compression { try BodyCoding.deflate(encoded.bytes, compression, to: packed) }
        let body = packed ?? encoded
        let coding = packed == nil ? encoder.contentCoding : compression?.description
        guard property != nil else {
            writeHead(reply.isFault ? 500 : 200, contentType: contentType, length: body.count, coding: coding)
            stream.writeBuffer.append(body.bytes)
            return
        }
        if try writeReplyHead(reply, contentType: contentType, coding: coding, framing: .length(body.count)) {
            stream.writeBuffer.append(body.bytes)
        }
    }

    /// Status line and fields, those that the application has set included; says whether a body may follow.
    @discardableResult
    func writeReplyHead(_ reply: Message, contentType: String, coding: String?, framing: HTTP1.BodyFraming) throws -> Bool {
        let property = reply.properties[HTTPResponseProperty.self] ?? HTTPResponseProperty()
        if let name = property.headers.refused { throw HTTPErrors.unwritable(name) }
        let status = property.status ?? (reply.isFault ? 500 : 200)
        guard status >= 200, status <= 599 else {
            throw CommunicationError(.invalidOperation, "\(status) is no status of an answer: HTTPResponseProperty.status is 200 to 599")
        }
        var fields = property.headers.fields
        if fields.contains("connection", element: "close") { closes = true }
        for name in HTTPServerConnection.ownFields { fields.remove(name) }
        let bodyless = property.suppressesBody || status == 204 || status == 304
        if !bodyless, !fields.contains("content-type") { try fields.append("Content-Type", contentType) }
        if let coding, !bodyless { try fields.append("Content-Encoding", coding) }
        try fields.append("Date", HTTPDate.shared.text(loop.now))
        try HTTP1.writeResponseHead(
            status: status, fields: fields, framing: bodyless ? .none : framing, connection: connectionOption, to: stream.writeBuffer)
        return !bodyless
    }

    private static func isWritable(_ contentType: String) -> Bool { !contentType.utf8.contains { $0 < 32 || $0 == 127 } }

    /// How the reply at hand is to be compressed here, if at all.
    func compression(_ coding: String?, _ endpoint: HTTPEndpoint) -> HTTPContentCoding? {
        let compression = endpoint.settings.configuration.compression
        guard compression != .identity, coding == nil, let head, BodyCoding.accepts(compression, head.fields) else { return nil }
        return compression
    }

    /// What says where an answer ends and what becomes of the connection is not the application's.
    private static let ownFields = [
        "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade", "Date",
    ]

    private var connectionOption: HTTP1.ConnectionOption {
        keepsConnection ? (head?.minorVersion == 0 ? .keepAlive : .none) : .close
    }

    /// Status line and fields. Everything in it is the transport's own or was checked before.
    private func writeHead(
        _ status: Int, contentType: String? = nil, extra: (StaticString, String)? = nil, length: Int, coding: String? = nil
    ) {
        let out = stream.writeBuffer
        out.append("HTTP/1.1 ")
        out.append(decimal: status)
        out.append(UInt8(ascii: " "))
        out.append(HTTP1.reasonPhrase(status))
        out.append("\r\nDate: ")
        out.append(HTTPDate.shared.text(loop.now))
        if let contentType {
            out.append("\r\nContent-Type: ")
            out.append(contentType)
        }
        if let coding {
            out.append("\r\nContent-Encoding: ")
            out.append(coding)
        }
        if let (name, value) = extra {
            out.append("\r\n")
            out.append(name)
            out.append(": ")
            out.append(value)
        }
        out.append("\r\nContent-Length: ")
        out.append(decimal: length)
        switch connectionOption {
        case .none: out.append("\r\n\r\n")
        case .close: out.append("\r\nConnection: close\r\n\r\n")
        case .keepAlive: out.append("\r\nConnection: keep-alive\r\n\r\n")
        }
    }
}
