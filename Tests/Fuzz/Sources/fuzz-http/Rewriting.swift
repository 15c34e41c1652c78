import Fuzzing
@testable import StrataFraming
import StrataInfoset

/// What was read and is written is read again as the same.
enum Rewriting {
    static func check(request message: ReadMessage) {
        let host = message.fields["Host"]
        // Only HTTP/1.0 has none, and the writer writes HTTP/1.1.
        guard let host else { return require(message.minorVersion == 0, "a request without a host") }
        checkFields(message)
        // HTTP/1.0 knows no expectations: what it says of one is not read, and would be in HTTP/1.1.
        let fields = message.minorVersion == 0 ? unframed(message.fields, "Host", "Expect") : unframed(message.fields, "Host")
        let out = ByteWriter()
        do throws(HTTP1.MessageError) {
            try HTTP1.writeRequestHead(
                .init(method: message.method, target: message.target, host: host), fields: fields, framing: message.framing, to: out)
            try write(body: message, to: out)
        } catch { broken("a request that was read cannot be written: \(error)") }
        let again = Requests.read([Array(out.take())[...]], .generous)
        guard again.error == nil, again.messages.count == 1, let read = again.messages.first else {
            broken("a request that was read is refused when it is written: \(again)")
        }
        require(read.method == message.method && read.target == message.target && read.fields["Host"] == host, "another request line")
        check(read, message, fields)
    }

    static func check(response message: ReadMessage, _ settings: Settings) {
        checkFields(message)
        let fields = unframed(message.fields)
        let out = ByteWriter()
        let isUTF8 = !message.reason.utf8.contains { $0 > 127 }
        do throws(HTTP1.MessageError) {
            try HTTP1.writeResponseHead(
                status: message.status, reason: isUTF8 ? message.reason : nil, fields: fields, framing: message.framing,
                connection: message.framing == .untilClose ? .close : .none, to: out)
            try write(body: message, to: out)
        } catch { broken("a response that was read cannot be written: \(error)") }
        var asking = Settings.generous
        asking.method = settings.method
        asking.asksUpgrade = settings.asksUpgrade
        let isInterim = message.status < 200 && message.status != 101
        if isInterim { out.append("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        let again = Responses.read([Array(out.take())[...]], asking)
        // Another response is awaited when this one keeps the connection.
        guard again.messages.count == (isInterim ? 2 : 1), let read = again.messages.first, read.isWhole else {
            broken("a response that was read is refused when it is written: \(again)")
        }
        require(read.status == message.status && (!isUTF8 || read.reason == message.reason), "another status")
        check(read, message, fields, isUntilClose: message.framing == .untilClose)
    }

    private static func check(_ read: ReadMessage, _ message: ReadMessage, _ fields: HTTPFields, isUntilClose: Bool = false) {
        var others = unframed(read.fields, "Host")
        var expected = unframed(fields, "Host")
        if isUntilClose {
            others.remove("Connection")
            expected.remove("Connection")
        }
        require(others == expected, "other fields")
        require(read.body == message.body, "another body")
        require(read.trailers == message.trailers, "other trailers")
    }

    private static func write(body message: ReadMessage, to out: ByteWriter) throws(HTTP1.MessageError) {
        guard message.framing == .chunked else { return out.append(message.body) }
        let half = message.body.count / 2
        for part in [message.body[..<half], message.body[half...]] {
            part.withUnsafeBytes { HTTP1.writeChunk($0, to: out) }
        }
        try HTTP1.writeLastChunk(trailers: message.trailers ?? HTTPFields(), to: out)
    }

    /// Without the fields that the writers write themselves.
    private static func unframed(_ fields: HTTPFields, _ more: String...) -> HTTPFields {
        var copy = HTTPFields()
        copy.append(contentsOf: fields)
        for name in ["Content-Length", "Transfer-Encoding"] + more { copy.remove(name) }
        return copy
    }

    /// Values of other grammars that stand in fields.
    private static func checkFields(_ message: ReadMessage) {
        for field in message.fields {
            require(message.fields.contains(field.name) && message.fields.values(field.name).contains(field.value), "a field is not found")
            for element in message.fields.list(field.name) { require(!element.isEmpty, "an empty element of a list") }
            if let type = MediaType(parsing: field.value) {
                require(MediaType(parsing: type.text) == type, "a media type is written as another: \(type.text)")
            }
            if let authority = HTTP1.Authority(field.value) {
                require(HTTP1.Authority(authority.text) == authority, "an authority is written as another: \(authority.text)")
            }
        }
    }
}
