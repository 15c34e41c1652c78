public import StrataInfoset

/// An operation of a contract as data.
public struct OperationDescription: Sendable {
    /// The name on the wire, unique in its contract.
    public var name: String
    /// The namespace of the contract that declares the operation: of its elements unless they say otherwise.
    public var namespace: String
    /// The action of requests; `*` takes what no other operation takes.
    public var action: String
    /// The action of replies; `*` leaves it to the reply.
    public var replyAction: String
    /// Whether no reply is sent.
    public var isOneWay: Bool
    /// Whether a session may begin with it.
    public var isInitiating: Bool
    /// Whether it is the last of a session: no other call is taken behind it.
    public var isTerminating: Bool
    /// What goes into a request.
    public var input: MessageDescription
    /// What goes into a reply; `nil` for one-way operations.
    public var output: MessageDescription?
    /// The faults that callers are told of.
    public var faults: [FaultDescription]
    /// What may stand in members of type `object` of its messages, besides the known types of their contracts (.NET's `ServiceKnownType`).
    public var knownTypes: [any ContractValue.Type]
    /// Copies have the same: an operation that a contract inherits in two ways is one.
    let origin = Origin()

    final class Origin: Sendable {}

    /// An operation with the actions that WCF gives it unless others are said.
    ///
    /// - Parameters:
    ///   - name: on the wire.
    ///   - contract: the name of the contract that declares it, for the actions.
    ///   - namespace: of that contract.
    ///   - action: `namespace/contract/name` by default.
    ///   - replyAction: the default action with `Response` behind it, by default.
    ///   - isOneWay: whether no reply is sent.
    ///   - isInitiating: whether a session may begin with it.
    ///   - isTerminating: whether it is the last of a session.
    ///   - input: the parameters, wrapped in an element of the operation's name unless they are a message contract's.
    ///   - output: the result, wrapped in an element `nameResponse`; ignored for one-way operations.
    ///   - faults: the faults that callers are told of.
    ///   - knownTypes: what may stand in members of type `object`.
    public init(
        _ name: String, of contract: String, namespace: String = ContractDescription.defaultNamespace, action: String? = nil,
        replyAction: String? = nil, isOneWay: Bool = false, isInitiating: Bool = true, isTerminating: Bool = false,
        input: [PartDescription] = [], output: [PartDescription] = [], faults: [FaultDescription] = [],
        knownTypes: [any ContractValue.Type] = []
    ) {
        let base = namespace.isEmpty || namespace.hasSuffix("/") ? namespace : namespace + "/"
        let defaultAction = "\(base)\(contract)/\(name)"
        self.name = name
        self.namespace = namespace
        self.action = action ?? defaultAction
        self.replyAction = replyAction ?? defaultAction + "Response"
        self.isOneWay = isOneWay
        self.isInitiating = isInitiating
        self.isTerminating = isTerminating
        self.input = MessageDescription(name, namespace: namespace, input)
        self.output = isOneWay ? nil : MessageDescription(name + "Response", namespace: namespace, output)
        self.knownTypes = knownTypes
        self.faults = faults.map { $0.completed(action: defaultAction) }
    }

    /// Whether it takes every action.
    public var isWildcard: Bool { action == "*" }
}

/// One direction of an operation: which elements the body has.
public struct MessageDescription: Sendable {
    /// The element around the parts; `nil` for a bare body.
    public var wrapper: ExpandedName?
    /// What is in the body, in its order.
    public var parts: [PartDescription]
    /// Whether the whole message is the method's own affair.
    public var isUntyped: Bool
    /// Whether the body is octets that are not held in memory.
    public var isStreamed = false
    /// The headers that the contract understands.
    public var headers: Set<ExpandedName> = []

    init(_ name: String, namespace: String, _ parts: [PartDescription]) {
        self.parts = parts
        guard parts.count == 1, let only = parts.first else {
            (wrapper, isUntyped) = (ExpandedName(name, namespace: namespace), false)
            return
        }
        switch only.kind {
        case .value: (wrapper, isUntyped) = (ExpandedName(name, namespace: namespace), false)
        case .stream: (wrapper, isUntyped, isStreamed) = (ExpandedName(name, namespace: namespace), false, true)
        case .message(let type):
            let names = type.messageNames
            wrapper = names.isWrapped ? ExpandedName(names.wrapper, namespace: names.wrapperNamespace ?? namespace) : nil
            (isUntyped, isStreamed) = (false, names.isStreamed)
            headers = Set(names.headers.map { ExpandedName($0.name, namespace: $0.namespace ?? namespace) })
        case .untyped: (wrapper, isUntyped) = (nil, true)
        }
    }
}

extension ContractCoding {
    /// The same with the known types of an operation.
    func knowing(_ operation: OperationDescription) -> ContractCoding {
        guard !operation.knownTypes.isEmpty else { return self }
        var coding = self
        coding.knownTypes += operation.knownTypes
        return coding
    }
}
