public import StrataCore
internal import StrataInfoset

/// A parameter or a result of an operation.
public struct PartDescription: Sendable {
    /// What is known of its type.
    public enum Kind: Sendable {
        /// A value in an element of its own.
        case value(any ContractValue.Type)
        /// The whole of a message: headers and body members.
        case message(any MessageContractType.Type)
        /// Octets that are not held in memory.
        case stream
        /// The message itself.
        case untyped
    }

    /// The element's local name.
    public let name: String
    /// What it is.
    public let kind: Kind

    /// A value in an element of that name.
    public static func part<Value: ContractValue>(_ name: String, _ type: Value.Type) -> PartDescription {
        PartDescription(name: name, kind: .value(type))
    }

    /// A message contract, which must be the only parameter or the only result.
    public static func part<Contract: MessageContractType>(_ name: String, _ type: Contract.Type) -> PartDescription {
        PartDescription(name: name, kind: .message(type))
    }

    /// The message itself, which must be the only parameter or the only result.
    public static func part(_ name: String, _ type: Message.Type) -> PartDescription { PartDescription(name: name, kind: .untyped) }

    /// Octets that pass through, which must be the only parameter or the only result.
    public static func part(_ name: String, _ type: OctetStream.Type) -> PartDescription { PartDescription(name: name, kind: .stream) }
}

/// What `@MessageContract` makes of a type: which of its properties are headers and which are members of the body.
public protocol MessageContractType: Sendable {
    /// How the body is wrapped.
    static var messageNames: MessageContractNames { get }
    /// Puts headers and body members into `message`, in the order of the wire.
    func write(to message: inout OutgoingParts)
    /// Takes them out.
    init(from message: inout IncomingParts) throws
}

/// How the body of a message contract is wrapped, and which headers it has.
public struct MessageContractNames: Sendable {
    /// Whether there is one element around the body's members.
    public var isWrapped: Bool
    /// Its local name: by default that of the type.
    public var wrapper: String
    /// Its namespace; `nil` is that of the service contract.
    public var wrapperNamespace: String?
    /// The headers, which the contract understands: a sender may say that they must be. A namespace of `nil` is the service contract's.
    public var headers: [(name: String, namespace: String?)]
    /// Whether the one member of the body is an `OctetStream`: then the body is not read into memory.
    public var isStreamed: Bool

    /// A body with or without a wrapper.
    public init(
        wrapper: String, namespace: String? = nil, isWrapped: Bool = true, headers: [(name: String, namespace: String?)] = [],
        isStreamed: Bool = false
    ) {
        self.wrapper = wrapper
        self.wrapperNamespace = namespace
        self.isWrapped = isWrapped
        self.headers = headers
        self.isStreamed = isStreamed
    }
}
