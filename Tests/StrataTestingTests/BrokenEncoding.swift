import StrataCore
import StrataInfoset
import StrataTextEncoding
import Synchronization

/// A text encoding with one thing wrong.
struct BrokenEncoding: EncodingElement {
    let flaw: EncoderFlaw
    let text: TextEncoding
    /// Shared where it must not be.
    private let shared = Counter()

    init(_ flaw: EncoderFlaw, _ version: MessageVersion) {
        var configuration = TextEncoding.Configuration.defaults
        configuration.messageVersion = version
        if flaw == .isTighterThanClaimed { configuration.readerQuotas.maxStringContentLength = 8000 }
        (self.flaw, text) = (flaw, TextEncoding(configuration))
    }

    var messageVersion: MessageVersion { text.messageVersion }

    var readerQuotas: XMLQuotas? {
        var quotas = XMLQuotas.defaults
        if flaw == .claimsTighterQuotas { quotas.maxDepth = 10 }
        return quotas
    }

    func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        BrokenEncoder(inner: try text.makeEncoder(context), flaw: flaw, written: flaw == .sharesItsSession ? shared : Counter())
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

struct BrokenEncoder: MessageEncoder {
    var inner: any MessageEncoder
    let flaw: EncoderFlaw
    let written: Counter
    private var messagesRead = 0

    init(inner: any MessageEncoder, flaw: EncoderFlaw, written: Counter) { (self.inner, self.flaw, self.written) = (inner, flaw, written) }

    var messageVersion: MessageVersion { inner.messageVersion }
    var mediaType: String { flaw == .otherMediaType ? "application/x-other" : inner.mediaType }
    var contentCoding: String? { flaw == .statesACoding ? "gzip" : nil }

    func contentType(of message: Message) -> String {
        switch flaw {
        case .breaksOutOfItsType: inner.mediaType + "; action=\"\(message.headers.action ?? "")\""
        case .losesTheAction: inner.mediaType
        default: inner.contentType(of: message)
        }
    }

    func supports(contentType: String) -> Bool {
        flaw == .supportsEverything || (flaw != .supportsNothing && inner.supports(contentType: contentType))
    }

    mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
        let number = written.next()
        switch flaw {
        case .overwritesTheWriter: writer.removeAll()
        case .sendsStreamsEmpty where message.body.stream != nil: message.body = .empty
        case .readsStreams: _ = try? message.body.stream?.read()
        case .writesOtherVersions: message = message.converted(to: messageVersion)
        case .writesEachOnce where number == 2: throw MessageCodingError(.notEncodable, "once is enough")
        case .changesWhatIsPassedOn where message.sealed != nil && message.bodyContents != nil: message.body = .empty
        // The first message of a session has a mark.
        case .sharesItsSession where number == 1: writer.append(UInt8(ascii: "!"))
        case .readsWhatItCannotWrite where message.sealed != nil: throw MessageCodingError(.malformed, "not again")
        default: break
        }
        let action = message.headers.action
        // Hidden from the encoder inside, which would refuse it.
        if flaw == .breaksOutOfItsType { message.headers.action = nil }
        try inner.encode(&message, into: writer)
        if flaw == .breaksOutOfItsType { message.headers.action = action }
    }

    mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
        switch flaw {
        case .refusesWithoutType where contentType == nil: throw MessageCodingError(.unsupportedContentType, "what is it?")
        case .decodesAnyType: if contentType == "" { throw MessageCodingError(.malformed, "no type") }
        default: break
        }
        messagesRead += 1
        var octets = octets
        if flaw == .sharesItsSession, messagesRead == 1 {
            guard octets.first == UInt8(ascii: "!") else { throw MessageCodingError(.malformed, "a session begins with a mark") }
            octets = UnsafeRawBufferPointer(rebasing: octets[1...])
        }
        let message: Message
        do throws(MessageCodingError) { message = try inner.decode(octets, contentType: contentType) } catch {
            if flaw == .acceptsCuts, error.code == .malformed { return Message(version: messageVersion, action: nil) }
            throw wrong(error, octets)
        }
        return changed(message)
    }

    private func wrong(_ error: MessageCodingError, _ octets: UnsafeRawBufferPointer) -> MessageCodingError {
        var error = error
        switch (flaw, error.code) {
        case (.callsVersionsMalformed, .versionMismatch), (.callsQuotasMalformed, .quotaExceeded): error.code = .malformed
        case (.blamesTheWriter, _): error.code = .notEncodable
        case (.pointsBeyond, _): error.offset = octets.count + 1
        default: break
        }
        return error
    }

    private func changed(_ message: Message) -> Message {
        var message = message
        switch flaw {
        case .losesHeaders: message.headers.removeAll(ExpandedName("Must", namespace: "urn:strata:testing"))
        case .losesComments, .changesPrefixes:
            guard let contents = message.bodyContents else { break }
            message.body = MessageBody { [flaw] in BrokenEncoder.copy(contents, to: &$0, flaw) }
        case .findsAnAction: message.properties.transportAction = "urn:found"
        default: break
        }
        return message
    }

    /// Without comments, or with prefixes of its own.
    private static func copy(_ element: InfosetCursor, to builder: inout InfosetBuilder, _ flaw: EncoderFlaw) {
        if flaw == .changesPrefixes {
            builder.startElement(element.name, prefix: "own")
        } else {
            builder.startElement(element.name, prefix: element.prefix)
            for (prefix, namespace) in element.namespaceDeclarations { builder.declare(prefix: prefix, namespace: namespace) }
        }
        for (name, value) in element.attributes { builder.attribute(name, value, prefix: "q") }
        for node in element.nodes {
            switch node {
            case .element(let child): copy(child, to: &builder, flaw)
            case .text(let text): builder.text(text)
            case .comment(let text): if flaw != .losesComments { builder.comment(text) }
            case .processingInstruction: break
            }
        }
        builder.endElement()
    }
}
