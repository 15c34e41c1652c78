import StrataServiceModel

@ServiceContract(namespace: "urn:example:door")
protocol Door: Sendable {
    func ring(name: String) async throws -> Int
}

// What the macro makes of it, written by hand.

enum DoorByHand: ServiceContract {
    static let ring = OperationDescription(
        "ring", of: "Door", namespace: "urn:example:door", input: [.part("name", String.self)], output: [.part("ringResult", Int.self)])
    static let description = ContractDescription("Door", namespace: "urn:example:door", operations: [ring])
    static let operations = [
        ServiceOperation<any Door>(ring) { door, input, output in
            let name = try input.read("name", as: String.self)
            try await input.complete()
            output.write(try await door.ring(name: name), as: "ringResult")
        }
    ]
}

struct DoorCaller: Door, ServiceClient {
    typealias Contract = DoorByHand
    let caller: OperationCaller

    init(_ caller: OperationCaller) { self.caller = caller }

    func ring(name: String) async throws -> Int {
        var request = caller.request(DoorByHand.ring)
        request.write(name, as: "name")
        var reply = try await caller.call(request)
        return try reply.read("ringResult", as: Int.self)
    }
}

struct Porter: Door {
    func ring(name: String) async throws -> Int { name.utf8.count }
}
