internal import StrataCore
internal import StrataInfoset
internal import Synchronization

/// Writes the body of one streamed message.
final class TextStreamWriter: StreamedMessageWriter {
    private let writer: Mutex<XMLStreamWriter>
    private let encoding: XMLCharacterEncoding
    /// The end tags of what the body stands in.
    private let ending: Bytes

    init(inContentOf body: InfosetCursor?, _ encoding: XMLCharacterEncoding, ending: Bytes) {
        writer = Mutex(XMLStreamWriter(inContentOf: body))
        self.encoding = encoding
        self.ending = ending
    }

    func write(_ piece: InfosetPiece, into output: ByteWriter) throws(MessageCodingError) {
        try append(to: output) { (writer, text) throws(InfosetError) in try writer.write(piece, to: text) }
    }

    func finish(into output: ByteWriter) throws(MessageCodingError) {
        try append(to: output) { [ending] (writer, text) throws(InfosetError) in
            try writer.finish(to: text)
            text.append(ending)
        }
    }

    private func append(
        to output: ByteWriter, _ work: (inout XMLStreamWriter, ByteWriter) throws(InfosetError) -> Void
    ) throws(MessageCodingError) {
        let text = encoding == .utf8 ? output : ByteWriter(capacity: 1024)
        // Taken out, not copied: it is used by one at a time.
        var state = writer.withLock { writer in
            defer { writer = XMLStreamWriter(inContentOf: nil) }
            return writer
        }
        do throws(InfosetError) { try work(&state, text) } catch {
            throw MessageCodingError(.notEncodable, "the streamed body cannot be written: \(error.reason)", cause: error)
        }
        let changed = state
        writer.withLock { $0 = changed }
        if encoding != .utf8 { XMLTextWriter.transcode(text, to: output, encoding) }
    }
}
