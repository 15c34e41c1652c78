import StrataCore
import StrataTesting
import Testing

struct CompletionTests {
    struct Lost: Error {}

    @Test func firstResultWins() async throws {
        let completion = Completion<Int>()
        #expect(completion.succeed(1))
        #expect(!completion.succeed(2))
        #expect(!completion.fail(Lost()))
        #expect(try await completion.value() == 1)
    }

    @Test func waiterGetsTheResult() async throws {
        let completion = Completion<Int>()
        async let value = completion.value()
        completion.succeed(7)
        #expect(try await value == 7)
    }

    @Test func leavesAtTheDeadline() async throws {
        let time = ManualTime()
        let completion = Completion<Int>()
        let waiting = Task { try await completion.value(until: .after(.seconds(2), on: time), "the answer") }
        try await time.timersSet()
        time.advance(by: .seconds(2))
        let error = await #expect(throws: CommunicationError.self) { try await waiting.value }
        #expect(error?.code == .timedOut)
        #expect(error?.message.hasPrefix("the answer") == true)
        #expect(!completion.succeed(1), "a late result is told that nobody waits")
        #expect(time.timers == 0)
    }

    @Test func resultTakesItsTimerAway() async throws {
        let time = ManualTime()
        let completion = Completion<Int>()
        let waiting = Task { try await completion.value(until: .after(.seconds(2), on: time)) }
        try await time.timersSet()
        completion.succeed(3)
        #expect(try await waiting.value == 3)
        #expect(time.timers == 0)
    }

    @Test func leavesWhenCancelled() async throws {
        let completion = Completion<Int>()
        let waiting = Task { try await completion.value() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }
}
