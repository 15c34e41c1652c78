public import StrataCore
internal import StrataInfoset

/// A received message as an operation reads it: the elements of the body in their order, and headers.
public struct IncomingParts {
    /// The operation.
    public let operation: OperationDescription
    /// The message.
    public let message: Message
    private let description: MessageDescription
    private let coding: ContractCoding
    private var members: ContractMembers?
    /// Whether all parameters have been read: what is thrown from then on is the method's.
    private(set) var isComplete = false
    private var inspected = InspectedParts()

    init(_ message: Message, _ operation: OperationDescription, _ description: MessageDescription, _ coding: ContractCoding) throws {
        self.operation = operation
        self.message = message
        self.description = description
        let coding = coding.knowing(operation)
        self.coding = coding
        guard !description.isUntyped, message.body.stream == nil else { return }
        guard let wrapper = description.wrapper else {
            members = try message.bodyElement.map { try ContractMembers(of: $0, coding) }
            return
        }
        guard let body = message.bodyContents, body.isNamed(wrapper), body.next == nil else {
            throw ContractError(
                path: "/Body", expected: "one element \(wrapper) of operation \(operation.name)",
                found: message.bodyContents.map { "\($0.name)" } ?? "nothing")
        }
        members = try ContractMembers(of: body, coding)
    }

    /// The value of the next element of that name; its namespace is the contract's unless it is said. Throws `ContractError`.
    public mutating func read<Value: ContractValue>(
        _ name: String, namespace: String? = nil, as type: Value.Type = Value.self
    ) throws -> Value {
        let value = try readMember(name, namespace, as: type)
        inspected.note?(name, value)
        try inspected.finishPart()
        return value
    }

    private mutating func readMember<Value: ContractValue>(_ name: String, _ namespace: String?, as type: Value.Type) throws -> Value {
        let name = ExpandedName(name, namespace: namespace ?? operation.namespace)
        if let value = try members?.readIfPresent(name, as: type) { return value }
        if let null = Value.null { return null }
        throw ContractError(
            path: "/Body\(description.wrapper.map { "/" + $0.localName } ?? "")", expected: "an element \(name)", found: "none")
    }

    /// The headers and body members of a message contract.
    public mutating func read<Contract: MessageContractType>(_ name: String, as type: Contract.Type = Contract.self) throws -> Contract {
        inspected.depth += 1
        let contract = try Contract(from: &self)
        inspected.depth -= 1
        try inspected.finishPart()
        return contract
    }

    /// The message itself.
    public mutating func read(_ name: String, as type: Message.Type = Message.self) throws -> Message {
        try inspected.finishPart()
        return message
    }

    /// The octets of the element of that name: as they come where the binding streams, otherwise those of the message.
    public mutating func read(_ name: String, namespace: String? = nil, as type: OctetStream.Type = OctetStream.self) throws -> OctetStream
    {
        let element = ExpandedName(name, namespace: namespace ?? operation.namespace)
        if let stream = message.body.stream {
            try inspected.finishPart()
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
                inspected.note?(name.localName, value)
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
            inspected.note?(header.name.localName, value)
            return value
        }
    }

    /// The roles whose headers are meant: the receiver's, which is the next node as well, unless one is said.
    private func roles(_ actor: String?) -> [String] { actor.map { [$0] } ?? ["", message.version.envelope.nextRole] }

    /// Called when all parameters have been read, before the method is: an error before it is the sender's, one behind it the method's.
    public mutating func complete() async throws {
        try Task.checkCancellation()
        isComplete = true
        try inspected.beginCall?()
    }

    /// The parameters are read under inspectors, who are asked when they are complete.
    mutating func inspectParameters(_ inspection: ParameterInspection) {
        inspected.note = inspection.addParameter
        inspected.beginCall = inspection.before
    }

    /// The results are read under inspectors, who are told when the last one was: at once where there is none.
    mutating func inspectResults(_ inspection: ParameterInspection) throws {
        guard !description.parts.isEmpty else { return try inspection.after() }
        inspected.note = inspection.addResult
        inspected.left = description.parts.count
        inspected.endCall = inspection.after
    }
}

/// What inspectors want to know of the parts that are read.
private struct InspectedParts: Sendable {
    var note: (@Sendable (String, any ContractValue) -> Void)?
    var beginCall: (@Sendable () throws -> Void)?
    var endCall: (@Sendable () throws -> Void)?
    /// Parts that are still to be read.
    var left = 0
    /// How deep in a message contract the reader is: its members are no parts of their own.
    var depth = 0

    mutating func finishPart() throws {
        guard let endCall, depth == 0, left > 0 else { return }
        left -= 1
        if left == 0 { try endCall() }
    }
}
