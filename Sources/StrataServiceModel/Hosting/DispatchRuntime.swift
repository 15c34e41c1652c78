public import StrataCore

/// What behaviours set of a host's endpoint before it opens.
public struct DispatchRuntime: Sendable {
    /// How values are written and read.
    public var coding = ContractCoding()
    /// See each request that was let in, in this order, and each reply, in reverse.
    public var messageInspectors: [any DispatchMessageInspector] = []
    /// Called around each operation, the first one outermost.
    public var invokers: [any OperationInvoker] = []
    /// See the parameters and results of every operation, in this order.
    public var parameterInspectors: [any ParameterInspector] = []
    /// Where operations run that say nothing of their own.
    public var placement = OperationPlacement.adaptive
    /// What single operations have of their own, by name; those of the contract are there.
    public var operations: [String: DispatchOperation] = [:]
    /// Which `To` is the endpoint's.
    public var addressFilter = AddressFilterMode.exact
    /// Asked for the fault of an error that no operation has declared, in this order.
    public var errorHandlers: [any ErrorHandler] = []
    /// How requests are judged before an operation sees them. Its `actions` are set to those of the contract, any where that has a wildcard
    /// operation, and its `addressFilter` to that of `addressFilter`. Its `onHiddenError` reports to the binding's diagnostics unless set.
    public var processor = SOAPProcessor.Configuration.defaults
    /// Octets of a streamed request that are read into memory where the operation wants values: 64 KiB, WCF's default for messages.
    public var maxBufferedRequest = 65536

    /// Nothing added.
    public init() {}

    init(of contract: ContractDescription) {
        for operation in contract.operations { operations[operation.name] = DispatchOperation() }
    }
}

/// What behaviours set of one operation at a host's endpoint.
public struct DispatchOperation: Sendable {
    /// See its parameters and results, behind those of the endpoint.
    public var parameterInspectors: [any ParameterInspector] = []
    /// Called around it, within those of the endpoint.
    public var invokers: [any OperationInvoker] = []
    /// Where it runs; `nil` leaves that to the endpoint.
    public var placement: OperationPlacement?

    /// Nothing added.
    public init() {}
}

/// Sees the messages of a host's endpoint and may change them.
public protocol DispatchMessageInspector: Sendable {
    /// Called with each request before its parameters are read. A `FaultError` that it throws is the answer.
    ///
    /// - Returns: something that comes back with the reply.
    func afterReceiving(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)?
    /// Called with each reply and fault before it is sent; not for one-way operations.
    func beforeSending(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws
}

extension DispatchMessageInspector {
    public func afterReceiving(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? { nil }
    public func beforeSending(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws {}
}

/// Stands around the call of a method: for measuring, retrying, authorization, running it elsewhere.
public protocol OperationInvoker: Sendable {
    /// Calls `next`, or throws instead: one that returns without a result leaves the caller of a two-way operation with an internal error. The
    /// request stays as it was read, so `next` may be called again, and the last result counts.
    func invoke(_ operation: OperationDescription, _ next: @Sendable () async throws -> Void) async throws
}

/// Decides what a caller is told of an error that user code has thrown.
public protocol ErrorHandler: Sendable {
    /// The fault to answer with; `nil` leaves it to the next handler, and in the end to a uniform fault that says nothing.
    func fault(for error: any Error, in operation: OperationDescription) -> FaultError?
    /// Told of every error that is neither declared nor a `FaultError` before it is hidden: of an operation, of what makes its object, of
    /// invokers, and of inspectors of the request, its parameters and results. Not of cancellation, and not of what goes wrong behind the
    /// operation, in inspectors of the reply or when it is written: that goes to `processor.onHiddenError` and to the diagnostics.
    func handle(_ error: any Error, in operation: OperationDescription)
}

extension ErrorHandler {
    public func fault(for error: any Error, in operation: OperationDescription) -> FaultError? { nil }
    public func handle(_ error: any Error, in operation: OperationDescription) {}
}
