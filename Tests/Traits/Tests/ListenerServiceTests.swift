import Logging
import ServiceLifecycle
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataTesting
import StrataTextEncoding
import Testing

/// Listeners in a `ServiceGroup` of swift-service-lifecycle.
@Suite(.timeLimit(.minutes(1))) struct ListenerServiceTests {
    private let binding = CustomBinding("served") {
        TextEncoding(.soap11)
        HTTPTransport()
    }
    private let answer = Message(version: .soap11, action: "urn:r")

    private func listener() throws -> any ChannelListener<any ReplyChannel> {
        try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/it"))
    }

    private func group(_ services: any Service...) -> ServiceGroup {
        ServiceGroup(services: services, logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func call(_ address: EndpointAddress) async throws -> Message {
        try await binding.withRequestChannel(to: address) { try await $0.request(Message(version: .soap11, action: "urn:q")) }
    }

    private func opened(_ listener: any CommunicationObject) async {
        for await state in listener.stateChanges where state == .opened { return }
    }

    /// The call under way is answered, nothing new is taken, and then the group has ended.
    @Test func aGracefulShutdownDrains() async throws {
        let listener = try listener()
        let (started, go) = (Gate(), Gate())
        let group = group(
            ListenerService(serving: listener) { _ in
                started.open()
                try await go.passed()
                return answer
            })
        let running = Task { try await group.run() }
        await opened(listener)
        let address = listener.address
        let held = Task { try await call(address) }
        try await started.passed()

        await group.triggerGracefulShutdown()
        for await state in listener.stateChanges where state == .closing { break }
        await #expect(throws: CommunicationError.self) { try await call(address) }
        go.open()
        let reply = try await held.value
        #expect(!reply.isFault)
        try await running.value
        #expect(listener.state == .closed)
    }

    /// Somebody else closes the listener: the service ends like any other that is done.
    @Test func itEndsWithItsListener() async throws {
        let listener = try listener()
        let service = ListenerService(serving: listener) { _ in answer }
        let running = Task { try await service.run() }
        await opened(listener)
        _ = try await call(listener.address)
        try await listener.close()
        try await running.value
        #expect("\(service)" == "a listener, closed")
    }

    @Test func cancellationAborts() async throws {
        let listener = try listener()
        let started = Gate()
        let service = ListenerService(serving: listener) { _ in
            started.open()
            try await Gate().passed()
            return nil
        }
        let running = Task { try await service.run() }
        await opened(listener)
        let address = listener.address
        let held = Task { try await call(address) }
        try await started.passed()
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        await #expect(throws: CommunicationError.self) { try await held.value }
        #expect(listener.state == .closed)
    }

    /// What cannot be opened fails the group.
    @Test func aFailureIsTheGroups() async throws {
        let first = try listener()
        try await first.open()
        let second = try binding.makeReplyListener(at: first.address)
        await #expect(throws: CommunicationError.self) { try await group(ListenerService(serving: second) { _ in answer }).run() }
        try await first.close()
    }
}
