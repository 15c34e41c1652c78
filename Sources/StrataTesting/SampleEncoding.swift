public import StrataCore
public import StrataInfoset

/// The plainest encoding there is, for the stack in which a transport or an element is checked: the message as text XML in UTF-8.
///
/// Its content type is `application/x-sample` whatever the version, the action is not in it, and reader quotas are the defaults.
public struct SampleEncoding: EncodingElement {
    public let messageVersion: MessageVersion

    /// An encoding of messages of that version.
    public init(_ messageVersion: MessageVersion = .default) { self.messageVersion = messageVersion }

    public var readerQuotas: XMLQuotas? { .defaults }

    public func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        Encoder(messageVersion: messageVersion)
    }

    public func describe(to description: inout ElementDescription) {
        description.setting("messageVersion", messageVersion, default: MessageVersion.default)
        description.wire.append("content type application/x-sample, the message as text XML")
    }

    private struct Encoder: MessageEncoder {
        let messageVersion: MessageVersion
        var mediaType: String { "application/x-sample" }
        func contentType(of message: Message) -> String { mediaType }
        func supports(contentType: String) -> Bool { contentType == mediaType }

        mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
            guard message.version == messageVersion, message.body.stream == nil else {
                throw MessageCodingError(.notEncodable, "a message of another version, or a body that is a stream")
            }
            XMLTextWriter.write(try message.seal(), to: writer)
        }

        mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
            let infoset: Infoset
            do throws(InfosetError) {
                infoset = unsafe try XMLTextReader.read(octets, quotas: .defaults, encoding: .utf8)
            } catch {
                throw MessageCodingError(error)
            }
            return try Message(received: infoset, version: messageVersion)
        }
    }
}
