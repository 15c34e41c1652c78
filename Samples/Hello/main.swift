import Strata

@ServiceContract(namespace: "urn:example:hello")
protocol Greeting: Sendable {
    func greet(name: String) async throws -> String
}

struct Greeter: Greeting {
    func greet(name: String) async throws -> String { "hello, \(name)" }
}

let binding = BasicHTTPBinding()
var service = HostedService<any Greeting>(.single(Greeter()))
service.addEndpoint(GreetingContract.self, binding, at: EndpointAddress("http://localhost:0/hello"))

try await ServiceHost(service).whileServing { host in
    try await binding.withClient(GreetingClient.self, of: host.addresses[0]) { greeting in
        print(try await greeting.greet(name: "world"))
    }
}
