/// The form of a message: the version of its envelope and the version of its addressing headers.
public struct MessageVersion: Sendable, Hashable, CustomStringConvertible {
    /// What it is wrapped in.
    public let envelope: EnvelopeVersion
    /// Which addressing headers it has; always `.none` where there is no envelope.
    public let addressing: AddressingVersion

    /// A pair. Without an envelope there is no place for addressing headers, so `addressing` is then ignored.
    public init(envelope: EnvelopeVersion, addressing: AddressingVersion) {
        self.envelope = envelope
        self.addressing = envelope == .none ? .none : addressing
    }

    /// Plain XML: the document is the body.
    public static let none = MessageVersion(envelope: .none, addressing: .none)
    /// SOAP 1.1, the action beside the message.
    public static let soap11 = MessageVersion(envelope: .soap11, addressing: .none)
    /// SOAP 1.2, the action beside the message.
    public static let soap12 = MessageVersion(envelope: .soap12, addressing: .none)
    /// SOAP 1.1 with WS-Addressing 1.0.
    public static let soap11Addressing10 = MessageVersion(envelope: .soap11, addressing: .addressing10)
    /// SOAP 1.2 with WS-Addressing 1.0.
    public static let soap12Addressing10 = MessageVersion(envelope: .soap12, addressing: .addressing10)
    /// SOAP 1.1 with the WS-Addressing of August 2004.
    public static let soap11AddressingAugust2004 = MessageVersion(envelope: .soap11, addressing: .august2004)
    /// SOAP 1.2 with the WS-Addressing of August 2004.
    public static let soap12AddressingAugust2004 = MessageVersion(envelope: .soap12, addressing: .august2004)

    /// SOAP 1.2 with WS-Addressing 1.0.
    public static var `default`: MessageVersion { .soap12Addressing10 }

    /// Both versions, for people.
    public var description: String {
        switch (envelope, addressing) {
        case (.none, _): "none"
        case (_, .none): "\(envelope)"
        default: "\(envelope), \(addressing)"
        }
    }
}
