import StrataCore
import StrataInfoset

/// An encoding: the action, a name of the audit, and the text of the body, a line each.
struct LineEncoding: EncodingElement {
    var messageVersion: MessageVersion { .none }
    func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder { Encoder() }

    private struct Encoder: MessageEncoder {
        var messageVersion: MessageVersion { .none }
        var mediaType: String { "text/x-lines" }
        func contentType(of message: Message) -> String { mediaType }
        func supports(contentType: String) -> Bool { contentType == mediaType }

        mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
            let contents = try message.seal().root
            let text: String
            do throws(InfosetError) { text = try contents.string() } catch {
                throw MessageCodingError(.notEncodable, "a body with elements in it is more than a line can say", cause: error)
            }
            for line in [message.headers.action ?? "", message.headers.first(Audit.header)?.text ?? "", text] {
                guard !line.contains("\n") else { throw MessageCodingError(.notEncodable, "a line end within a line") }
                writer.append(line + "\n")
            }
        }

        mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
            let lines = String(decoding: octets, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard lines.count == 4, lines[3].isEmpty else { throw MessageCodingError(.malformed, "three lines are a message") }
            var builder = InfosetBuilder()
            builder.element(ExpandedName("line"), lines[2])
            let line: Infoset
            do throws(InfosetError) { line = try builder.finish() } catch {
                throw MessageCodingError(.malformed, "not a text: \(error.reason)", cause: error)
            }
            var message = try Message(received: line, version: .none)
            message.headers.action = lines[0]
            message.headers.add(MessageHeader(Audit.header, lines[1]))
            return message
        }
    }
}
