/// What a message is wrapped in.
public enum EnvelopeVersion: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// No envelope: the document is the body.
    case none
    /// SOAP 1.1.
    case soap11
    /// SOAP 1.2.
    case soap12

    /// The namespace of the envelope; empty for `.none`.
    public var namespace: String {
        switch self {
        case .none: ""
        case .soap11: "http://schemas.xmlsoap.org/soap/envelope/"
        case .soap12: "http://www.w3.org/2003/05/soap-envelope"
        }
    }

    /// The role that the next node plays, whoever it is (SOAP 1.1 §4.2.2, SOAP 1.2 part 1 §2.2).
    public var nextRole: String {
        switch self {
        case .none: ""
        case .soap11: "http://schemas.xmlsoap.org/soap/actor/next"
        case .soap12: "http://www.w3.org/2003/05/soap-envelope/role/next"
        }
    }

    /// The name of the ultimate receiver's role; SOAP 1.1 has none, it leaves the attribute out.
    public var ultimateReceiverRole: String {
        self == .soap12 ? "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver" : ""
    }

    /// The role that no node plays; only SOAP 1.2 has it.
    public var noneRole: String? {
        self == .soap12 ? "http://www.w3.org/2003/05/soap-envelope/role/none" : nil
    }

    /// The name of the version, for people.
    public var description: String {
        switch self {
        case .none: "no envelope"
        case .soap11: "SOAP 1.1"
        case .soap12: "SOAP 1.2"
        }
    }

    /// The names of this version, `nil` for `.none`.
    var names: SOAPNames? {
        switch self {
        case .none: nil
        case .soap11: .soap11
        case .soap12: .soap12
        }
    }
}
