public import StrataCore
internal import StrataInfoset

/// What one direction of an operation puts into a message: the elements of the body in their order, and headers.
///
/// Values are written when the message is sealed, straight into its infoset.
public struct OutgoingParts: Sendable {
    /// The operation.
    public let operation: OperationDescription
    /// Header blocks of the message.
    public var headers: [MessageHeader] = []
    private let description: MessageDescription
    private let coding: ContractCoding
    private var parts: [@Sendable (inout InfosetBuilder) throws -> Void] = []
    private var stream: (octets: OctetStream, name: ExpandedName)?
    private var whole: Message?
    /// The call under its inspectors, where there are any, and what they are told.
    var inspection: ParameterInspection?
    var note: (@Sendable (String, any ContractValue) -> Void)?

    init(_ operation: OperationDescription, _ description: MessageDescription, _ coding: ContractCoding) {
        self.operation = operation
        self.description = description
        self.coding = coding.knowing(operation)
    }

    /// Adds an element with a value; its namespace is the contract's unless it is said.
    public mutating func write<Value: ContractValue>(_ value: Value, as name: String, namespace: String? = nil) {
        note?(name, value)
        let name = ExpandedName(name, namespace: namespace ?? operation.namespace)
        parts.append { [coding] builder in try builder.write(value, as: name, coding) }
    }

    /// Adds the headers and body members of a message contract.
    public mutating func write<Contract: MessageContractType>(_ value: Contract, as name: String) { value.write(to: &self) }

    /// Sends this message. An action of its own is kept where the operation's is `*`.
    public mutating func write(_ message: Message, as name: String) { whole = message }

    /// Adds an element with octets that are read while the message is sent, in the streamed modes of a binding.
    public mutating func write(_ octets: OctetStream, as name: String, namespace: String? = nil) {
        if let bytes = octets.inMemory { return write(bytes, as: name, namespace: namespace) }
        stream = (octets, ExpandedName(name, namespace: namespace ?? operation.namespace))
    }

    /// Adds a header block with a value; its namespace is the contract's unless it is said.
    public mutating func writeHeader<Value: ContractValue>(
        _ value: Value, as name: String, namespace: String? = nil, mustUnderstand: Bool = false, actor: String = "", relay: Bool = false
    ) {
        note?(name, value)
        let name = ExpandedName(name, namespace: namespace ?? operation.namespace)
        headers.append(
            MessageHeader(name, mustUnderstand: mustUnderstand, actor: actor, relay: relay) { [coding] builder in
                try builder.writeContent(value, coding)
            })
    }

    /// Adds a header block for each value, in their order.
    public mutating func writeHeaders<Value: ContractValue>(
        _ values: [Value], as name: String, namespace: String? = nil, mustUnderstand: Bool = false, actor: String = "", relay: Bool = false
    ) {
        for value in values {
            writeHeader(value, as: name, namespace: namespace, mustUnderstand: mustUnderstand, actor: actor, relay: relay)
        }
    }

    /// The message; `action` is left out where it is `*` or empty.
    func message(_ version: MessageVersion, action: String) -> Message {
        var message = whole?.converted(to: version) ?? Message(version: version, action: nil, body: body)
        if action != "*", !action.isEmpty { message.headers.action = action }
        for header in headers { message.headers.add(header) }
        return message
    }

    private var body: MessageBody {
        let wrapper = description.wrapper
        if let stream {
            return MessageBody(StreamedBody(octets: stream.octets, in: (wrapper.map { [$0] } ?? []) + [stream.name]))
        }
        if wrapper == nil, parts.isEmpty { return .empty }
        return MessageBody { [parts] builder in
            if let wrapper { builder.startElement(wrapper) }
            for part in parts { try part(&builder) }
            if wrapper != nil { builder.endElement() }
        }
    }
}
