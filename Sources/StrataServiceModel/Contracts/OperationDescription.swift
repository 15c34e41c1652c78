internal import StrataInfoset

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
        set { change { ($0.action, $0.saysAction) = (newValue, true) } }
    }
    /// The action of replies; `*` leaves it to the reply.
    public var replyAction: String {
        get { fields.replyAction }
        set { change { ($0.replyAction, $0.saysReplyAction) = (newValue, true) } }
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
        set { change { fields in fields.faults = newValue.map { $0.completed(fields.defaultAction, fields.namespace) } } }
    }
    /// What may stand in members of type `object` of its messages, besides the known types of their contracts
    /// (.NET's `ServiceKnownType`).
    public var knownTypes: [any ContractValue.Type] {
        get { fields.knownTypes }
        set { change { $0.knownTypes = newValue } }
    }
    private final class Origin: Sendable {}

    private struct Fields: Sendable {
        var name: String
        /// The name of the contract that declares it.
        var contract: String
        var namespace: String
        var action: String
        var replyAction: String
        /// Whether they were said, and do not follow from names.
        var saysAction: Bool
        var saysReplyAction: Bool
        var isOneWay: Bool
        var isInitiating: Bool
        var isTerminating: Bool
        var input: MessageDescription
        var output: MessageDescription?
        var faults: [FaultDescription]
        var knownTypes: [any ContractValue.Type]
        /// Copies have the same.
        let origin = Origin()

        var defaultAction: String { OperationDescription.defaultAction(name, of: contract, namespace) }
    }

    /// Handed on with every call, many times: a copy is one reference, whatever there is to say of an operation.
    private final class Storage: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage: Storage
    private var fields: Fields { _read { yield storage.fields } }

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
    ///   - action: `namespace/contract/name` by default, and `urn:contract/name` where there is no namespace.
    ///   - replyAction: the default action with `Response` behind it, by default.
    ///   - isOneWay: whether no reply is sent.
    ///   - isInitiating: whether a session may begin with it.
    ///   - isTerminating: whether it is the last of a session.
    ///   - input: the parameters, wrapped in an element of the operation's name unless they are a message contract's.
    ///   - output: the result, wrapped in an element `nameResponse`; ignored for one-way operations. Where one side is a message contract or a
    ///     `Message` and the other has no parts, the body of that other is empty, as in WCF.
    ///   - faults: the faults that callers are told of.
    ///   - knownTypes: what may stand in members of type `object`.
    public init(
        _ name: String, of contract: String, namespace: String = ContractDescription.defaultNamespace, action: String? = nil,
        replyAction: String? = nil, isOneWay: Bool = false, isInitiating: Bool = true, isTerminating: Bool = false,
        input: [PartDescription] = [], output: [PartDescription] = [], faults: [FaultDescription] = [],
        knownTypes: [any ContractValue.Type] = []
    ) {
        let defaultAction = Self.defaultAction(name, of: contract, namespace)
        var request = MessageDescription(name, namespace: namespace, input)
        var reply = isOneWay ? nil : MessageDescription(name + "Response", namespace: namespace, output)
        // As in WCF nothing stands in the body of a message without parts whose counterpart is whole.
        if input.isEmpty, reply?.isWhole == true { request.wrapper = nil }
        if output.isEmpty, request.isWhole { reply?.wrapper = nil }
        storage = Storage(
            Fields(
                name: name, contract: contract, namespace: namespace, action: action ?? defaultAction,
                replyAction: replyAction ?? defaultAction + "Response", saysAction: action != nil, saysReplyAction: replyAction != nil,
                isOneWay: isOneWay, isInitiating: isInitiating, isTerminating: isTerminating, input: request, output: reply,
                faults: faults.map { $0.completed(defaultAction, namespace) }, knownTypes: knownTypes))
    }

    /// Whether it takes every action.
    public var isWildcard: Bool { action == "*" }

    /// As in WCF: the contract's name as it is on the wire, and the operation's as it was before it became an XML name.
    private static func defaultAction(_ name: String, of contract: String, _ namespace: String) -> String {
        let base = namespace.isEmpty ? "urn:" : namespace.hasSuffix("/") ? namespace : namespace + "/"
        return "\(base)\(contract)/\(ExpandedName.decoded(name))"
    }

    /// Whether both are one operation, which a contract may have inherited in two ways.
    func isCopy(of other: OperationDescription) -> Bool { fields.origin === other.fields.origin && name == other.name }

    /// The same operation as that contract declares it: what was not said otherwise follows from the contract's name and namespace.
    func declared(by contract: ContractDescription) -> OperationDescription {
        var result = self
        result.change { fields in
            (fields.contract, fields.namespace) = (contract.name, contract.namespace)
            let action = fields.defaultAction
            if !fields.saysAction { fields.action = action }
            if !fields.saysReplyAction { fields.replyAction = action + "Response" }
            fields.input = fields.input.declared(in: contract.namespace)
            fields.output = fields.output?.declared(in: contract.namespace)
            fields.faults = fields.faults.map { $0.completed(action, contract.namespace) }
        }
        return result
    }
}
