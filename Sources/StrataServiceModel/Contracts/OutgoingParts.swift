public import StrataCore
public import StrataInfoset

/// What one direction of an operation puts into a message: the elements of the body in their order, and headers.
///
/// Values are written when the message is sealed, straight into its infoset.
public struct OutgoingParts: Sendable {
    /// The operation.
    public let operation: OperationDescription
    /// Header blocks of the message.
    public var headers: [MessageHeader] = []
    private let description: MessageDescription
    @usableFromInline let coding: ContractCoding
    private var parts: [@Sendable (inout InfosetBuilder) throws -> Void] = []
    private var other: Other?
    /// The call under its inspectors, where there are any, and what they are told.
    var inspection: ParameterInspection?
    @usableFromInline var note: (@Sendable (String, any ContractValue) -> Void)?

    /// What takes the place of elements with values.
    private indirect enum Other: Sendable {
        case stream(OctetStream, ExpandedName)
        case whole(Message)
    }

    init(_ operation: OperationDescription, _ description: MessageDescription, _ coding: ContractCoding) {
        self.operation = operation
        self.coding = coding.knowing(operation)
        self.description = description
    }

    /// Adds an element with a value; its namespace is the contract's unless it is said.
    // Inlinable, so that it becomes for each type what the type needs of it.
    @inlinable
    public mutating func write<Value: ContractValue>(_ value: Value, as name: String, namespace: String? = nil) {
        if let note { note(name, value) }
        let name = nextName(name, namespace)
        add { [coding] builder in try builder.write(value, as: name, coding) }
    }

    @usableFromInline func nextName(_ name: String, _ namespace: String?) -> ExpandedName {
        description.elements.name(name, namespace ?? operation.namespace, at: parts.count)
    }

    @usableFromInline mutating func add(_ part: @escaping @Sendable (inout InfosetBuilder) throws -> Void) { parts.append(part) }

    /// Adds the headers and body members of a message contract.
    public mutating func write<Contract: MessageContractType>(_ value: Contract, as name: String) { value.write(to: &self) }

    /// Sends this message. An action of its own is kept where the operation's is `*`.
    public mutating func write(_ message: Message, as name: String) { other = .whole(message) }

    /// Adds an element with octets that are read while the message is sent, in the streamed modes of a binding.
    public mutating func write(_ octets: OctetStream, as name: String, namespace: String? = nil) {
        if let bytes = octets.inMemory { return write(bytes, as: name, namespace: namespace) }
        other = .stream(octets, nextName(name, namespace))
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
        let action = action == "*" || action.isEmpty ? nil : action
        var message: Message
        if case .whole(let whole) = other {
            message = whole.converted(to: version)
            if let action { message.headers.action = action }
        } else {
            message = Message(version: version, action: action, body: body(version.envelope))
        }
        for header in headers { message.headers.add(header) }
        return message
    }

    private func body(_ envelope: EnvelopeVersion) -> MessageBody {
        if case .stream(let octets, let name) = other {
            return MessageBody(StreamedBody(octets: octets, in: (description.wrapper.map { [$0] } ?? []) + [name]))
        }
        guard let wrapper = description.wrapper ?? (envelope == .none ? description.emptyElement : nil) else {
            return parts.isEmpty ? .empty : MessageBody { [parts] in try Self.write(parts, to: &$0) }
        }
        return MessageBody { [parts] builder in
            builder.startElement(wrapper)
            try Self.write(parts, to: &builder)
            builder.endElement()
        }
    }

    private static func write(_ parts: [@Sendable (inout InfosetBuilder) throws -> Void], to builder: inout InfosetBuilder) throws {
        for part in parts { try part(&builder) }
    }
}
