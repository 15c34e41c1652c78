public import StrataCore
public import StrataInfoset

/// A received message as an operation reads it: the elements of the body in their order, and headers.
public struct IncomingParts {
    /// The operation.
    public let operation: OperationDescription
    /// The message.
    public let message: Message
    private let description: MessageDescription
    @usableFromInline let coding: ContractCoding
    private var members: ContractMembers?
    /// How many elements have been asked for.
    private var position = 0
    /// Whether all parameters have been read: what is thrown from then on is the method's.
    private(set) var isComplete = false
    /// `nil` where nobody looks.
    private var inspected: InspectedParts?

    init(_ message: Message, _ operation: OperationDescription, _ description: MessageDescription, _ coding: ContractCoding) throws {
        self.operation = operation
        self.message = message
        self.coding = coding.knowing(operation)
        self.description = description
        members = try Self.members(message, operation, description, self.coding)
    }

    /// The elements of the body; `nil` where they are not read as values. Throws `ContractError` for a body of another form.
    private static func members(
        _ message: Message, _ operation: OperationDescription, _ description: MessageDescription, _ coding: ContractCoding
    ) throws -> ContractMembers? {
        guard !description.isUntyped, message.body.stream == nil else { return nil }
        guard let wrapper = description.wrapper else { return try message.bodyElement.map { try ContractMembers(of: $0, coding) } }
        guard let body = message.bodyContents, body.isNamed(wrapper), body.next == nil else {
            throw ContractError(
                path: "/Body", expected: "one element \(wrapper) of operation \(operation.name)",
                found: message.bodyContents.map { "\($0.name)" } ?? "nothing")
        }
        return try ContractMembers(of: body, coding)
    }

    /// The value of the next element of that name; its namespace is the contract's unless it is said. Throws `ContractError`.
    // Inlinable, so that it becomes for each type what the type needs of it.
    @inlinable
    public mutating func read<Value: ContractValue>(
        _ name: String, namespace: String? = nil, as type: Value.Type = Value.self
    ) throws -> Value {
        let value: Value
        if let element = try nextElement(name, namespace) {
            value = try element.read(as: type, coding)
        } else if let null = Value.null {
            value = null
        } else {
            throw missing(name, namespace)
        }
        if isInspected { try inspect(name, value) }
        return value
    }

    @usableFromInline mutating func nextElement(_ name: String, _ namespace: String?) throws -> InfosetCursor? {
        defer { position += 1 }
        return try members?.next(description.elements.name(name, namespace ?? operation.namespace, at: position))
    }

    @usableFromInline func missing(_ name: String, _ namespace: String?) -> ContractError {
        let name = ExpandedName(name, namespace: namespace ?? operation.namespace)
        return ContractError(
            path: "/Body\(description.wrapper.map { "/" + $0.localName } ?? "")", expected: "an element \(name)", found: "none")
    }

    @usableFromInline var isInspected: Bool { inspected != nil }

    @usableFromInline mutating func inspect(_ name: String, _ value: any ContractValue) throws {
        inspected?.note(name, value)
        try inspected?.finishPart()
    }

    /// The headers and body members of a message contract.
    public mutating func read<Contract: MessageContractType>(_ name: String, as type: Contract.Type = Contract.self) throws -> Contract {
        inspected?.depth += 1
        let contract = try Contract(from: &self)
        inspected?.depth -= 1
        try inspected?.finishPart()
        return contract
    }

    /// The message itself.
    public mutating func read(_ name: String, as type: Message.Type = Message.self) throws -> Message {
        try inspected?.finishPart()
        return message
    }

    /// The octets of the element of that name: as they come where the binding streams, otherwise those of the message.
    public mutating func read(_ name: String, namespace: String? = nil, as type: OctetStream.Type = OctetStream.self) throws -> OctetStream
    {
        let element = ExpandedName(name, namespace: namespace ?? operation.namespace)
        if let stream = message.body.stream {
            try inspected?.finishPart()
            return OctetStream(try stream.octets(in: (description.wrapper.map { [$0] } ?? []) + [element]))
        }
        return OctetStream(try read(name, namespace: namespace, as: Bytes.self))
    }

    /// The value of the first header block of that name and role, which is the receiver's unless it is said; `Value.null` without one, or an
    /// error.
    public mutating func readHeader<Value: ContractValue>(
        _ name: String, namespace: String? = nil, actor: String? = nil, as type: Value.Type = Value.self
    ) throws -> Value {
        let name = ExpandedName(name, namespace: namespace ?? operation.namespace)
        for role in roles(actor) {
            if let element = message.headers.first(name, actor: role)?.element {
                let value = try element.read(as: type, coding)
                inspected?.note(name.localName, value)
                return value
            }
        }
        if let null = Value.null { return null }
        throw ContractError(path: "/Header", expected: "a header \(name)", found: "none")
    }

    /// The values of all header blocks of that name and role, in their order; empty without one.
    public mutating func readHeaders<Value: ContractValue>(
        _ name: String, namespace: String? = nil, actor: String? = nil, as type: Value.Type = Value.self
    ) throws -> [Value] {
        let roles = roles(actor)
        return try message.headers.all(ExpandedName(name, namespace: namespace ?? operation.namespace)).compactMap { header in
            guard roles.contains(header.actor) else { return nil }
            guard let value = try header.element?.read(as: type, coding) else { return nil }
            inspected?.note(header.name.localName, value)
            return value
        }
    }

    /// The roles whose headers are meant: the receiver's, which is the next node as well, unless one is said.
    private func roles(_ actor: String?) -> [String] { actor.map { [$0] } ?? ["", message.version.envelope.nextRole] }

    /// Called when all parameters have been read, before the method is: an error before it is the sender's, one behind it the method's.
    public mutating func complete() async throws {
        try Task.checkCancellation()
        isComplete = true
        try inspected?.beginCall?()
    }

    /// The parameters are read under inspectors, who are asked when they are complete.
    mutating func inspectParameters(_ inspection: ParameterInspection) {
        inspected = InspectedParts(note: inspection.addParameter, beginCall: inspection.before)
    }

    /// The results are read under inspectors, who are told when the last one was: at once where there is none.
    mutating func inspectResults(_ inspection: ParameterInspection) throws {
        let count = operation.output?.parts.count ?? 0
        guard count > 0 else { return try inspection.after() }
        inspected = InspectedParts(note: inspection.addResult, endCall: inspection.after, left: count)
    }
}
