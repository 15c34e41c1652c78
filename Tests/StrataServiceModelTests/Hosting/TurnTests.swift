import StrataBindings
import StrataCore
import StrataInProcess
import StrataInfoset
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// Which object performs a call, and in whose turn.
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

    static func sums(_ till: TillClient, _ count: Int32) async throws -> [Result<Int32, any Error>] {
        await withTaskGroup(of: Result<Int32, any Error>.self) { group in
            for number in 0..<count {
                group.addTask { do { return .success(try await till.add(a: number, b: 0)) } catch { return .failure(error) } }
            }
            var all: [Result<Int32, any Error>] = []
            for await result in group { all.append(result) }
            return all
        }
    }

    /// Two calls at once: one waits for the other, or both are inside.
    @Test func oneObjectAtATime() async throws {
        let held = Held(isGated: false)
        try await HostTests.withTill(.http, HostedService<any Till>(.single(held))) { till, _ async throws in
            let answers = try await Self.sums(till, 50)
            #expect(Set(answers.compactMap { try? $0.get() }) == Set(0..<50))
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) == 1)
    }

    @Test func oneObjectForSeveral() async throws {
        let held = Held(isGated: true)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = .multiple
        try await HostTests.withTill(.http, service) { till, _ async throws in
            async let answers = Self.sums(till, 2)
            var inside = 0
            for await _ in held.entrances {
                inside += 1
                if inside == 2 { break }
            }
            held.gate.open()
            #expect(try await Set(answers.compactMap { try? $0.get() }) == [0, 1])
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) == 2)
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
            try await eventually { host.state != .opened }
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
}
