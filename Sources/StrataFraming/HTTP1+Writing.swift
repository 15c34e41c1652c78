package import StrataInfoset

extension HTTP1 {
    /// What a message says about the connection after it (RFC 9112 section 9.3).
    package enum ConnectionOption: Sendable, Hashable {
        /// Nothing: HTTP/1.1 keeps the connection.
        case none
        /// The connection is closed after this message.
        case close
        /// For a client of HTTP/1.0 that asked for it.
        case keepAlive
    }

    /// A request's line and its field `Host`, checked: what all requests to one resource begin with.
    package struct RequestStart: Sendable {
        fileprivate let octets: Bytes

        /// Throws `unwritable` for a method, target or host that would not be read as such.
        package init(method: String, target: String, host: String) throws(MessageError) {
            guard isToken(method) else { throw unwritable("a method that is no token") }
            guard isWritableTarget(target) else { throw unwritable("a target with characters that no URI has") }
            guard Authority(host) != nil else { throw unwritable("a Host that is no host") }
            octets = Bytes(Array("\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n".utf8))
        }
    }

    /// Writes a request's line and fields up to the empty line.
    ///
    /// Host, length, coding and connection are written from the parameters; `fields` may hold none of `Host`,
    /// `Content-Length`, `Transfer-Encoding`. With `.none` nothing is written about a body. Throws `unwritable` before the first
    /// octet is written.
    package static func writeRequestHead(
        _ start: RequestStart, fields: HTTPFields, framing: BodyFraming, connection: ConnectionOption = .none, to out: ByteWriter
    ) throws(MessageError) {
        guard framing != .untilClose else { throw unwritable("a request's body cannot end with the connection") }
        try check(fields, isRequest: true)
        out.append(start.octets)
        finish(fields, framing, connection, to: out)
    }

    /// Writes a response's status line and fields up to the empty line.
    ///
    /// Length, coding and connection are written from the parameters; `fields` may hold neither `Content-Length` nor
    /// `Transfer-Encoding`. `.none` is written as a length of zero where the status allows a body; a status that allows none
    /// (1xx, 204; 304 may have a length) throws with any other. Throws `unwritable` before the first octet is written.
    ///
    /// - Parameter reason: The reason phrase; nil takes the usual one.
    package static func writeResponseHead(
        status: Int, reason: String? = nil, fields: HTTPFields, framing: BodyFraming,
        connection: ConnectionOption = .none, to out: ByteWriter
    ) throws(MessageError) {
        guard (100...999).contains(status) else { throw unwritable("a status that has not three digits") }
        if var reason {
            let sound = reason.withUTF8 { $0.allSatisfy { !Octets.isControl($0) } }
            guard sound else { throw unwritable("a reason with a control character") }
        }
        try check(fields, isRequest: false)
        var framing = framing
        if status < 200 || status == 204 {
            guard framing == .none else { throw unwritable("a body with the status \(status)") }
        } else if status != 304, framing == .none {
            framing = .length(0)
        }
        if framing == .untilClose, connection != .close { throw unwritable("a body that ends with the connection needs close") }
        out.append("HTTP/1.1 ")
        out.append(decimal: status)
        out.append(UInt8(32))
        if let reason { out.append(reason) } else { out.append(reasonPhrase(status)) }
        out.append("\r\n")
        finish(fields, framing, connection, to: out)
    }

    /// Writes the interim response that asks for the body.
    package static func writeContinue(to out: ByteWriter) { out.append("HTTP/1.1 100 Continue\r\n\r\n") }

    /// Writes octets as one chunk; no octets write nothing, since an empty chunk would end the body.
    package static func writeChunk(_ data: UnsafeRawBufferPointer, to out: ByteWriter) {
        guard data.count > 0 else { return }
        writeChunkStart(count: data.count, to: out)
        out.append(data)
        writeChunkEnd(to: out)
    }

    /// Writes the line before a chunk of `count` octets (more than zero), which the caller writes next, then `writeChunkEnd`.
    package static func writeChunkStart(count: Int, to out: ByteWriter) {
        out.append(String(count, radix: 16))
        out.append("\r\n")
    }

    /// Writes the CRLF after a chunk's data.
    package static func writeChunkEnd(to out: ByteWriter) { out.append("\r\n") }

    /// Writes the last chunk and the trailers. Throws `unwritable` for a field that may not be a trailer (RFC 9110 section
    /// 6.5.1), before the first octet is written.
    package static func writeLastChunk(trailers: HTTPFields = HTTPFields(), to out: ByteWriter) throws(MessageError) {
        let forbidden = trailers.octets.withUnsafeBytes { b in
            trailers.entries.contains { TrailerNames.isForbidden(Octets.slice(b, $0.name)) }
        }
        guard !forbidden else { throw unwritable("a field that may not be a trailer") }
        out.append("0\r\n")
        trailers.write(to: out)
        out.append("\r\n")
    }

    // MARK: Parts

    private static func finish(_ fields: HTTPFields, _ framing: BodyFraming, _ connection: ConnectionOption, to out: ByteWriter) {
        fields.write(to: out)
        switch framing {
        case .none, .untilClose: break
        case .chunked: out.append("Transfer-Encoding: chunked\r\n")
        case .length(let n):
            out.append("Content-Length: ")
            out.append(decimal: n)
            out.append("\r\n")
        }
        switch connection {
        case .none: out.append("\r\n")
        case .close: out.append("Connection: close\r\n\r\n")
        case .keepAlive: out.append("Connection: keep-alive\r\n\r\n")
        }
    }

    private static func check(_ fields: HTTPFields, isRequest: Bool) throws(MessageError) {
        let framed = fields.octets.withUnsafeBytes { b in
            fields.entries.contains {
                switch $0.nameCount {
                case 4: isRequest && Octets.same(Octets.slice(b, $0.name), "host")
                case 14: Octets.same(Octets.slice(b, $0.name), "content-length")
                case 17: Octets.same(Octets.slice(b, $0.name), "transfer-encoding")
                default: false
                }
            }
        }
        guard !framed else { throw unwritable("a field that the writer itself writes: Host, Content-Length or Transfer-Encoding") }
    }

    private static func isToken(_ s: String) -> Bool {
        var s = s
        return s.withUTF8 { Octets.isToken(UnsafeRawBufferPointer($0)) }
    }

    private static func isWritableTarget(_ s: String) -> Bool {
        var s = s
        return s.withUTF8 { b in
            b.count > 0 && b.allSatisfy { Octets.isPath($0) || $0 == 37 || $0 == 63 || $0 == 91 || $0 == 93 }
        }
    }

    private static func unwritable(_ reason: String) -> MessageError { MessageError(.unwritable, status: 500, reason) }
}
