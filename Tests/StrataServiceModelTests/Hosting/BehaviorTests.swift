import StrataCore
import StrataInProcess
import StrataInfoset
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import Testing

/// What behaviours, options and session rules change.
@Suite(.timeLimit(.minutes(1))) struct BehaviorTests {
    /// Marks what it sees, on both sides, and hands its state from the request to the reply.
    final class Marks: EndpointBehavior, ClientMessageInspector, DispatchMessageInspector, ErrorHandler {
        let seen = Mutex<[String]>([])
        static let name = ExpandedName("Mark", namespace: "urn:mark")

        func note(_ text: String) { seen.withLock { $0.append(text) } }

        func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { client.messageInspectors.append(self) }
        func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) {
            dispatch.messageInspectors.append(self)
            dispatch.errorHandlers.append(self)
        }

        func beforeSending(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? {
            request.headers.add(MessageHeader(Self.name, "out"))
            return "state of \(operation.name)"
        }
        func afterReceiving(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws {
            note("client: \(reply.headers.first(Self.name)?.text ?? "none"), \(state as? String ?? "no state")")
        }
        func afterReceiving(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? {
            note("service: \(request.headers.first(Self.name)?.text ?? "none")")
            return operation.name
        }
        func beforeSending(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws {
            reply.headers.add(MessageHeader(Self.name, "back from \(state as? String ?? "nowhere")"))
        }
        func fault(for error: any Error, in operation: OperationDescription) -> FaultError? {
            error is TillService.Secret ? FaultError(.sender("closed today")) : nil
        }
        func handle(_ error: any Error, in operation: OperationDescription) { note("error in \(operation.name)") }
    }

    @Test func inspectorsAndErrorHandlers() async throws {
        let (client, host) = (Marks(), Marks())
        try await HostTests.withTill(.http, HostedService(.single(TillService())), client: [client], host: [host]) { till, _ async throws in
            #expect(try await till.add(a: 1, b: 2) == 3)
            await #expect { try await till.fail(how: "else") } throws: { ($0 as? FaultError)?.fault.reason == "closed today" }
        }
        #expect(host.seen.withLock { $0 } == ["service: out", "service: out", "error in Fail"])
        #expect(client.seen.withLock { $0 } == ["client: back from Add, state of Add", "client: back from Fail, state of Fail"])
    }

    @Test func aCallHasATimeOfItsOwn() async throws {
        let held = TurnTests.Held(isGated: true)
        try await HostTests.withTill(.http, HostedService(.single(held))) { till, _ async throws in
            await #expect { _ = try await till.with { $0.timeout = .milliseconds(20) }.add(a: 1, b: 1) } throws: {
                ($0 as? CommunicationError)?.code == .timedOut
            }
            held.gate.open()
            #expect(try await till.add(a: 1, b: 1) == 2)
        }
    }

    /// A contract of sessions: `Add` may not begin one, and nothing comes behind `Rung`.
    enum Visit: ServiceContract {
        static let declared = TillContract.declared.map { operation in
            var operation = operation
            operation.isInitiating = operation.name != "Add"
            operation.isTerminating = operation.name == "Rung"
            return operation
        }
        static let description = ContractDescription("ITill", namespace: "urn:till", sessionMode: .required, operations: declared)
        static let operations = zip(declared, TillContract.operations).map { operation, performed in
            performed.with(operation)
        }
    }

    @Test func sessionsBeginAndEndAsTheContractSays() async throws {
        try await withVisits(maxSessions: 10) { binding, address, _ in
            try await binding.withRequestChannel(to: address, session: true) { channel in
                let till = TillClient(OperationCaller(Visit.description, over: channel, version: .soap12Addressing10))
                await #expect { _ = try await till.add(a: 1, b: 1) } throws: { "\($0)".contains("cannot begin with operation 'Add'") }
                _ = try await till.echo(text: nil)
                #expect(try await till.add(a: 1, b: 1) == 2)
                _ = try await till.rung()
                await #expect { _ = try await till.add(a: 1, b: 1) } throws: { "\($0)".contains("session is ending") }
            }
        }
    }

    @Test func noMoreSessionsThanTheThrottleAllows() async throws {
        try await withVisits(maxSessions: 1) { binding, address, host in
            try await binding.withRequestChannel(to: address, session: true) { channel in
                let till = TillClient(OperationCaller(Visit.description, over: channel, version: .soap12Addressing10))
                _ = try await till.echo(text: nil)
                await #expect(throws: (any Error).self) {
                    try await binding.withRequestChannel(to: address, session: true) { second in
                        let other = TillClient(OperationCaller(Visit.description, over: second, version: .soap12Addressing10))
                        _ = try await other.echo(text: nil)
                    }
                }
                #expect(host.throttleCounts[0].refused == 1 && host.throttleCounts[0].sessions == 1)
                _ = try await till.echo(text: nil)
            }
        }
    }

    private func withVisits(
        maxSessions: Int, _ body: (CustomBinding, EndpointAddress, ServiceHost) async throws -> Void
    ) async throws {
        let hub = InProcessHub()
        let binding = CustomBinding("in-process") {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        var service = HostedService<any Till>(.perSession { TillService() })
        service.throttle.maxConcurrentSessions = maxSessions
        service.addEndpoint(Visit.self, binding, at: EndpointAddress("inproc:visits")) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        do { try await body(binding, host.addresses[0], host) } catch {
            host.abort()
            throw error
        }
        try await host.close()
        try await running.value
    }
}
