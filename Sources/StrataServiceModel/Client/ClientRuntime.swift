public import StrataCore

/// What behaviours set of a client before it is made.
public struct ClientRuntime: Sendable {
    /// How values are written and read.
    public var coding = ContractCoding()
    /// See each request, in this order, and each reply, in reverse.
    public var messageInspectors: [any ClientMessageInspector] = []
    /// See the parameters and results of every operation, in this order.
    public var parameterInspectors: [any ParameterInspector] = []
    /// What single operations have of their own, by name; those of the contract are there.
    public var operations: [String: ClientOperation] = [:]
    /// Octets of a streamed reply that are read into memory where the operation wants values: 64 KiB, WCF's default for messages.
    public var maxBufferedReply = 65536

    /// Nothing added.
    public init() {}

    init(of contract: ContractDescription) {
        for operation in contract.operations { operations[operation.name] = ClientOperation() }
    }

    func inspection(of operation: OperationDescription) -> ParameterInspection? {
        ParameterInspection.begin(operation, parameterInspectors + (operations[operation.name]?.parameterInspectors ?? []))
    }
}

/// What behaviours set of one operation of a client.
public struct ClientOperation: Sendable {
    /// See its parameters and results, behind those of the client.
    public var parameterInspectors: [any ParameterInspector] = []

    /// Nothing added.
    public init() {}
}

/// Sees the messages of a client: requests as they go, replies as they come, and may change them.
public protocol ClientMessageInspector: Sendable {
    /// Called with each request, addressed and not yet sent. What it throws, the call throws.
    ///
    /// - Returns: something that comes back with the reply.
    func beforeSending(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)?
    /// Called with each reply, faults too.
    func afterReceiving(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws
}

extension ClientMessageInspector {
    public func beforeSending(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? { nil }
    public func afterReceiving(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws {}
}
