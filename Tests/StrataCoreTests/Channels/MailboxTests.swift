import StrataCore
import StrataTesting
import Testing

struct MailboxTests {
    @Test func keepsTheOrder() async throws {
        let mailbox = Mailbox<Int>(capacity: 200)
        for number in 0..<150 { try await mailbox.put(number) }
        mailbox.end()
        var taken: [Int] = []
        while let number = try await mailbox.take() { taken.append(number) }
        #expect(taken == Array(0..<150))
        #expect(try await mailbox.take() == nil)
    }

    @Test func fullMailboxMakesSendersWaitInOrder() async throws {
        let time = ManualTime()
        let mailbox = Mailbox<Int>(capacity: 2)
        try await mailbox.put(0)
        try await mailbox.put(1)
        var senders: [Task<Void, any Error>] = []
        for number in 2..<5 {
            senders.append(Task { try await mailbox.put(number, until: .after(.seconds(60), on: time)) })
            try await time.timersSet(number - 1)
        }
        // The timer is set before the place in the queue is given up to the caller, so all three wait.
        #expect(mailbox.count == 2)
        var taken: [Int] = []
        for _ in 0..<5 {
            let next = try await mailbox.take()
            taken.append(try #require(next))
        }
        #expect(taken == [0, 1, 2, 3, 4])
        for sender in senders { try await sender.value }
        #expect(time.timers == 0)
    }

    @Test func waitingSenderLeaves() async throws {
        let time = ManualTime()
        let mailbox = Mailbox<Int>(capacity: 1)
        try await mailbox.put(1)
        let late = Task { try await mailbox.put(2, until: .after(.seconds(1), on: time)) }
        try await time.timersSet()
        time.advance(by: .seconds(1))
        let error = await #expect(throws: CommunicationError.self) { try await late.value }
        #expect(error?.code == .timedOut)
        let cancelled = Task { try await mailbox.put(3) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await mailbox.take() == 1)
        try await mailbox.put(4)
        #expect(try await mailbox.take() == 4)
    }

    @Test func takerThatLeftTakesNothing() async throws {
        let time = ManualTime()
        let mailbox = Mailbox<Int>(capacity: 1)
        let taker = Task { try await mailbox.take(until: .after(.seconds(1), on: time)) }
        try await time.timersSet()
        time.advance(by: .seconds(1))
        await #expect(throws: CommunicationError.self) { try await taker.value }
        try await mailbox.put(9)
        #expect(try await mailbox.take() == 9)
    }

    @Test func endLetsTakersFinish() async throws {
        let mailbox = Mailbox<Int>(capacity: 4)
        async let nothing = mailbox.take()
        mailbox.end()
        #expect(try await nothing == nil)
        await #expect(throws: CommunicationError.self) { try await mailbox.put(1) }
    }

    @Test func reservedPlaceOutlivesTheEnd() async throws {
        let mailbox = Mailbox<Int>(capacity: 4)
        try await mailbox.reserve()
        mailbox.end()
        mailbox.fill(5)
        #expect(try await mailbox.take() == 5)
        #expect(try await mailbox.take() == nil)
    }

    @Test func failureReachesEverybody() async throws {
        struct Broken: Error {}
        let time = ManualTime()
        let mailbox = Mailbox<Int>(capacity: 1)
        let taker = Task { try await mailbox.take(until: .after(.seconds(1), on: time)) }
        try await time.timersSet()
        #expect(mailbox.fail(Broken()).isEmpty)
        await #expect(throws: Broken.self) { try await taker.value }
        await #expect(throws: Broken.self) { try await mailbox.put(1) }
        await #expect(throws: Broken.self) { try await mailbox.take() }
        let other = Mailbox<Int>(capacity: 2)
        try await other.put(1)
        #expect(other.fail(Broken()) == [1])
    }

    /// Whoever has a place when the mailbox fails is told that nothing came of it.
    @Test func aPlaceIsLostWithTheMailbox() async throws {
        struct Broken: Error {}
        let mailbox = Mailbox<Int>(capacity: 2)
        try await mailbox.reserve()
        try await mailbox.reserve()
        #expect(mailbox.fill(1))
        #expect(mailbox.failure == nil)
        mailbox.fail(Broken())
        #expect(!mailbox.fill(2))
        #expect(mailbox.failure is Broken)
    }

    @Test func offerTellsWhenToPause() async throws {
        let mailbox = Mailbox<Int>(capacity: 2)
        let space = Gate()
        #expect(mailbox.offer(1) { space.open() })
        #expect(!mailbox.offer(2) { space.open() })
        #expect(!space.isOpen)
        _ = try await mailbox.take()
        #expect(space.isOpen)
    }
}
