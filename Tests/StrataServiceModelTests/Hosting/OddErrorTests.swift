import StrataCore
import StrataServiceModel
import Synchronization
import TestSupport
import Testing

/// Whatever user code does, its host goes on, its caller is answered, and nobody sees what is another's.
@Suite(.timeLimit(.minutes(1))) struct OddErrorTests {
    /// Odd calls among good ones, all at once.
    private static func mix(
        _ count: Int, odd: @escaping @Sendable () async throws -> Void, good: @escaping @Sendable (String) async throws -> String?,
        isQuiet: Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { calls in
            for number in 0..<count {
                calls.addTask { () async throws in
                    let text = "mine \(number)"
                    #expect(try await good(text) == text)
                }
                calls.addTask { () async throws in
                    do {
                        try await odd()
                        #expect(isQuiet)
                    } catch {
                        let said = "\(error)"
                        #expect(!isQuiet && !said.contains(Oddity.secret) && !said.contains("mine"), "\(said.prefix(500))")
                        #expect((error as? CommunicationError)?.code != .serverTooBusy)
                    }
                }
            }
            try await calls.waitForAll()
        }
    }

    @Test(arguments: HostTests.Way.allCases, Oddity.allCases) func inOperations(_ way: HostTests.Way, _ oddity: Oddity) async throws {
        var service = HostedService<any Till>(.single(OddTill()))
        service.concurrency = .multiple
        try await HostTests.withTill(way, service) { till, host async throws in
            try await Self.mix(
                10, odd: { try await till.fail(how: oddity.rawValue) }, good: { try await till.echo(text: $0) }, isQuiet: oddity.isQuiet)
            // Where nobody waits for an answer, an error may come back or not; it never stays in the way.
            try? await till.ring(text: oddity.rawValue)
            #expect(try await till.add(a: 1, b: 2) == 3)
            #expect(host.state == .opened)
        }
    }

    @Test(arguments: Oddity.allCases) func inOperationsOfDuplexSessions(_ oddity: Oddity) async throws {
        try await Belfry.with(HostedService(.single(OddBell()))) { belfry async throws in
            try await belfry.client { bell async throws in
                try await Self.mix(
                    10, odd: { _ = try await bell.echo(text: oddity.rawValue) }, good: { try await bell.echo(text: $0) },
                    isQuiet: oddity.isQuiet)
                try await bell.start(count: 1)
                #expect(try await bell.echo(text: "on") == "on")
            }
        }
    }

    /// The client's code is user code too.
    @Test(arguments: Oddity.allCases) func inCallbacks(_ oddity: Oddity) async throws {
        var service = HostedService<any Bell>(.single(OddBell()))
        service.concurrency = .multiple
        try await Belfry.with(service) { belfry async throws in
            let listener = Listener { number in
                try oddity.perform()
                return number
            }
            try await belfry.client(listener, concurrency: .multiple) { bell async throws in
                try await Self.mix(
                    10, odd: { _ = try await bell.askMeBack(n: 1) }, good: { try await bell.echo(text: $0) }, isQuiet: oddity.isQuiet)
                #expect(belfry.host.state == .opened)
            }
        }
    }

    /// A session that ends with an error ends.
    @Test func theLastOperationFails() async throws {
        try await Belfry.with(HostedService(.single(OddBell()))) { belfry async throws in
            try await belfry.client { bell async throws in
                await #expect(throws: FaultError.self) { _ = try await bell.leave() }
                try await eventually { belfry.host.throttleCounts[0].sessions == 0 }
            }
        }
    }

    /// A result that cannot be written is its caller's loss only.
    @Test(arguments: HostTests.Way.allCases) func aResultThatCannotBeWritten(_ way: HostTests.Way) async throws {
        try await HostTests.withTill(way, HostedService(.single(OddTill()))) { till, _ async throws in
            await #expect { _ = try await till.rung() } throws: { !"\($0)".contains(Oddity.secret) }
            #expect(try await till.add(a: 1, b: 2) == 3)
        }
    }
}
