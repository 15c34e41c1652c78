import Logging
import ServiceLifecycle
import StrataCore
import StrataHTTP
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Testing

/// Hosts in a `ServiceGroup` of swift-service-lifecycle.
@Suite(.timeLimit(.minutes(1))) struct HostServiceTests {
    private let binding = CustomBinding("served") {
        TextEncoding(.soap11)
        HTTPTransport()
    }

    private func host(_ hall: Hall) throws -> ServiceHost {
        var service = HostedService<any Waiting>(.single(hall))
        service.concurrency = .multiple
        service.addEndpoint(WaitingContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/hall"))
        return try ServiceHost(service)
    }

    private func group(_ services: any Service...) -> ServiceGroup {
        ServiceGroup(services: services, logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func opened(_ host: ServiceHost) async {
        for await state in host.stateChanges where state == .opened { return }
    }

    private func call(_ address: EndpointAddress) async throws -> Int {
        try await binding.withClient(WaitingClient.self, of: address) { try await $0.wait() }
    }

    /// The call under way is answered, nothing new is taken, and then the group has ended.
    @Test func aGracefulShutdownDrains() async throws {
        let hall = Hall()
        let host = try host(hall)
        let group = group(host)
        let running = Task { try await group.run() }
        await opened(host)
        let address = host.addresses[0]
        let held = Task { try await call(address) }
        try await hall.started.passed()

        await group.triggerGracefulShutdown()
        for await state in host.stateChanges where state == .closing { break }
        await #expect(throws: CommunicationError.self) { _ = try await call(address) }
        hall.go.open()
        #expect(try await held.value == 7)
        try await running.value
        #expect(host.state == .closed)
    }

    /// Somebody else closes the host, before it runs or while it does: the service ends like any other that is done.
    @Test(arguments: [false, true]) func itEndsWithItsHost(isEarly: Bool) async throws {
        let host = try host(Hall())
        if isEarly { try await host.close() }
        let running = Task { try await host.run() }
        if !isEarly {
            await opened(host)
            try await host.close()
        }
        try await running.value
        #expect(host.state == .closed)
    }

    @Test func cancellationAborts() async throws {
        let hall = Hall()
        let host = try host(hall)
        let running = Task { try await host.run() }
        await opened(host)
        let address = host.addresses[0]
        let held = Task { try await call(address) }
        try await hall.started.passed()
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        await #expect(throws: CommunicationError.self) { _ = try await held.value }
        #expect(host.state == .closed)
    }
}

@ServiceContract(namespace: "urn:example:hall")
protocol Waiting: Sendable {
    func wait() async throws -> Int
}

/// Keeps who comes in until somebody opens.
final class Hall: Waiting {
    let (started, go) = (Gate(), Gate())

    func wait() async throws -> Int {
        started.open()
        try await go.passed()
        return 7
    }
}
