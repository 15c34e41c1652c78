import StrataInfoset

/// How octets that are no message are answered.
public struct MessageRefusal: Sendable {
    /// The kind of answer; a transport has a status for each.
    public enum Kind: Sendable, Hashable {
        /// The octets are no message (HTTP: 400 where no fault is sent, otherwise the status of a fault).
        case badRequest
        /// The envelope is of another version.
        case versionMismatch
        /// The content type is not spoken here; there is no fault to send (HTTP: 415).
        case unsupportedMedia
        /// A quota was exceeded (HTTP: 413 where no fault is sent).
        case tooLarge
        /// The error is this side's.
        case internalError
    }

    /// The kind of answer.
    public let kind: Kind
    /// The fault to send; `nil` where none can be.
    public let fault: Message?
}

extension SOAPProcessor {
    /// What to answer when a message could not even be read.
    ///
    /// An envelope of the other SOAP version is answered in that version where it is 1.1 (SOAP 1.2 part 1 appendix A), with the
    /// `Upgrade` header that names what is spoken here. Reasons say what is wrong with the octets, and nothing about this side.
    public func refusal(of error: MessageCodingError) -> MessageRefusal {
        guard version.envelope != .none else { return MessageRefusal(kind: kind(of: error), fault: nil) }
        switch error.code {
        case .unsupportedContentType:
            return MessageRefusal(kind: .unsupportedMedia, fault: nil)
        case .versionMismatch:
            return MessageRefusal(kind: .versionMismatch, fault: mismatch(error.cause as? EnvelopeMismatch))
        case .malformed, .quotaExceeded:
            return MessageRefusal(
                kind: kind(of: error),
                fault: addressedWithoutRequest(Message(version: version, fault: .sender("The message cannot be read: \(error.reason)"))))
        default:
            return MessageRefusal(kind: .internalError, fault: addressedWithoutRequest(faultMessage(for: error)))
        }
    }

    private func kind(of error: MessageCodingError) -> MessageRefusal.Kind {
        switch error.code {
        case .unsupportedContentType: .unsupportedMedia
        case .versionMismatch: .versionMismatch
        case .quotaExceeded: .tooLarge
        case .malformed: .badRequest
        default: .internalError
        }
    }

    private func mismatch(_ mismatch: EnvelopeMismatch?) -> Message {
        let version = mismatch?.found == .soap11 && self.version.envelope == .soap12 ? MessageVersion.soap11 : self.version
        let spoken = self.version.envelope
        let fault = Fault.versionMismatch("The message is not in the version that is spoken here, which is \(spoken).")
        return addressedWithoutRequest(FaultError(fault, headers: [upgradeHeader]).message(version: version))
    }

    /// The block that says which envelope is spoken here (SOAP 1.2 part 1 §5.4.7).
    var upgradeHeader: MessageHeader {
        let names = version.envelope.names
        return MessageHeader(SOAPNames.soap12.upgrade, prefix: "s12") { builder in
            guard let names else { return }
            builder.startElement(SOAPNames.soap12.supportedEnvelope, prefix: "s12")
            builder.attribute(SOAPNames.qname, qualifiedName: names.envelope)
            builder.endElement()
        }
    }

    private func addressedWithoutRequest(_ message: Message) -> Message {
        guard message.version.addressing == .august2004 else { return message }
        var message = message
        message.headers.to = message.version.addressing.anonymousAddress
        return message
    }
}
