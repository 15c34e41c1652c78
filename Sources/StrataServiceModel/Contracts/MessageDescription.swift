internal import StrataCore
public import StrataInfoset

/// One direction of an operation: which elements the body has.
public struct MessageDescription: Sendable {
    /// The element around the parts; `nil` for a bare body.
    public var wrapper: ExpandedName? {
        get { storage.fields.wrapper }
        set { change { $0.wrapper = newValue } }
    }
    /// What is in the body, in its order.
    public var parts: [PartDescription] {
        _read { yield storage.fields.parts }
        set { change { $0.parts = newValue } }
    }
    /// Whether the whole message is the method's own affair.
    public var isUntyped: Bool {
        get { storage.fields.isUntyped }
        set { change { $0.isUntyped = newValue } }
    }
    /// Whether the body is octets that are not held in memory.
    public var isStreamed: Bool {
        get { storage.fields.isStreamed }
        set { change { $0.isStreamed = newValue } }
    }
    /// The headers that the contract understands.
    public var headers: Set<ExpandedName> {
        _read { yield storage.fields.headers }
        set { change { $0.headers = newValue } }
    }
    /// The names of the elements of `parts`, made once and not for each message.
    var elements: ElementNames { _read { yield storage.fields.elements } }

    private struct Fields: Sendable {
        var wrapper: ExpandedName?
        var parts: [PartDescription]
        var isUntyped = false
        var isStreamed = false
        var headers: Set<ExpandedName> = []
        var elements: ElementNames
        /// What it was made of.
        let name: String
        let namespace: String
    }

    /// Handed on with every call, as an `OperationDescription` is: a copy is one reference.
    private final class Storage: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }

    private var storage: Storage

    private mutating func change(_ body: (inout Fields) -> Void) {
        var fields = storage.fields
        body(&fields)
        storage = Storage(fields)
    }

    init(_ name: String, namespace: String, _ parts: [PartDescription]) {
        var fields = Fields(
            wrapper: ExpandedName(name, namespace: namespace), parts: parts, elements: ElementNames(parts, namespace: namespace),
            name: name,
            namespace: namespace)
        if parts.count == 1, let only = parts.first {
            switch only.kind {
            case .value: break
            case .stream: fields.isStreamed = true
            case .message(let type):
                let names = type.messageNames
                fields.wrapper = names.isWrapped ? ExpandedName(names.wrapper, namespace: names.wrapperNamespace ?? namespace) : nil
                fields.isStreamed = names.isStreamed
                fields.headers = Set(names.headers.map { ExpandedName($0.name, namespace: $0.namespace ?? namespace) })
            case .untyped: (fields.wrapper, fields.isUntyped) = (nil, true)
            }
        }
        storage = Storage(fields)
    }

    /// What stands for a message with nothing in it where there is no envelope, and so no empty body.
    var emptyElement: ExpandedName? {
        wrapper == nil && parts.isEmpty ? ExpandedName(storage.fields.name, namespace: elements.namespace) : nil
    }

    /// Whether its one part is the message: a message contract, or the message itself.
    var isWhole: Bool {
        guard parts.count == 1 else { return false }
        switch parts[0].kind {
        case .message, .untyped: return true
        case .value, .stream: return false
        }
    }

    /// The same message of a contract in that namespace. What was set since it was made stays.
    func declared(in namespace: String) -> MessageDescription {
        let (name, before) = (storage.fields.name, storage.fields.namespace)
        let made = MessageDescription(name, namespace: before, parts)
        let new = MessageDescription(name, namespace: namespace, parts)
        var result = self
        result.change { fields in
            if fields.wrapper == made.wrapper { fields.wrapper = new.wrapper }
            if fields.headers == made.headers { fields.headers = new.headers }
            fields.elements = new.elements
        }
        return result
    }
}

/// The names of the elements of a message, in their order.
struct ElementNames: Sendable {
    private let names: [ExpandedName]
    let namespace: String

    /// No names where headers and members are a message contract's, which has names of its own.
    init(_ parts: [PartDescription], namespace: String) {
        self.namespace = namespace
        names = parts.compactMap { part in
            switch part.kind {
            case .value, .stream: ExpandedName(part.name, namespace: namespace)
            case .message, .untyped: nil
            }
        }
    }

    /// The name of that element. It is here where the elements come in the order of their description, as they do from a macro.
    func name(_ localName: String, _ namespace: String, at index: Int) -> ExpandedName {
        guard index < names.count, names[index].localName == localName, names[index].namespace == namespace else {
            return ExpandedName(localName, namespace: namespace)
        }
        return names[index]
    }
}

extension SOAPProcessor {
    /// The same node for a message whose headers the contract understands too.
    func understanding(_ message: MessageDescription?) -> SOAPProcessor {
        guard let message, !message.headers.isEmpty else { return self }
        var configuration = configuration
        configuration.understoodHeaders.formUnion(message.headers)
        return SOAPProcessor(version: version, configuration: configuration)
    }
}
