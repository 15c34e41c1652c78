import StrataCore
import StrataServiceModel
import StrataTesting
import Synchronization
import TestSupport
import Testing

/// What a full throttle means for calls that wait for others: their client, their object, their place.
@Suite(.timeLimit(.minutes(1))) struct CallPlaceTests {
    /// Calls that wait for their client hold no place, so what it asks before it answers is performed, however many they are.
    @Test(arguments: [ConcurrencyMode.reentrant, .multiple]) func nestedCallsHaveRoom(_ concurrency: ConcurrencyMode) async throws {
        var service = HostedService<any Bell>(.single(Ringer()))
        service.concurrency = concurrency
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 3
        let client = Mutex<BellClient?>(nil)
        try await Belfry.with(service) { belfry async throws in
            let listener = Listener { number in
                let known = try #require(client.withLock { $0 })
                // Goes down to the bottom: each of these waits for the next.
                return number == 0 ? 0 : try await known.askMeBack(n: number - 1) + 1
            }
            try await belfry.client(listener, concurrency: .multiple) { bell async throws in
                client.withLock { $0 = bell }
                defer { client.withLock { $0 = nil } }
                #expect(try await bell.askMeBack(n: 20) == 20)
                try await withThrowingTaskGroup(of: Int32.self) { group in
                    for _ in 0..<4 { group.addTask { try await bell.askMeBack(n: 5) } }
                    for try await answer in group { #expect(answer == 5) }
                }
            }
            #expect(belfry.host.throttleCounts[0].calls == 0)
        }
    }

    /// Something that comes to be known.
    private final class Shared<Value: Sendable>: Sendable {
        private let state = Mutex<Value?>(nil)
        var value: Value? {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    /// Asks the client of another session than its own.
    private struct Crossing: Bell {
        let other = Shared<TickClient>()

        func start(count: Int32) async throws { other.value = try OperationContext.current?.callback(TickClient.self) }
        func askMeBack(n: Int32) async throws -> Int32 { try await #require(other.value).ask(n: n) }
        func echo(text: String?) async throws -> String? { text }
        func leave() async throws -> Int32 { 0 }
    }

    /// An object that is held gives its place back all the same, so the other session's client gets what it needs.
    @Test func anotherSessionsClient() async throws {
        let crossing = Crossing()
        var service = HostedService<any Bell>(.perSession { crossing })
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 1
        try await Belfry.with(service) { belfry async throws in
            let client = Mutex<BellClient?>(nil)
            let listener = Listener { number in
                let bell = try #require(client.withLock { $0 })
                return try await bell.echo(text: "needed") == "needed" ? number : -1
            }
            try await belfry.client(listener, concurrency: .multiple) { asked async throws in
                client.withLock { $0 = asked }
                defer { client.withLock { $0 = nil } }
                try await asked.start(count: 0)
                // Behind the one-way call, which it waits for.
                _ = try await asked.echo(text: "kept")
                try await belfry.client { bell async throws in #expect(try await bell.askMeBack(n: 9) == 9) }
            }
        }
    }

    /// An object that serves every session is held for the clients of all: whichever is asked could call it.
    @Test func anotherSessionsClientOfOneObject() async throws {
        var service = HostedService<any Bell>(.single(Crossing()))
        service.revealsErrors = true
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { asked async throws in
                try await asked.start(count: 0)
                _ = try await asked.echo(text: "kept")
                try await belfry.client { bell async throws in
                    await #expect { _ = try await bell.askMeBack(n: 9) } throws: { "\($0)".contains("could deadlock") }
                }
            }
        }
    }

    /// Writes down in what order it was called.
    private final class Recorder: Bell {
        let counts = Mutex<[Int32]>([])
        let gated: GatedBell
        init(_ gated: GatedBell) { self.gated = gated }

        func start(count: Int32) async throws { counts.withLock { $0.append(count) } }
        func askMeBack(n: Int32) async throws -> Int32 { n }
        func echo(text: String?) async throws -> String? { try await gated.echo(text: text) }
        func leave() async throws -> Int32 { 0 }
    }

    /// What one session has asked for is done in its order, also where all of it had to wait for places.
    @Test func theOrderOfArrivalHoldsWhenAllPlacesAreTaken() async throws {
        let (gated, first) = (GatedBell(), Shared<Recorder>())
        var service = HostedService<any Bell>(
            .perSession {
                let recorder = Recorder(gated)
                if first.value == nil { first.value = recorder }
                return recorder
            })
        service.throttle.maxConcurrentCalls = 2
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in
                _ = try await bell.echo(text: "first")
                try await belfry.client { one async throws in
                    try await belfry.client { two async throws in
                        async let heldByOne = one.echo(text: "gated")
                        async let heldByTwo = two.echo(text: "gated")
                        try await eventually { belfry.host.throttleCounts[0].calls >= 2 }
                        for number in 0..<200 as Range<Int32> { try await bell.start(count: number) }
                        try await eventually { belfry.host.throttleCounts[0].pendingCalls >= 200 }
                        gated.gate.open()
                        _ = try await (heldByOne, heldByTwo)
                        _ = try await bell.echo(text: "last")
                    }
                }
            }
        }
        #expect(first.value?.counts.withLock { $0 } == Array(0..<200))
    }
}
