internal import StrataCore
public import StrataInfoset

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
    /// The names of the elements of `parts`, made once and not for each message.
    private(set) var elements: ElementNames
    /// What it was made of.
    private let name: String
    private let namespace: String

    init(_ name: String, namespace: String, _ parts: [PartDescription]) {
        self.parts = parts
        self.name = name
        self.namespace = namespace
        elements = ElementNames(parts, namespace: namespace)
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

    /// What stands for a message with nothing in it where there is no envelope, and so no empty body.
    var emptyElement: ExpandedName? {
        wrapper == nil && parts.isEmpty ? ExpandedName(name, namespace: elements.namespace) : nil
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
        let (made, new) = (
            MessageDescription(name, namespace: self.namespace, parts), MessageDescription(name, namespace: namespace, parts)
        )
        var result = self
        if wrapper == made.wrapper { result.wrapper = new.wrapper }
        if headers == made.headers { result.headers = new.headers }
        result.elements = new.elements
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
