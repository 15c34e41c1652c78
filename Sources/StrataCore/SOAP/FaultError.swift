/// Thrown to answer with a fault, and thrown by a caller's channel conveniences when the peer has answered with one.
public struct FaultError: Error, Sendable, CustomStringConvertible {
    /// What is answered.
    public var fault: Fault
    /// The action of the fault message; `nil` for the one that WS-Addressing gives to such a fault.
    public var action: String?
    /// Header blocks that go with it.
    public var headers: [MessageHeader]

    /// An error from its parts; the fault alone is enough.
    public init(_ fault: Fault, action: String? = nil, headers: [MessageHeader] = []) {
        self.fault = fault
        self.action = action
        self.headers = headers
    }

    /// The fault.
    public var description: String { "fault \(fault)" }

    /// The message that carries it.
    public func message(version: MessageVersion) -> Message {
        var message = Message(version: version, fault: fault, action: action)
        for header in headers { message.headers.add(header) }
        return message
    }
}
