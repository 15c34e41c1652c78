public struct Message: Sendable {}
public struct OctetStream: Sendable {}

public struct PartDescription: Sendable {
    public let name: String
    public static func part<Value: ContractValue>(_ name: String, _ type: Value.Type) -> PartDescription { PartDescription(name: name) }
    public static func part<Contract: MessageContractType>(_ name: String, _ type: Contract.Type) -> PartDescription {
        PartDescription(name: name)
    }
    public static func part(_ name: String, _ type: Message.Type) -> PartDescription { PartDescription(name: name) }
    public static func part(_ name: String, _ type: OctetStream.Type) -> PartDescription { PartDescription(name: name) }
}

public struct FaultDescription: Sendable {
    public let name: String
    public static func fault<Detail: ContractValue>(
        _ type: Detail.Type, action: String? = nil, name: String? = nil, namespace: String? = nil
    ) -> FaultDescription { FaultDescription(name: (name ?? type.contractName.localName) + (action.map { " " + $0 } ?? "")) }
}

public struct OperationDescription: Sendable {
    public let name: String
    public let action: String
    public let words: String

    public init(
        _ name: String, of contract: String, namespace: String = "http://tempuri.org/", action: String? = nil, replyAction: String? = nil,
        isOneWay: Bool = false, isInitiating: Bool = true, isTerminating: Bool = false, input: [PartDescription] = [],
        output: [PartDescription] = [], faults: [FaultDescription] = []
    ) {
        self.name = name
        self.action = action ?? "\(namespace)/\(contract)/\(name)"
        words = (input.map(\.name) + ["->"] + output.map(\.name) + faults.map(\.name)).joined(separator: " ")
    }
}

public enum SessionMode: Sendable { case allowed, required, notAllowed }

public struct ContractDescription: Sendable {
    public let name: String
    public let callback: (any ServiceContract.Type)?
    public let operations: [OperationDescription]

    public init(
        _ name: String, namespace: String = "http://tempuri.org/", sessionMode: SessionMode = .allowed,
        callback: (any ServiceContract.Type)? = nil, operations: [OperationDescription]
    ) { (self.name, self.callback, self.operations) = (name, callback, operations) }
}

public protocol ServiceContract: SendableMetatype {
    associatedtype Service: Sendable
    static var description: ContractDescription { get }
    static var operations: [ServiceOperation<Service>] { get }
}

public struct ServiceOperation<Service: Sendable>: Sendable {
    public typealias Perform = @Sendable (Service, inout IncomingParts, inout OutgoingParts) async throws -> Void
    public let perform: Perform
    public init(_ description: OperationDescription, perform: @escaping Perform) { self.perform = perform }
    public func of<Heir: Sendable>(_ upcast: @escaping @Sendable (Heir) -> Service) -> ServiceOperation<Heir> {
        let perform = perform
        return ServiceOperation<Heir>(OperationDescription("", of: "")) {
            (service: Heir, input: inout IncomingParts, output: inout OutgoingParts) async throws in
            try await perform(upcast(service), &input, &output)
        }
    }
}

public protocol MessageContractType: Sendable {
    static var messageNames: MessageContractNames { get }
    func write(to message: inout OutgoingParts)
    init(from message: inout IncomingParts) throws
}

public struct MessageContractNames: Sendable {
    public init(wrapper: String, namespace: String? = nil, isWrapped: Bool = true) {}
}

/// What goes out is what comes in: each part under its name.
public struct OutgoingParts: Sendable {
    public var parts: [String: any Sendable] = [:]
    public mutating func write<Value: ContractValue>(_ value: Value, as name: String, namespace: String? = nil) { parts[name] = value }
    public mutating func write<Contract: MessageContractType>(_ value: Contract, as name: String) { parts[name] = value }
    public mutating func write(_ message: Message, as name: String) { parts[name] = message }
    public mutating func write(_ octets: OctetStream, as name: String) { parts[name] = octets }
    public mutating func writeHeader<Value: ContractValue>(
        _ value: Value, as name: String, namespace: String? = nil, mustUnderstand: Bool = false, actor: String = "", relay: Bool = false
    ) { parts["header " + name] = value }
}

public struct IncomingParts {
    public var parts: [String: any Sendable] = [:]
    private func part<Part>(_ name: String) throws -> Part {
        guard let part = parts[name] as? Part else { throw ContractError() }
        return part
    }
    public mutating func read<Value: ContractValue>(_ name: String, namespace: String? = nil, as type: Value.Type) throws -> Value {
        try part(name)
    }
    public mutating func read<Contract: MessageContractType>(_ name: String, as type: Contract.Type) throws -> Contract { try part(name) }
    public mutating func read(_ name: String, as type: Message.Type) throws -> Message { try part(name) }
    public mutating func read(_ name: String, as type: OctetStream.Type) throws -> OctetStream { try part(name) }
    public mutating func readHeader<Value: ContractValue>(
        _ name: String, namespace: String? = nil, actor: String? = nil, as type: Value.Type
    ) throws -> Value { try part("header " + name) }
    public func complete() async throws {}
}

public protocol ServiceClient: Sendable {
    associatedtype Contract: ServiceContract
    var caller: OperationCaller { get }
    init(_ caller: OperationCaller)
}

/// Answers each request with what it is told to.
public struct OperationCaller: Sendable {
    public let answer: @Sendable (String, OutgoingParts) async throws -> OutgoingParts
    public func request(_ operation: OperationDescription) -> OutgoingParts { OutgoingParts(parts: ["": operation.name]) }
    public func call(_ request: OutgoingParts) async throws -> IncomingParts {
        IncomingParts(parts: try await answer(request.parts[""] as? String ?? "", request).parts)
    }
    public func send(_ request: OutgoingParts) async throws { _ = try await call(request) }
}
