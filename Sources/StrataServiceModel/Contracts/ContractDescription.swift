/// A service contract as data: what `@ServiceContract` reads from a protocol, or a person writes by hand.
public struct ContractDescription: Sendable {
    /// The name on the wire; part of the default actions.
    public var name: String
    /// The namespace of the operations' elements: `http://tempuri.org/`, as in WCF, unless said otherwise.
    public var namespace: String
    /// Whether the contract wants a session.
    public var sessionMode: SessionMode
    /// The contract that the client serves on the same channel; `nil` for none. A contract that has one needs duplex sessions of the binding.
    public var callback: (any ServiceContract.Type)?
    /// The operations, those of inherited contracts first.
    public var operations: [OperationDescription]

    /// The namespace of contracts that name none.
    public static let defaultNamespace = "http://tempuri.org/"

    /// A contract of these operations. One that comes twice, inherited from two contracts that inherit it from one, counts once.
    public init(
        _ name: String, namespace: String = defaultNamespace, sessionMode: SessionMode = .allowed,
        callback: (any ServiceContract.Type)? = nil, operations: [OperationDescription]
    ) {
        self.name = name
        self.namespace = namespace
        self.sessionMode = sessionMode
        self.callback = callback
        self.operations = operations.reduce(into: []) { kept, operation in
            if !kept.contains(where: { $0.origin === operation.origin && $0.name == operation.name }) { kept.append(operation) }
        }
    }
}

/// Whether a contract wants a session from the binding.
public enum SessionMode: String, Sendable, Hashable {
    /// With or without, as the binding has it.
    case allowed
    /// A binding without sessions is refused when a host or a factory opens.
    case required
    /// A binding is used without its sessions, and refused where it has nothing else.
    case notAllowed
}

/// What `@ServiceContract` makes of a protocol: the description and, for a host, how each operation is performed.
///
/// By hand: an enum with the two tables, and a client that conforms to `ServiceClient`.
public protocol ServiceContract: SendableMetatype {
    /// What serves the contract: `any P` for a protocol `P`.
    associatedtype Service: Sendable
    /// The contract that the client serves, which `description.callback` names too; `NoCallback` unless said otherwise.
    associatedtype Callback: ServiceContract = NoCallback
    /// The contract.
    static var description: ContractDescription { get }
    /// One for each operation of the description, in its order; of two for one operation the first counts.
    static var operations: [ServiceOperation<Service>] { get }
}
