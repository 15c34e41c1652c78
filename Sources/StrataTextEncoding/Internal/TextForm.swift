internal import StrataCore
internal import StrataInfoset

/// What the settings of a text encoding come to on the wire. Made once for each stack, shared by its encoders.
final class TextForm: Sendable {
    let version: MessageVersion
    let encoding: XMLCharacterEncoding
    let quotas: XMLQuotas
    let mediaType: String
    /// The content type without an action.
    let contentType: String
    /// The content type of a fault in the other SOAP version.
    let otherContentType: String
    /// Whether the action travels in the content type (SOAP 1.2 part 2, appendix A.3).
    let actionParameter: Bool
    let isSOAP: Bool
    /// What a peer may send, in lower case.
    let acceptedTypes: [String]

    init(_ configuration: TextEncoding.Configuration) {
        version = configuration.messageVersion
        encoding = configuration.writeEncoding
        quotas = configuration.readerQuotas
        switch version.envelope {
        case .soap11:
            mediaType = "text/xml"
            acceptedTypes = ["text/xml"]
        case .soap12:
            mediaType = "application/soap+xml"
            acceptedTypes = ["application/soap+xml"]
        default:
            mediaType = "application/xml"
            acceptedTypes = ["application/xml", "text/xml", "application/rss+xml", "application/atom+xml"]
        }
        isSOAP = version.envelope != .none
        actionParameter = version.envelope == .soap12
        contentType = "\(mediaType); charset=\(encoding.charsetName)"
        otherContentType = "text/xml; charset=\(encoding.charsetName)"
    }

    /// Whether it is the fault that tells a sender of SOAP 1.1 that SOAP 1.2 is spoken here: a SOAP 1.1 message (SOAP 1.2 part 1,
    /// appendix A), the only one that is written in another version.
    func isVersionMismatch(_ message: Message) -> Bool {
        version.envelope == .soap12 && message.version == .soap11 && message.isFault
    }
}
