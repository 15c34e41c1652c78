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
            guard message.version == messageVersion else { throw MessageCodingError(.notEncodable, "a message with an envelope") }
            let contents = try message.seal().root
            guard contents.isNamed(ExpandedName("line")), contents.attributes.isEmpty else {
                throw MessageCodingError(.notEncodable, "a body that is not a plain element 'line'")
            }
            let text: String
            do throws(InfosetError) { text = try contents.string() } catch {
                throw MessageCodingError(.notEncodable, "a body with elements in it is more than a line can say", cause: error)
            }
            for line in [message.headers.action ?? "", message.headers.first(Audit.header)?.text ?? "", text] {
                guard !line.utf8.contains(UInt8(ascii: "\n")) else { throw MessageCodingError(.notEncodable, "a line end within a line") }
                writer.append(line + "\n")
            }
        }

        mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
            // Octets are split, not characters: to a String a carriage return and a line feed are one.
            let lines = octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
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
