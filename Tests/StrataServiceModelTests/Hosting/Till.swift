import StrataCore
import StrataInfoset
import StrataServiceModel
import Synchronization

/// A contract written by hand: what `@ServiceContract` makes of the protocol.
protocol Till: Sendable {
    func add(a: Int32, b: Int32) async throws -> Int32
    func echo(text: String?) async throws -> String?
    func ring(text: String) async throws
    func rung() async throws -> [String]
    func fail(how: String) async throws
}

enum TillContract: ServiceContract {
    static let declared: [OperationDescription] = [
        OperationDescription(
            "Add", of: "ITill", namespace: "urn:till", input: [.part("a", Int32.self), .part("b", Int32.self)],
            output: [.part("AddResult", Int32.self)]),
        OperationDescription(
            "Echo", of: "ITill", namespace: "urn:till", input: [.part("text", String?.self)], output: [.part("EchoResult", String?.self)]),
        OperationDescription("Ring", of: "ITill", namespace: "urn:till", isOneWay: true, input: [.part("text", String.self)]),
        OperationDescription("Rung", of: "ITill", namespace: "urn:till", output: [.part("RungResult", [String].self)]),
        OperationDescription(
            "Fail", of: "ITill", namespace: "urn:till", input: [.part("how", String.self)], faults: [.fault(Shortage.self)]),
    ]
    static let description = ContractDescription("ITill", namespace: "urn:till", operations: declared)
    static let operations: [ServiceOperation<any Till>] = [
        ServiceOperation(declared[0]) { service, input, output in
            let a = try input.read("a", as: Int32.self)
            let b = try input.read("b", as: Int32.self)
            try await input.complete()
            output.write(try await service.add(a: a, b: b), as: "AddResult")
        },
        ServiceOperation(declared[1]) { service, input, output in
            let text = try input.read("text", as: String?.self)
            try await input.complete()
            output.write(try await service.echo(text: text), as: "EchoResult")
        },
        ServiceOperation(declared[2]) { service, input, _ in
            let text = try input.read("text", as: String.self)
            try await input.complete()
            try await service.ring(text: text)
        },
        ServiceOperation(declared[3]) { service, input, output in
            try await input.complete()
            output.write(try await service.rung(), as: "RungResult")
        },
        ServiceOperation(declared[4]) { service, input, _ in
            let how = try input.read("how", as: String.self)
            try await input.complete()
            try await service.fail(how: how)
        },
    ]
}

struct TillClient: Till, ServiceClient {
    typealias Contract = TillContract
    let caller: OperationCaller

    init(_ caller: OperationCaller) { self.caller = caller }

    func add(a: Int32, b: Int32) async throws -> Int32 {
        var request = caller.request(TillContract.declared[0])
        request.write(a, as: "a")
        request.write(b, as: "b")
        var reply = try await caller.call(request)
        return try reply.read("AddResult", as: Int32.self)
    }

    func echo(text: String?) async throws -> String? {
        var request = caller.request(TillContract.declared[1])
        request.write(text, as: "text")
        var reply = try await caller.call(request)
        return try reply.read("EchoResult", as: String?.self)
    }

    func ring(text: String) async throws {
        var request = caller.request(TillContract.declared[2])
        request.write(text, as: "text")
        try await caller.send(request)
    }

    func rung() async throws -> [String] {
        var reply = try await caller.call(caller.request(TillContract.declared[3]))
        return try reply.read("RungResult", as: [String].self)
    }

    func fail(how: String) async throws {
        var request = caller.request(TillContract.declared[4])
        request.write(how, as: "how")
        _ = try await caller.call(request)
    }
}

/// A declared fault.
struct Shortage: MemberContract, Equatable {
    var missing: Int32

    static let contractName = ExpandedName("Shortage", namespace: "urn:till:data")

    init(missing: Int32) { self.missing = missing }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(missing, as: ExpandedName("Missing", namespace: "urn:till:data"), coding)
    }

    init(from members: inout ContractMembers) throws {
        missing = try members.read(ExpandedName("Missing", namespace: "urn:till:data"))
    }
}

/// Serves the contract.
final class TillService: Till {
    let rings = Mutex<[String]>([])

    func add(a: Int32, b: Int32) async throws -> Int32 { a &+ b }
    func echo(text: String?) async throws -> String? { text }
    func ring(text: String) async throws { rings.withLock { $0.append(text) } }
    func rung() async throws -> [String] { rings.withLock { $0 } }

    func fail(how: String) async throws {
        switch how {
        case "typed": throw TypedFault(Shortage(missing: 3), "there is not enough")
        case "plain": throw FaultError(.sender("no"))
        default: throw Secret()
        }
    }

    struct Secret: Error, CustomStringConvertible {
        var description: String { "the safe is behind the picture" }
    }
}
