import StrataCore
import StrataTesting
import Testing

struct TimeTests {
    @Test func queueKeepsTheOrderOfMoments() {
        var queue = TimerQueue()
        let fired = Received()
        var state: UInt64 = 88_172_645_463_325_252
        var entries: [TimerQueue.Entry] = []
        for number in 0..<200 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let moment = Duration.milliseconds(Int64(state % 50))
            let entry = TimerQueue.Entry(moment: moment) {
                fired.append("\(moment.components.attoseconds / 1_000_000_000_000_000) \(number)")
            }
            entries.append(entry)
            queue.insert(entry)
        }
        for (number, entry) in entries.enumerated() where number % 3 == 0 {
            queue.remove(entry)
            queue.remove(entry)
        }
        #expect(queue.count == 133)
        for entry in queue.popDue(at: .milliseconds(20)) { entry.action() }
        let rest = queue.first
        #expect(rest.map { $0 > .milliseconds(20) } == true)
        for entry in queue.popDue(at: .seconds(1)) { entry.action() }
        #expect(queue.isEmpty)
        let keys = fired.texts.map { $0.split(separator: " ").compactMap { Int($0) } }
        #expect(keys.count == 133)
        #expect(keys.elementsEqual(keys.sorted { $0.lexicographicallyPrecedes($1) }), "by moment, then by insertion")
    }

    @Test func manualTimeFiresInOrder() {
        let time = ManualTime()
        let fired = Received()
        _ = time.schedule(at: .seconds(2)) { fired.append("2 at \(time.now)") }
        let cancelled = time.schedule(at: .seconds(3)) { fired.append("3") }
        _ = time.schedule(at: .seconds(1)) {
            fired.append("1 at \(time.now)")
            _ = time.schedule(at: .seconds(4)) { fired.append("4") }
        }
        cancelled.cancel()
        time.advance(by: .seconds(5))
        #expect(fired.texts == ["1 at 1.0 seconds", "2 at 2.0 seconds", "4"])
        #expect(time.now == .seconds(5))
        #expect(time.timers == 0)
    }

    @Test func systemTimeFires() async throws {
        let time = SystemTime.shared
        let (soon, sooner) = (Completion<Duration>(), Completion<Duration>())
        let start = time.now
        _ = time.schedule(at: start + .milliseconds(30)) { soon.succeed(time.now) }
        _ = time.schedule(at: start + .milliseconds(5)) { sooner.succeed(time.now) }
        let cancelled = Completion<Duration>()
        time.schedule(at: start + .milliseconds(10)) { cancelled.succeed(time.now) }.cancel()
        #expect(try await sooner.value() >= start + .milliseconds(5))
        #expect(try await soon.value() >= start + .milliseconds(30))
        #expect(!cancelled.isDone)
        let past = Completion<Duration>()
        _ = time.schedule(at: start) { past.succeed(time.now) }
        _ = try await past.value()
    }

    @Test func deadlines() {
        let time = ManualTime()
        let five = Deadline.after(.seconds(5), on: time)
        let three = Deadline.after(.seconds(3), on: time)
        let never = Deadline.after(nil, on: time)
        #expect(five.earlier(of: three).moment == .seconds(3))
        #expect(never.earlier(of: three).moment == .seconds(3))
        #expect(three.earlier(of: never).moment == .seconds(3))
        time.advance(by: .seconds(4))
        #expect(five.remaining == .seconds(1))
        #expect(three.remaining == .zero)
        #expect(three.hasPassed)
        #expect(!five.hasPassed)
        #expect(never.remaining == nil)
        #expect(!never.hasPassed)
    }

    @Test func enforcedOperationIsCancelledAndEnded() async throws {
        let time = ManualTime()
        let ended = Gate()
        let call = Task {
            try await Deadline.after(.seconds(1), on: time).enforce("it") {
                defer { ended.open() }
                try await Gate().passed()
            }
        }
        try await time.timersSet()
        time.advance(by: .seconds(1))
        let error = await #expect(throws: CommunicationError.self) { try await call.value }
        #expect(error?.code == .timedOut)
        #expect(ended.isOpen, "nothing is left behind")
    }

    @Test func enforceReturnsAndTakesItsTimerAway() async throws {
        let time = ManualTime()
        let value = try await Deadline.after(.seconds(1), on: time).enforce("it") { 42 }
        #expect(value == 42)
        #expect(time.timers == 0)
        await #expect(throws: CommunicationError.self) {
            try await Deadline(moment: .zero, on: time).enforce("it") { 1 }
        }
    }

    @Test func enforcePassesCancellationOn() async throws {
        let time = ManualTime()
        let call = Task {
            try await Deadline.after(.seconds(1), on: time).enforce("it") { try await Gate().passed() }
        }
        try await time.timersSet()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }

    @Test func backgroundTasksEnd() async throws {
        let gate = Gate()
        let task = Background.start { try? await gate.passed() }
        #expect(Background.liveTasks > 0)
        gate.open()
        await task.ended()
    }
}
