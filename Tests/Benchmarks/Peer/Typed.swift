import InteropPeer
import Strata

/// Serves `ICalc` from its typed contract until it is killed.
func serveTyped(_ address: EndpointAddress) async throws {
    var service = HostedService<any Calc>(.single(CalcService()))
    service.concurrency = .multiple
    service.addEndpoint(CalcContract.self, try serviceBinding(certificates: nil), at: address)
    let host = try ServiceHost(service)
    try await host.open()
    print("READY")
    Console.flush()
    try await host.run()
}

/// Callers through the typed client, with a channel each over one factory.
func withTypedCallers(of address: EndpointAddress, _ body: (@escaping Callers) async throws -> Void) async throws {
    let factory = try ClientFactory<CalcClient>(try clientBinding(certificates: nil))
    try await factory.channels.open()
    try await body {
        let channel = try factory.channels.makeChannel(to: address, via: nil)
        try await channel.open()
        let client = factory.client(over: channel)
        return { text in try await client.echo(text: text) }
    }
    try await factory.channels.close()
}

/// From nothing to the answer of the first call, and what a second one takes, in microseconds.
func firstCall(of address: EndpointAddress, typed: Bool) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    @Sendable func call(_ makeCaller: Callers) async throws {
        let echo = try await makeCaller()
        guard try await echo("hello") == "hello" else { throw WrongEcho(reply: "another text") }
        let first = clock.now
        guard try await echo("hello") == "hello" else { throw WrongEcho(reply: "another text") }
        print("first=\((first - start) / .microseconds(1)) second=\((clock.now - first) / .microseconds(1))")
    }
    if typed {
        try await withTypedCallers(of: address) { try await call($0) }
    } else {
        try await withPlainCallers(of: address, over: try clientBinding(certificates: nil)) { try await call($0) }
    }
}
