import StrataBindings
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// How many objects there are at a time.
@Suite(.timeLimit(.minutes(1))) struct InstanceThrottleTests {
    /// Sums of what was reported as used.
    final class Usage: Diagnostics {
        let sums = Mutex<[String: (now: Int, most: Int)]>([:])

        func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
        func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
        var countsEvents: Bool { true }
        func count(_ event: DiagnosticEvent) {
            guard case .usage(let usage, let change) = event.kind else { return }
            sums.withLock { sums in
                let now = (sums["\(usage)"]?.now ?? 0) + change
                sums["\(usage)"] = (now, max(sums["\(usage)"]?.most ?? 0, now))
            }
        }
    }

    /// Where each call has an object, no more calls run than there may be objects.
    @Test func ofCalls() async throws {
        let held = TurnTests.Held(isGated: true)
        var service = HostedService<any Till>(.perCall { held })
        service.throttle.maxConcurrentInstances = 2
        try await HostTests.withTill(.http, service) { till, host async throws in
            let calls = (0..<5).map { number in Task { try await till.add(a: number, b: 0) } }
            var entered = 0
            for await _ in held.entrances {
                entered += 1
                if entered == 2 { break }
            }
            try await eventually { host.throttleCounts[0].pendingCalls >= 3 }
            #expect(host.throttleCounts[0].instances == 2 && host.throttleCounts[0].calls == 2)
            held.gate.open()
            for (number, call) in calls.enumerated() { #expect(try await call.value == Int32(number)) }
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) == 2)
    }

    /// A session waits for its object until another one ends, and holds no place of a call meanwhile.
    @Test func ofSessions() async throws {
        let hub = InProcessHub()
        let usage = Usage()
        let binding = CustomBinding("in-process", diagnostics: usage) {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        var service = HostedService<any Till>(.perSession { TillService() })
        service.throttle.maxConcurrentInstances = 1
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:instances"))
        try await ServiceHost(service).whileServing { host in
            let address = host.addresses[0]
            let second = try await binding.withClient(TillClient.self, of: address) { first in
                try await first.ring(text: "first")
                let second = Task { try await binding.withClient(TillClient.self, of: address) { try await $0.rung() } }
                try await eventually { host.throttleCounts[0].sessions >= 2 }
                #expect(try await first.rung() == ["first"])
                #expect(host.throttleCounts[0].instances == 1 && host.throttleCounts[0].pendingCalls == 0)
                return second
            }
            #expect(try await second.value == [])
        }
        let sums = usage.sums.withLock { $0 }
        #expect(
            sums["instances"]?.most == 1 && sums["instances"]?.now == 0 && sums["sessions"]?.most == 2 && sums["sessions"]?.now == 0,
            "\(sums)")
    }
}
