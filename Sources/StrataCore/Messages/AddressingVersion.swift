/// The version of WS-Addressing that a message's headers follow.
public enum AddressingVersion: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// No addressing headers on the wire; action and address travel beside the message.
    case none
    /// The submission of August 2004.
    case august2004
    /// WS-Addressing 1.0.
    case addressing10

    /// The namespace of its headers and faults. Without addressing it is the one that .NET uses for faults and never for headers.
    public var namespace: String {
        switch self {
        case .none: "http://schemas.microsoft.com/ws/2005/05/addressing/none"
        case .august2004: "http://schemas.xmlsoap.org/ws/2004/08/addressing"
        case .addressing10: "http://www.w3.org/2005/08/addressing"
        }
    }

    /// The address that means "back on this connection"; `nil` without addressing.
    public var anonymousAddress: String? {
        switch self {
        case .none: nil
        case .august2004: "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
        case .addressing10: "http://www.w3.org/2005/08/addressing/anonymous"
        }
    }

    /// The address that means "do not send this"; only 1.0 has it.
    public var noneAddress: String? {
        self == .addressing10 ? "http://www.w3.org/2005/08/addressing/none" : nil
    }

    /// The action of the faults that WS-Addressing defines (SOAP binding §6).
    public var faultAction: String {
        switch self {
        case .none: "http://schemas.microsoft.com/ws/2005/05/addressing/none/fault"
        case .august2004: "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"
        case .addressing10: "http://www.w3.org/2005/08/addressing/fault"
        }
    }

    /// The action of SOAP's own faults, and of an application's that names no other.
    public var soapFaultAction: String {
        self == .addressing10 ? "http://www.w3.org/2005/08/addressing/soap/fault" : faultAction
    }

    /// The name of the version, for people.
    public var description: String {
        switch self {
        case .none: "no addressing"
        case .august2004: "WS-Addressing August 2004"
        case .addressing10: "WS-Addressing 1.0"
        }
    }

    var names: AddressingNames {
        switch self {
        case .none: .none
        case .august2004: .august2004
        case .addressing10: .addressing10
        }
    }
}
