internal import StrataCore
internal import StrataInfoset
internal import Synchronization

/// Reads one message whose octets come in pieces.
final class TextStreamReader: StreamedMessageReader {
    private let reader: Mutex<XMLStreamReader>
    private let version: MessageVersion
    private let action: String?

    init(_ form: TextForm, charset: String?, action: String?, maxBufferSize: Int) {
        version = form.version
        self.action = action
        reader = Mutex(
            XMLStreamReader(
                form.isSOAP ? .envelope : .document, quotas: form.quotas, maxHeadSize: maxBufferSize, charset: charset,
                refusing: form.isSOAP ? .processingInstructions : []))
    }

    var isAtEnd: Bool { reader.withLock { $0.isAtEnd } }

    func append(_ octets: Bytes) { reader.withLock { $0.append(octets) } }

    func inputEnded() { reader.withLock { $0.inputEnded() } }

    func readHead() throws(MessageCodingError) -> Message? {
        // Without an envelope there is nothing to wait for.
        guard version.envelope != .none else { return message(Message(version: version, action: nil)) }
        let infoset: Infoset?
        do throws(InfosetError) {
            infoset = try reader.withLock { (reader) throws(InfosetError) in try reader.readHead() }
        } catch { throw MessageCodingError(error) }
        guard let infoset else { return nil }
        return message(try Message(received: infoset, version: version))
    }

    private func message(_ received: Message) -> Message {
        var message = received
        if let action, !action.isEmpty { message.properties[TransportAction.self] = action }
        return message
    }

    func readPiece() throws(MessageCodingError) -> InfosetPiece? {
        do throws(InfosetError) {
            return try reader.withLock { (reader) throws(InfosetError) in try reader.readPiece() }
        } catch { throw MessageCodingError(error) }
    }
}
