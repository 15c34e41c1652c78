/// An operation of a contract as data.
public struct OperationDescription: Sendable {
    /// The name on the wire, unique in its contract.
    public var name: String {
        get { fields.name }
        set { change { $0.name = newValue } }
    }
    /// The namespace of the contract that declares the operation: of its elements unless they say otherwise.
    public var namespace: String {
        get { fields.namespace }
        set { change { $0.namespace = newValue } }
    }
    /// The action of requests; `*` takes what no other operation takes.
    public var action: String {
        get { fields.action }
        set { change { $0.action = newValue } }
    }
    /// The action of replies; `*` leaves it to the reply.
    public var replyAction: String {
        get { fields.replyAction }
        set { change { $0.replyAction = newValue } }
    }
    /// Whether no reply is sent.
    public var isOneWay: Bool {
        get { fields.isOneWay }
        set { change { $0.isOneWay = newValue } }
    }
    /// Whether a session may begin with it.
    public var isInitiating: Bool {
        get { fields.isInitiating }
        set { change { $0.isInitiating = newValue } }
    }
    /// Whether it is the last of a session: no other call is taken behind it.
    public var isTerminating: Bool {
        get { fields.isTerminating }
        set { change { $0.isTerminating = newValue } }
    }
    /// What goes into a request.
    public var input: MessageDescription {
        _read { yield storage.fields.input }
        set { change { $0.input = newValue } }
    }
    /// What goes into a reply; `nil` for one-way operations.
    public var output: MessageDescription? {
        _read { yield storage.fields.output }
        set { change { $0.output = newValue } }
    }
    /// The faults that callers are told of.
    public var faults: [FaultDescription] {
        get { fields.faults }
        set { change { $0.faults = newValue } }
    }
    /// What may stand in members of type `object` of its messages, besides the known types of their contracts
    /// (.NET's `ServiceKnownType`).
    public var knownTypes: [any ContractValue.Type] {
        get { fields.knownTypes }
        set { change { $0.knownTypes = newValue } }
    }
    /// Copies have the same: an operation that a contract inherits in two ways is one.
    var origin: Origin { fields.origin }

    final class Origin: Sendable {}

    private struct Fields: Sendable {
        var name: String
        var namespace: String
        var action: String
        var replyAction: String
        var isOneWay: Bool
        var isInitiating: Bool
        var isTerminating: Bool
        var input: MessageDescription
        var output: MessageDescription?
        var faults: [FaultDescription]
        var knownTypes: [any ContractValue.Type]
        let origin = Origin()
    }

    /// Handed on with every call, many times: a copy is one reference, whatever there is to say of an operation.
    private final class Storage: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage: Storage
    private var fields: Fields {
        _read { yield storage.fields }
    }

    private mutating func change(_ body: (inout Fields) -> Void) {
        var fields = fields
        body(&fields)
        storage = Storage(fields)
    }

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
        storage = Storage(
            Fields(
                name: name, namespace: namespace, action: action ?? defaultAction, replyAction: replyAction ?? defaultAction + "Response",
                isOneWay: isOneWay, isInitiating: isInitiating, isTerminating: isTerminating,
                input: MessageDescription(name, namespace: namespace, input),
                output: isOneWay ? nil : MessageDescription(name + "Response", namespace: namespace, output),
                faults: faults.map { $0.completed(action: defaultAction) }, knownTypes: knownTypes))
    }

    /// Whether it takes every action.
    public var isWildcard: Bool { action == "*" }
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
