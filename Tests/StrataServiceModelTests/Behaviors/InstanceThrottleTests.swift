import StrataBindings
import StrataCore
import StrataHTTP
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

    /// Without sessions an object for each of them is one for each call: calls wait for one as they wait for their turn, and count as waiting.
    @Test(arguments: [0, 1]) func ofCallsWithoutSessions(_ pending: Int) async throws {
        let (held, usage) = (TurnTests.Held(isGated: true), Usage())
        let binding = CustomBinding("http", diagnostics: usage) {
            TextEncoding(.soap11)
            HTTPTransport()
        }
        var service = HostedService<any Till>(.perSession { held })
        service.throttle.maxConcurrentInstances = 2
        service.throttle.maxPendingCalls = pending
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/till"))
        try await withHost(service) { host in
            try await BasicHTTPBinding().withClient(TillClient.self, of: host.addresses[0]) { till in
                let calls = (0..<2 + pending).map { number in Task { try await till.add(a: Int32(number), b: 0) } }
                try await eventually { host.throttleCounts[0].calls == 2 && host.throttleCounts[0].pendingCalls == pending }
                #expect(host.throttleCounts[0].instances == 2)
                await #expect { _ = try await till.add(a: 9, b: 9) } throws: {
                    ($0 as? CommunicationError)?.code == .serverTooBusy && ($0 as? CommunicationError)?.retry == .safe
                }
                #expect(host.throttleCounts[0].refused == 1)
                held.gate.open()
                for (number, call) in calls.enumerated() { #expect(try await call.value == Int32(number)) }
                try await eventually { host.throttleCounts[0].instances == 0 && host.throttleCounts[0].calls == 0 }
            }
        }
        #expect(held.most.load(ordering: .sequentiallyConsistent) == 2)
        #expect(usage.sums.withLock { $0["instances"]?.most == 2 && $0["instances"]?.now == 0 && ($0["pendingCalls"]?.now ?? 0) == 0 })
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
