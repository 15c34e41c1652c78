import Strata

// What `@ServiceContract` would write.

protocol Greeting: Sendable {
    func greet(name: String) async throws -> String
}

enum GreetingContract: ServiceContract {
    static let greet = OperationDescription(
        "greet", of: "Greeting", namespace: "urn:stranger", input: [.part("name", String.self)],
        output: [.part("greetResult", String.self)])
    static let description = ContractDescription("Greeting", namespace: "urn:stranger", operations: [greet])
    static let operations: [ServiceOperation<any Greeting>] = [
        ServiceOperation(greet) { service, input, output in
            let name = try input.read("name", as: String.self)
            try await input.complete()
            output.write(try await service.greet(name: name), as: "greetResult")
        }
    ]
}

struct GreetingClient: Greeting, ServiceClient {
    typealias Contract = GreetingContract
    let caller: OperationCaller

    init(_ caller: OperationCaller) { self.caller = caller }

    func greet(name: String) async throws -> String {
        var request = caller.request(GreetingContract.greet)
        request.write(name, as: "name")
        var reply = try await caller.call(request)
        return try reply.read("greetResult", as: String.self)
    }
}

struct Greeter: Greeting {
    func greet(name: String) async throws -> String { "hello, \(name)" }
}

let binding = BasicHTTPBinding()
var service = HostedService<any Greeting>(.single(Greeter()))
service.addEndpoint(GreetingContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/hello"))

try await ServiceHost(service).whileServing { host in
    try await binding.withClient(GreetingClient.self, of: host.addresses[0]) { greeting in
        print(try await greeting.greet(name: "stranger"))
    }
}
