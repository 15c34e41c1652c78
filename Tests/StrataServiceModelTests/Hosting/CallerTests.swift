import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// What callers, invokers and writers may get wrong, and who is told.
@Suite(.timeLimit(.minutes(1))) struct CallerTests {
    /// Refuses requests as long as it is shut.
    private final class Barrier: EndpointBehavior, ClientMessageInspector {
        let isShut = Atomic(true)
        func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { client.messageInspectors.append(self) }
        func beforeSending(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? {
            if isShut.load(ordering: .relaxed) { throw CancellationError() }
            return nil
        }
    }

    /// An operation that ends the session, and was not sent or was refused, ends nothing.
    @Test func aLastCallThatWasNotMade() async throws {
        let (gated, barrier) = (GatedBell(), Barrier())
        var service = HostedService<any Bell>(.single(gated))
        service.concurrency = .multiple
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 0
        try await Belfry.with(service) { belfry async throws in
            try await belfry.binding.withClient(
                BellClient.self, of: belfry.address, callback: Listener(), behaviors: [barrier]
            ) { bell async throws in
                await #expect(throws: CancellationError.self) { _ = try await bell.leave() }
                barrier.isShut.store(false, ordering: .relaxed)
                let first = Task { try await bell.echo(text: "gated") }
                for await _ in gated.entrances { break }
                await #expect { _ = try await bell.leave() } throws: { ($0 as? CommunicationError)?.code == .serverTooBusy }
                gated.gate.open()
                #expect(try await first.value == "gated")
                try await eventually { belfry.host.throttleCounts[0].calls == 0 }
                #expect(try await bell.leave() == 0)
            }
        }
    }

    /// One-way operations are sent, others called; nothing goes out in the wrong way.
    @Test func theWrongWay() async throws {
        let service = TillService()
        try await HostTests.withTill(.inProcess, HostedService(.single(service))) { till, _ async throws in
            var ring = till.caller.request(TillContract.declared[2])
            ring.write("!", as: "text")
            await #expect { _ = try await till.caller.call(ring) } throws: { "\($0)".contains("'Ring' is one-way") }
            await #expect { try await till.caller.send(till.caller.request(TillContract.declared[3])) } throws: {
                ($0 as? CommunicationError)?.retry == .safe && "\($0)".contains("'Rung' has a reply")
            }
            #expect(try await till.rung() == [])
        }
    }

    /// A call whose time is up before it begins was not sent.
    @Test(arguments: [InstancingTable.Way.inProcess, .sessionsOnly, .duplexOnly]) func aCallWithoutTime(_ way: InstancingTable.Way)
        async throws
    {
        let binding = way.binding
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(TillContract.self, binding, at: way.address) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws -> Void in
                await #expect { _ = try await till.with { $0.timeout = .zero }.add(a: 1, b: 1) } throws: {
                    ($0 as? CommunicationError)?.code == .timedOut && ($0 as? CommunicationError)?.retry == .safe
                }
            }
        }
    }

    /// A call that is given up ends alone: its task has `CancellationError`, and the client goes on.
    @Test(arguments: InstancingTable.Way.allCases) func aCallThatIsGivenUp(_ way: InstancingTable.Way) async throws {
        let (held, binding) = (TurnTests.Held(isGated: true), way.binding)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = .multiple
        service.addEndpoint(TillContract.self, binding, at: way.address) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                let call = Task { try await till.add(a: 1, b: 1) }
                for await _ in held.entrances { break }
                call.cancel()
                await #expect(throws: CancellationError.self) { _ = try await call.value }
                held.gate.open()
                #expect(try await till.add(a: 2, b: 2) == 4)
            }
        }
    }

    private struct Idle: OperationInvoker, EndpointBehavior {
        func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.invokers.append(self) }
        func invoke(_ operation: OperationDescription, _ next: @Sendable () async throws -> Void) async throws {}
    }

    /// A caller is answered, whatever invokers leave out; and somebody is told.
    @Test func anInvokerThatInvokesNothing() async throws {
        let (reports, binding) = Self.reporting()
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:idle"), behaviors: [Idle()]) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                try await till.ring(text: "!")
                _ = await #expect(throws: FaultError.self) { _ = try await till.add(a: 1, b: 1) }
            }
        }
        let records = reports.records.withLock { $0 }
        #expect(records.map(\.message) == ["an operation has failed, and its caller is not told why"])
        let error = try #require(records.first?.error)
        #expect("\(error)".contains("an invoker of operation 'Add'"))
    }

    private static func reporting() -> (Reports, CustomBinding) {
        let reports = Reports()
        return (reports, Belfry.binding(reports))
    }

    /// What its caller is not told of an operation is in the diagnostics, and so is a result that cannot be written.
    @Test func hiddenErrorsAreReported() async throws {
        let (reports, binding) = Self.reporting()
        var service = HostedService<any Till>(.single(OddTill()))
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:odd")) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                try? await till.ring(text: Oddity.itsOwnError.rawValue)
                _ = await #expect(throws: FaultError.self) { try await till.fail(how: Oddity.itsOwnError.rawValue) }
                _ = await #expect(throws: CommunicationError.self) { _ = try await till.rung() }
            }
        }
        let hidden = "an operation has failed, and its caller is not told why"
        #expect(reports.records.withLock { $0.map(\.message) } == [hidden, hidden, "a request was not answered"])
    }

    @Test func aResultOfADuplexSessionThatCannotBeWritten() async throws {
        let (reports, hub) = (Reports(), InProcessHub())
        let binding = CustomBinding("duplex", diagnostics: reports) {
            DuplexOnly()
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        var service = HostedService<any Till>(.single(OddTill()))
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:odd")) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                _ = await #expect(throws: FaultError.self) { _ = try await till.rung() }
            }
        }
        #expect(reports.records.withLock { $0.map(\.message) } == ["a reply could not be written"])
    }
}
