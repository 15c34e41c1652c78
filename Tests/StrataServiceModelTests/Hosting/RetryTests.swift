import StrataBindings
import StrataCore
import StrataServiceModel
import StrataTesting
import Synchronization
import TestSupport
import Testing

/// Calls again, for as long as the service has certainly not acted on it.
func calling<Value>(attempts: Int, pause: Duration, _ call: () async throws -> Value) async throws -> Value {
    for _ in 1..<max(attempts, 1) {
        do { return try await call() } catch let error as CommunicationError where error.retry == .safe {
            try await Task.sleep(for: pause)
        }
    }
    return try await call()
}

/// What may be sent again, and what may not.
@Suite(.timeLimit(.minutes(1))) struct RetryTests {
    @Test func aServiceThatIsTooBusyIsCalledAgain() async throws {
        let held = TurnTests.Held(isGated: true)
        var service = HostedService<any Till>(.single(held))
        service.concurrency = .multiple
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 0
        try await HostTests.withTill(.http, service) { till, host async throws in
            let first = Task { try await till.add(a: 1, b: 1) }
            try await eventually { host.throttleCounts[0].calls > 0 }
            let attempts = Mutex(0)
            let sum = try await calling(attempts: 1000, pause: .zero) {
                // The first attempt is refused; then there is room.
                if attempts.withLock({ count in
                    count += 1
                    return count == 2
                }) {
                    held.gate.open()
                    _ = try await first.value
                }
                return try await till.add(a: 2, b: 3)
            }
            #expect(sum == 5 && attempts.withLock { $0 } >= 2 && host.throttleCounts[0].refused >= 1)
        }
    }

    /// A fault is an answer: it is not asked for twice.
    @Test func whatWasAnsweredIsNotSentAgain() async throws {
        try await HostTests.withTill(.http, HostedService(.single(TillService()))) { till, _ async throws in
            let attempts = Mutex(0)
            await #expect(throws: TypedFault<Shortage>.self) {
                try await calling(attempts: 5, pause: .zero) {
                    attempts.withLock { $0 += 1 }
                    try await till.fail(how: "typed")
                }
            }
            #expect(attempts.withLock { $0 } == 1)
        }
    }
}
