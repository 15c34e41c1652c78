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
    /// What contradicts itself in what it inherits.
    let contradiction: String?
    /// What it refines.
    let bases: [ContractDescription]

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
        self.operations = Self.once(operations)
        bases = []
        contradiction = nil
    }

    /// A contract that refines others: it has their operations too, and what is not said here of sessions and callbacks.
    ///
    /// Where it inherits what does not fit together, hosts and factories throw a `BindingError` that says so.
    ///
    /// - Parameters:
    ///   - name: on the wire.
    ///   - namespace: of the elements of its own operations.
    ///   - sessionMode: `nil` for that of the contracts it refines, of which `required` and `notAllowed` count more than `allowed`.
    ///   - callback: `nil` for that of the one contract it refines; of several, one must be said. It has all operations that those of the refined
    ///     contracts have.
    ///   - operations: its own.
    ///   - bases: what it refines.
    public init(
        _ name: String, namespace: String = defaultNamespace, sessionMode: SessionMode? = nil,
        callback: (any ServiceContract.Type)? = nil, operations: [OperationDescription], inheriting bases: [ContractDescription]
    ) {
        let modes = bases.map(\.sessionMode)
        self.bases = bases
        self.name = name
        self.namespace = namespace
        self.sessionMode = sessionMode ?? modes.first { $0 != .allowed } ?? .allowed
        self.callback = callback ?? (bases.count == 1 ? bases[0].callback : nil)
        self.operations = Self.once(bases.flatMap(\.operations) + operations)
        if let inherited = bases.lazy.compactMap(\.contradiction).first {
            contradiction = inherited
        } else if sessionMode == nil, modes.contains(.required), modes.contains(.notAllowed) {
            contradiction = "it refines a contract that requires sessions and one that does not allow them; say which with sessionMode:"
        } else {
            contradiction = bases.lazy.compactMap { [own = self.callback] in Self.contradiction(own, $0) }.first
        }
    }

    /// What is wrong with a callback contract for operations of `base`.
    private static func contradiction(_ callback: (any ServiceContract.Type)?, _ base: ContractDescription) -> String? {
        guard let wanted = base.callback?.description else { return nil }
        guard let callback = callback?.description else {
            return "operations of contract '\(base.name)', which it refines with others, call '\(wanted.name)' back; say which callback "
                + "contract it has with callback:"
        }
        guard !callback.covers(wanted) else { return nil }
        return "operations of contract '\(base.name)', which it refines, call '\(wanted.name)' back, and its own callback contract, "
            + "'\(callback.name)', does not have all operations of that; let it refine '\(wanted.name)'"
    }

    /// Whether all operations of another contract are operations of this one.
    func covers(_ other: ContractDescription) -> Bool {
        other.operations.allSatisfy { wanted in operations.contains { $0.isCopy(of: wanted) } }
    }

    private static func once(_ operations: [OperationDescription]) -> [OperationDescription] {
        operations.reduce(into: []) { kept, operation in
            if !kept.contains(where: { $0.isCopy(of: operation) }) { kept.append(operation) }
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
