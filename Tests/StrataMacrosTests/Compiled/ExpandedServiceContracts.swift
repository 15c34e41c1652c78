public import StrataServiceModel

// Service contracts as people write them.

@MessageContract(wrapperName: "Wrap", wrapperNamespace: "urn:wrap")
public struct Wrapped {
    @MessageHeader(name: "Token", namespace: "urn:h") var token: String?
    @MessageHeader(namespace: "urn:h", mustUnderstand: true, relay: true, actor: "urn:next") var must: Int
    @MessageHeader var level: Int = 3
    @MessageBodyMember(order: 2) var second: Square?
    @MessageBodyMember(namespace: OtherNamespace.uri, order: 1) var first: String
}

@MessageContract(isWrapped: false)
struct Download {
    @MessageBodyMember var octets: OctetStream
}

@ServiceContract(name: "IBase", namespace: "urn:base")
public protocol Ancestor: Sendable {
    func fromBase(x: Int) async throws
}

@ServiceContract(name: "Named", namespace: OtherNamespace.uri, sessionMode: .required)
public protocol Calculator: Ancestor {
    @Operation(name: "Add") func add(_ a: Int32, to b: Int32) async throws -> Int32
    @Operation(name: "Do", action: "urn:do", replyAction: "urn:done", isTerminating: true, parameterNames: ["one": "Thing One"])
    @Faults(Square.self, Circle.self)
    @Faults(Shape.self, action: "urn:fault", name: "Detail")
    func perform(one: String?, input: [Int]) async throws -> String?
    @Operation(name: "Out") func out(a: Int, both: Int) async throws -> (sum: Int, both: Int, only: String?)
    func pair() async throws -> (Int, rest: Int)
    @OneWay func tell(request: String) async throws
    func wrapped(message: Wrapped) async throws -> Wrapped
    @Operation(action: "*", replyAction: "*") func raw(service: Message) async throws -> Message
}

@ServiceContract
public protocol Tick: Sendable {
    @OneWay func tick(count: Int) async throws
    func download(size: Int) async throws -> OctetStream
}

@ServiceContract(sessionMode: .required, callback: (any Tick).self)
protocol Clock: Sendable {
    func start(count: Int) async throws
}

enum Space {
    @ServiceContract
    protocol Empty: Tick, Sendable {}
    @ServiceContract
    protocol Nested: Sendable {
        func `default`(in range: [String: Int]) async throws -> [String: Int]
    }
}

/// The service of the tests.
struct Abacus: Calculator {
    func fromBase(x: Int) async throws {}
    func add(_ a: Int32, to b: Int32) async throws -> Int32 { a + b }
    func perform(one: String?, input: [Int]) async throws -> String? { one.map { "\($0) \(input)" } }
    func out(a: Int, both: Int) async throws -> (sum: Int, both: Int, only: String?) { (a + both, both * 2, nil) }
    func pair() async throws -> (Int, rest: Int) { (1, 2) }
    func tell(request: String) async throws {}
    func wrapped(message: Wrapped) async throws -> Wrapped { message }
    func raw(service: Message) async throws -> Message { service }
}
