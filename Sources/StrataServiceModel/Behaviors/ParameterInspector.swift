/// Sees the values of an operation's parameters and results, on a client or a host: to log, to count, to refuse.
///
/// Parameters and results are seen as they are written or read, without the message being looked at again. Octets of a stream and whole
/// messages are not among them. Add one to `ClientRuntime` or `DispatchRuntime`, or to one operation of them.
public protocol ParameterInspector: Sendable {
    /// Called with all parameters: on a client before the request is made, on a host before the method. What it throws, the call throws; a
    /// `FaultError` of a host's inspector is the answer, and any other error is treated as if the method had thrown it.
    ///
    /// - Returns: something that comes back with the results.
    func beforeCall(_ operation: OperationDescription, _ parameters: ParameterValues) throws -> (any Sendable)?
    /// Called with the results: on a host behind the method, on a client when the last of them was read; not when the call failed. The
    /// inspectors are called in reverse.
    func afterCall(_ operation: OperationDescription, _ results: ParameterValues, _ state: (any Sendable)?) throws
}

extension ParameterInspector {
    public func beforeCall(_ operation: OperationDescription, _ parameters: ParameterValues) throws -> (any Sendable)? { nil }
    public func afterCall(_ operation: OperationDescription, _ results: ParameterValues, _ state: (any Sendable)?) throws {}
}

/// Values by the names of their elements, in the order of the wire; members and headers of a message contract by theirs.
public struct ParameterValues: Sendable {
    /// All of them.
    public private(set) var all: [(name: String, value: any ContractValue)] = []

    /// The first value of that name; `nil` where there is none.
    public subscript(_ name: String) -> (any ContractValue)? { all.first { $0.name == name }?.value }

    mutating func add(_ name: String, _ value: any ContractValue) { all.append((name, value)) }
}
