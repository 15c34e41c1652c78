internal import StrataCore
internal import StrataInfoset

/// Reads and writes messages as text XML. Keeps no state from one message to the next.
struct TextMessageEncoder: MessageEncoder {
    private let form: TextForm

    init(_ configuration: TextEncoding.Configuration) { form = TextForm(configuration) }

    var messageVersion: MessageVersion { form.version }
    var mediaType: String { form.mediaType }

    func contentType(of message: Message) -> String {
        if form.isVersionMismatch(message) { return form.otherContentType }
        guard form.actionParameter, let action = message.headers.action, !action.isEmpty else { return form.contentType }
        return form.contentType + "; action=" + ContentType.quote(action)
    }

    func supports(contentType: String) -> Bool {
        if contentType == form.contentType { return true }
        guard let parsed = ContentType(contentType), form.acceptedTypes.contains(parsed.mediaType) else { return false }
        guard let charset = parsed.charset else { return true }
        return XMLCharacterEncoding(charset: charset) != nil
    }

    mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
        guard message.body.stream == nil else {
            throw MessageCodingError(
                .notEncodable,
                "the body is a stream, which a buffered channel cannot send: set the transport's transferMode, or read it first "
                    + "(Message.buffer(upTo:))")
        }
        try check(message)
        let sealed = try message.seal()
        XMLTextWriter.write(sealed, to: writer, encoding: form.encoding, declaration: form.encoding != .utf8)
    }

    private func check(_ message: Message) throws(MessageCodingError) {
        guard message.version == form.version || form.isVersionMismatch(message) else {
            throw MessageCodingError(
                .notEncodable, "a message of version \(message.version) cannot be written by a text encoding of version \(form.version)")
        }
        if form.actionParameter, let action = message.headers.action, action.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
            throw MessageCodingError(
                .notEncodable, "the action has a control character in it, which the content type cannot carry; an action is a URI")
        }
    }

    mutating func beginEncoding(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) -> any StreamedMessageWriter {
        try check(message)
        guard form.isSOAP else {
            begin(writer)
            return TextStreamWriter(inContentOf: nil, form.encoding, ending: Bytes())
        }
        let sealed = try message.seal()
        let text = ByteWriter(capacity: 1024)
        guard let body = message.bodyElement, let ending = XMLTextWriter.writeOpening(sealed, upTo: body, to: text) else {
            throw MessageCodingError(.notEncodable, "the streamed message has no body to stand in")
        }
        begin(writer)
        XMLTextWriter.transcode(text, to: writer, form.encoding)
        return TextStreamWriter(inContentOf: body, form.encoding, ending: ending)
    }

    /// UTF-16 says that it is.
    private func begin(_ writer: ByteWriter) {
        guard form.encoding != .utf8 else { return }
        XMLTextWriter.transcode("\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-16\"?>", to: writer, form.encoding)
    }

    func beginDecoding(contentType: String?, maxBufferSize: Int) throws(MessageCodingError) -> any StreamedMessageReader {
        let parsed = try contentType.map { (type) throws(MessageCodingError) in try parse(type) }
        if let charset = parsed?.charset { _ = try named(charset) }
        return TextStreamReader(
            form, charset: parsed?.charset, action: form.actionParameter ? parsed?.action : nil, maxBufferSize: maxBufferSize)
    }

    private func parse(_ contentType: String) throws(MessageCodingError) -> ContentType {
        guard let parsed = ContentType(contentType), form.acceptedTypes.contains(parsed.mediaType) else {
            throw MessageCodingError(
                .unsupportedContentType,
                "content type '\(contentType)' is not '\(form.mediaType)', which the text encoding of \(form.version) reads")
        }
        return parsed
    }

    private func named(_ charset: String) throws(MessageCodingError) -> XMLCharacterEncoding {
        guard let named = XMLCharacterEncoding(charset: charset) else {
            throw MessageCodingError(.unsupportedContentType, "charset '\(charset)' is not read; utf-8 and utf-16 are")
        }
        return named
    }

    mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
        var encoding: XMLCharacterEncoding?
        var action: String?
        if let contentType, contentType != form.contentType || form.encoding != .utf8 {
            let parsed = try parse(contentType)
            if let charset = parsed.charset { encoding = unsafe try judge(charset, octets) }
            if form.actionParameter { action = parsed.action }
        } else if contentType != nil {
            encoding = .utf8
        }
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = unsafe try XMLTextReader.read(
                octets, quotas: form.quotas, encoding: encoding, refusing: form.isSOAP ? .processingInstructions : [])
        } catch {
            throw Self.translate(error)
        }
        var message = try Message(received: infoset, version: form.version)
        if let action, !action.isEmpty { message.properties[TransportAction.self] = action }
        return message
    }

    /// The encoding that a charset names, where the octets do not contradict it (RFC 7303, 3).
    private func judge(_ charset: String, _ octets: UnsafeRawBufferPointer) throws(MessageCodingError) -> XMLCharacterEncoding {
        let named = try named(charset)
        guard octets.count >= 2 else { return named }
        let seen: XMLCharacterEncoding? =
            switch unsafe (octets[0], octets[1]) {
            // Without a mark: what a document begins with, a bracket or white space, is in UTF-16 one octet beside a zero.
            case (0xFF, 0xFE), (1...0x7F, 0): .utf16LittleEndian
            case (0xFE, 0xFF), (0, 1...0x7F): .utf16BigEndian
            default: .utf8
            }
        if seen == named { return named }
        // Plain `utf-16` leaves the order to the byte order mark (RFC 2781, 3.3).
        if named == .utf16LittleEndian, seen == .utf16BigEndian, charset.lowercased() == "utf-16" { return .utf16BigEndian }
        throw MessageCodingError(.malformed, offset: 0, "the content type says charset '\(charset)', the octets are not in it")
    }

    private static func translate(_ error: InfosetError) -> MessageCodingError {
        let code: MessageCodingError.Code = error.code == .quotaExceeded ? .quotaExceeded : .malformed
        return MessageCodingError(code, offset: error.offset < 0 ? nil : error.offset, error.reason, cause: error)
    }
}
