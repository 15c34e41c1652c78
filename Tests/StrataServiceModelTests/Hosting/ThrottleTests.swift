import StrataBindings
import StrataCore
import StrataServiceModel
import StrataTesting
import Synchronization
import TestSupport
import Testing

/// How many calls run at a time, and what becomes of those above.
@Suite(.timeLimit(.minutes(1))) struct ThrottleTests {
    /// The limit holds under a thousand callers, of whom all are there at once, and each is answered: of calls, or of the objects of calls.
    @Test(arguments: [InstancingTable.Way.duplexOnly, .http], InstancingTable.Objects.allCases)
    private func aThrottleHolds(_ way: InstancingTable.Way, _ objects: InstancingTable.Objects) async throws {
        let held = TurnTests.Held(isGated: true)
        let binding = way.binding
        var service = HostedService<any Till>(
            objects == .single ? .single(held) : objects == .perCall ? .perCall { held } : .perSession { held })
        service.concurrency = .multiple
        // An object for each session is one for each call over HTTP.
        let countsObjects = objects == .perCall || (objects == .perSession && way == .http)
        if countsObjects { service.throttle.maxConcurrentInstances = 3 } else { service.throttle.maxConcurrentCalls = 3 }
        service.addEndpoint(TillContract.self, binding, at: way.address) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
                async let answers = TurnTests.sums(till, 1000)
                // Over HTTP the client has fewer connections than callers.
                try await eventually { host.throttleCounts[0].pendingCalls >= (way == .http ? 1 : 997) }
                try await eventually { held.inside.load(ordering: .sequentiallyConsistent) == 3 }
                #expect(host.throttleCounts[0].calls == 3)
                #expect(host.throttleCounts[0].instances == (countsObjects ? 3 : objects == .single ? 0 : 1))
                held.gate.open()
                #expect(try await Set(answers.compactMap { try? $0.get() }) == Set(0..<1000))
                // A reply can be there before its call is counted out.
                try await eventually { host.throttleCounts[0].calls == 0 }
                #expect(host.throttleCounts[0].pendingCalls == 0 && host.throttleCounts[0].refused == 0)
            }
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) == 3)
    }

    /// No more sessions than the limit says are open at a time, however many ask; who has one is served in it.
    @Test func sessionsHold() async throws {
        let (held, way) = (TurnTests.Held(isGated: true), InstancingTable.Way.inProcess)
        let binding = way.binding
        var service = HostedService<any Till>(.perSession { held })
        service.throttle.maxConcurrentSessions = 3
        service.addEndpoint(TillContract.self, binding, at: way.address) { $0 }
        try await withHost(service) { host async throws in
            let address = host.addresses[0]
            let callers = (0..<Int32(1000)).map { number in
                Task { try await binding.withClient(TillClient.self, of: address) { try await $0.add(a: number, b: 0) } }
            }
            try await eventually { host.throttleCounts[0].refused == 997 && host.throttleCounts[0].instances == 3 }
            #expect(host.throttleCounts[0].sessions == 3)
            held.gate.open()
            var served = 0
            for (number, caller) in callers.enumerated() {
                do {
                    #expect(try await caller.value == Int32(number))
                    served += 1
                } catch is CommunicationError {}
            }
            #expect(served == 3)
            try await eventually { host.throttleCounts[0].sessions == 0 && host.throttleCounts[0].instances == 0 }
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) == 3)
    }

    /// Who finds too many waiting is refused before anything was done, and is told that it may try again, whatever the way.
    @Test(arguments: InstancingTable.Way.allCases) func aFullThrottleRefuses(_ way: InstancingTable.Way) async throws {
        try await Self.refuses(TillOf<Allowed>.self, way)
    }

    @Test func aFullThrottleRefusesWithoutSessions() async throws { try await Self.refuses(TillOf<NotAllowed>.self, .inProcess) }

    private static func refuses<Mode: SessionModeName>(_ contract: TillOf<Mode>.Type, _ way: InstancingTable.Way) async throws {
        let (held, binding) = (TurnTests.Held(isGated: true), way.binding)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = .multiple
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 0
        service.addEndpoint(contract, binding, at: way.address) { $0 }
        try await withHost(service) { host async throws in
            try await binding.withClient(ModeClient<Mode>.self, of: host.addresses[0]) { client async throws in
                let till = TillClient(client.caller)
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
    }

    /// Limits under which every call would wait for ever are refused by name.
    @Test(arguments: ["maxConcurrentCalls", "maxConcurrentSessions", "maxConcurrentInstances", "maxPendingCalls"]) func impossibleLimits(
        _ name: String
    ) throws {
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till")) { $0 }
        switch name {
        case "maxConcurrentCalls": service.throttle.maxConcurrentCalls = 0
        case "maxConcurrentSessions": service.throttle.maxConcurrentSessions = 0
        case "maxConcurrentInstances": service.throttle.maxConcurrentInstances = 0
        default: service.throttle.maxPendingCalls = -1
        }
        #expect { try ServiceHost(service) } throws: { "\($0)".contains("throttle.\(name)") && "\($0)".contains("must be at least") }
    }
}
