import StrataBindings
import StrataCore
import StrataInProcess
import StrataInfoset
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import Testing

/// Which object performs a call, in whose turn, and how many at a time.
@Suite(.timeLimit(.minutes(1))) struct TurnTests {
    /// Holds every call until the gate opens, and counts those inside.
    final class Held: Till {
        let inside = Atomic(0)
        let most = Atomic(0)
        let entered: AsyncStream<Void>.Continuation
        let entrances: AsyncStream<Void>
        let gate = Gate()
        let isGated: Bool

        init(isGated: Bool) {
            self.isGated = isGated
            (entrances, entered) = AsyncStream.makeStream()
        }

        func add(a: Int32, b: Int32) async throws -> Int32 {
            let now = inside.add(1, ordering: .sequentiallyConsistent).newValue
            while true {
                let known = most.load(ordering: .sequentiallyConsistent)
                if now <= known || most.compareExchange(expected: known, desired: now, ordering: .sequentiallyConsistent).exchanged {
                    break
                }
            }
            defer { inside.subtract(1, ordering: .sequentiallyConsistent) }
            entered.yield()
            for _ in 0..<10 { await Task.yield() }
            if isGated { try await gate.passed() }
            return a &+ b
        }

        func echo(text: String?) async throws -> String? { text }
        func ring(text: String) async throws {}
        func rung() async throws -> [String] { [] }
        func fail(how: String) async throws {}
    }

    private static func sums(_ till: TillClient, _ count: Int32) async throws -> [Result<Int32, any Error>] {
        await withTaskGroup(of: Result<Int32, any Error>.self) { group in
            for number in 0..<count {
                group.addTask { do { return .success(try await till.add(a: number, b: 0)) } catch { return .failure(error) } }
            }
            var all: [Result<Int32, any Error>] = []
            for await result in group { all.append(result) }
            return all
        }
    }

    @Test(arguments: [ConcurrencyMode.single, .multiple]) func oneObject(_ mode: ConcurrencyMode) async throws {
        let held = Held(isGated: false)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = mode
        try await HostTests.withTill(.http, service) { till, _ async throws in
            let answers = try await Self.sums(till, 50)
            #expect(Set(answers.compactMap { try? $0.get() }) == Set(0..<50))
        }
        let most = held.most.load(ordering: .sequentiallyConsistent)
        #expect(mode == .single ? most == 1 : most >= 1)
    }

    /// The limit holds under a thousand callers, and each is answered.
    @Test func aThrottleHolds() async throws {
        let held = Held(isGated: false)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = .multiple
        service.throttle.maxConcurrentCalls = 3
        try await HostTests.withTill(.inProcess, service) { till, host async throws in
            let answers = try await Self.sums(till, 1000)
            #expect(Set(answers.compactMap { try? $0.get() }) == Set(0..<1000))
            // A reply can be there before its call is counted out.
            while host.throttleCounts[0].calls > 0 { await Task.yield() }
            #expect(host.throttleCounts[0].pendingCalls == 0 && host.throttleCounts[0].refused == 0)
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) <= 3)
    }

    /// Who finds too many waiting is refused before anything was done, and is told that it may try again.
    @Test func aFullThrottleRefuses() async throws {
        let held = Held(isGated: true)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = .multiple
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 0
        try await HostTests.withTill(.http, service) { till, host async throws in
            let first = Task { try await till.add(a: 1, b: 1) }
            for await _ in held.entrances { break }
            #expect(host.throttleCounts[0].calls == 1)
            await #expect { _ = try await till.add(a: 2, b: 2) } throws: {
                ($0 as? CommunicationError)?.code == .serverTooBusy && ($0 as? CommunicationError)?.retry == .safe
            }
            #expect(host.throttleCounts[0].refused == 1)
            held.gate.open()
            #expect(try await first.value == 2)
        }
    }

    /// Each session has its object, which the next one does not see.
    @Test func anObjectForEachSession() async throws {
        let hub = InProcessHub()
        let binding = CustomBinding("in-process") {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        let made = Atomic(0)
        var service = HostedService<any Till>(
            .perSession {
                made.add(1, ordering: .relaxed)
                return TillService()
            })
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:sessions")) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        for number in 1...2 {
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                try await till.ring(text: "\(number)")
                #expect(try await till.rung() == ["\(number)"])
                #expect(host.throttleCounts[0].sessions == 1)
            }
        }
        #expect(made.load(ordering: .relaxed) == 2)
        try await host.close()
        try await running.value
        #expect(host.throttleCounts[0].sessions == 0)
    }

    /// A host that is closed lets the call under way come to its answer.
    @Test func closingDrains() async throws {
        let held = Held(isGated: true)
        var service = HostedService<any Till>(.single(held))
        service.addEndpoint(TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till")) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        try await BasicHTTPBinding().withClient(TillClient.self, of: host.addresses[0]) { till async throws in
            let call = Task { try await till.add(a: 20, b: 22) }
            for await _ in held.entrances { break }
            let closing = Task { try await host.close() }
            held.gate.open()
            #expect(try await call.value == 42)
            try await closing.value
        }
        try await running.value
    }

    @Test func whatCannotBeIsRefusedBeforeItOpens() throws {
        enum Conversation: ServiceContract {
            static let description = ContractDescription(
                "Conversation", sessionMode: .required,
                operations: [
                    OperationDescription("Begin", of: "Conversation"), OperationDescription("End", of: "Conversation", isTerminating: true),
                ])
            static let operations: [ServiceOperation<any Till>] = []
        }
        var service = HostedService<any Till>(.single(TillService()))
        #expect { try ServiceHost(service) } throws: { "\($0)".contains("without endpoints") }
        service.addEndpoint(Conversation.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till")) { $0 }
        #expect { try ServiceHost(service) } throws: {
            "\($0)".contains("'Conversation' requires a session") && "\($0)".contains("BasicHTTPBinding")
        }
    }

    /// Limits under which every call would wait for ever are refused by name.
    @Test(arguments: ["maxConcurrentCalls", "maxConcurrentSessions", "maxPendingCalls"]) func impossibleLimits(_ name: String) throws {
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till")) { $0 }
        switch name {
        case "maxConcurrentCalls": service.throttle.maxConcurrentCalls = 0
        case "maxConcurrentSessions": service.throttle.maxConcurrentSessions = 0
        default: service.throttle.maxPendingCalls = -1
        }
        #expect { try ServiceHost(service) } throws: { "\($0)".contains("throttle.\(name)") && "\($0)".contains("must be at least") }
    }
}
