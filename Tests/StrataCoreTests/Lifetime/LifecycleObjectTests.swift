import StrataCore
import StrataTesting
import Synchronization
import Testing

/// An object whose hooks do what a test says.
final class ScriptedObject: LifecycleObject {
    struct Broken: Error {}
    enum Step: Sendable {
        case succeed, fail, wait(Gate), waitForever
        /// Not even a cancellation ends it.
        case waitStubbornly(Gate)
    }

    let lifespan = Lifespan("the scripted object")
    let log = Received()
    let opening: Step
    let closing: Step
    let reached = Gate()

    init(opening: Step = .succeed, closing: Step = .succeed) {
        self.opening = opening
        self.closing = closing
    }

    private func perform(_ step: Step) async throws {
        reached.open()
        switch step {
        case .succeed: return
        case .fail: throw Broken()
        case .wait(let gate): try await gate.passed()
        case .waitForever: try await Gate().passed()
        case .waitStubbornly(let gate): try await Task { try await gate.passed() }.value
        }
    }

    func opening(until deadline: Deadline) async throws {
        log.append("open")
        try await perform(opening)
    }

    func closing(until deadline: Deadline) async throws {
        log.append("close")
        try await perform(closing)
    }

    func aborting() { log.append("abort") }
}

struct LifecycleObjectTests {
    func code(_ body: () async throws -> Void) async -> CommunicationError.Code? {
        do { try await body() } catch { return (error as? CommunicationError)?.code }
        return nil
    }

    @Test func rulesOfCommunicationObjects() async throws {
        try await StackUnderTest.checkStates("a scripted object") { ScriptedObject() }
    }

    @Test func hooksRunOnceInOrder() async throws {
        let object = ScriptedObject()
        try await object.open()
        try await object.close()
        object.abort()
        #expect(object.log.texts == ["open", "close"])
    }

    @Test func failedOpenFaults() async throws {
        let object = ScriptedObject(opening: .fail)
        await #expect(throws: ScriptedObject.Broken.self) { try await object.open() }
        #expect(object.state == .faulted)
        #expect(await code { try await object.open() } == .faulted)
        #expect(await code { try await object.close() } == .faulted)
        #expect(object.state == .closed)
        #expect(object.log.texts == ["open", "abort"])
    }

    @Test func failedCloseAbortsAndThrows() async throws {
        let object = ScriptedObject(closing: .fail)
        try await object.open()
        await #expect(throws: ScriptedObject.Broken.self) { try await object.close() }
        #expect(object.state == .closed)
        #expect(object.log.texts == ["open", "close", "abort"])
    }

    @Test func openTimesOut() async throws {
        let time = ManualTime()
        let object = ScriptedObject(opening: .waitForever)
        let opening = Task { try await object.open(until: .after(.seconds(3), on: time)) }
        try await time.timersSet()
        time.advance(by: .seconds(3))
        #expect(await code { try await opening.value } == .timedOut)
        #expect(object.state == .faulted)
        #expect(time.timers == 0)
    }

    @Test func closeTimesOutAndAborts() async throws {
        let time = ManualTime()
        let object = ScriptedObject(closing: .waitForever)
        try await object.open()
        let closing = Task { try await object.close(until: .after(.seconds(3), on: time)) }
        try await time.timersSet()
        time.advance(by: .seconds(3))
        #expect(await code { try await closing.value } == .timedOut)
        #expect(object.state == .closed)
        #expect(object.log.texts == ["open", "close", "abort"])
    }

    @Test func cancelledOpenFaults() async throws {
        let object = ScriptedObject(opening: .waitForever)
        let opening = Task { try await object.open() }
        try await object.reached.passed()
        opening.cancel()
        await #expect(throws: CancellationError.self) { try await opening.value }
        #expect(object.state == .faulted)
    }

    /// What opening still acquires after the abort is released when it has ended.
    @Test func abortWhileOpening() async throws {
        for opening in [ScriptedObject.Step.waitStubbornly(Gate()), .waitForever] {
            let object = ScriptedObject(opening: opening)
            let task = Task { try await object.open(until: .never) }
            try await object.reached.passed()
            object.abort()
            #expect(object.state == .closed)
            if case .waitStubbornly(let gate) = opening { gate.open() }
            #expect(await code { try await task.value } == .aborted)
            #expect(object.log.texts == ["open", "abort", "abort"])
        }
    }

    @Test func closeWhileOpeningAborts() async throws {
        let object = ScriptedObject(opening: .waitForever)
        let opening = Task { try await object.open(until: .never) }
        try await object.reached.passed()
        try await object.close()
        #expect(await code { try await opening.value } == .aborted)
        #expect(object.log.texts == ["open", "abort", "abort"])
    }

    @Test func faultWhileOpening() async throws {
        let object = ScriptedObject(opening: .waitForever)
        let opening = Task { try await object.open(until: .never) }
        try await object.reached.passed()
        #expect(object.lifespan.fault(ScriptedObject.Broken()))
        #expect(await code { try await opening.value } == .faulted)
        #expect(object.state == .faulted)
        object.abort()
        #expect(object.log.texts == ["open", "abort"])
    }

    /// An abort ends a graceful close that hangs, whatever its deadline.
    @Test func abortEndsAHangingClose() async throws {
        let object = ScriptedObject(closing: .waitForever)
        try await object.open()
        let closing = Task { try await object.close(until: .never) }
        for await state in object.stateChanges where state == .closing { break }
        object.abort()
        #expect(await code { try await closing.value } == .aborted)
        #expect(object.log.texts.contains("abort"))
    }

    @Test func concurrentClosesAreOne() async throws {
        let gate = Gate()
        let object = ScriptedObject(closing: .wait(gate))
        try await object.open()
        let closing = Task { try await object.close() }
        for await state in object.stateChanges where state == .closing { break }
        try await object.close()
        #expect(object.state == .closing, "the second leaves it to the first")
        gate.open()
        try await closing.value
        #expect(object.log.texts == ["open", "close"])
    }

    @Test func aCallEndsWithItsObject() async throws {
        for aborts in [true, false] {
            let object = ScriptedObject()
            try await object.open()
            let started = Received()
            let calls = (0..<3).map { _ in
                Task {
                    try await object.lifespan.interruptible {
                        started.append("")
                        try await Gate().passed()
                    }
                }
            }
            try await started.waitForCount(3)
            if aborts { object.abort() } else { object.lifespan.fault(ScriptedObject.Broken()) }
            var errors: [String] = []
            for call in calls {
                do { try await call.value } catch {
                    errors.append((error as? CommunicationError)?.code.description ?? "\(type(of: error))")
                }
            }
            #expect(errors.sorted() == (aborts ? ["aborted", "aborted", "aborted"] : ["Broken", "faulted", "faulted"]))
            #expect(await code { try await object.lifespan.interruptible {} } == (aborts ? .aborted : .faulted))
        }
        let object = ScriptedObject()
        try await object.open()
        #expect(try await object.lifespan.interruptible { 7 } == 7)
        await #expect(throws: ScriptedObject.Broken.self) { try await object.lifespan.interruptible { throw ScriptedObject.Broken() } }
        let cancelled = Task { try await object.lifespan.interruptible { try await Gate().passed() } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    @Test func abortWhileClosing() async throws {
        let gate = Gate()
        let object = ScriptedObject(closing: .wait(gate))
        try await object.open()
        let closing = Task { try await object.close() }
        for await state in object.stateChanges where state == .closing { break }
        object.abort()
        gate.open()
        #expect(await code { try await closing.value } == .aborted)
        #expect(object.state == .closed)
        #expect(object.log.texts.contains("abort"))
    }

    @Test func faultWhileClosing() async throws {
        let gate = Gate()
        let object = ScriptedObject(closing: .wait(gate))
        try await object.open()
        let closing = Task { try await object.close() }
        for await state in object.stateChanges where state == .closing { break }
        object.lifespan.fault(ScriptedObject.Broken())
        gate.open()
        #expect(await code { try await closing.value } == .faulted)
        #expect(object.state == .closed)
    }

    @Test func observersSeeEveryState() async throws {
        let object = ScriptedObject(opening: .fail)
        let changes = object.stateChanges
        try? await object.open()
        object.abort()
        var seen: [CommunicationState] = []
        for await state in changes { seen.append(state) }
        #expect(seen == [.created, .opening, .faulted, .closing, .closed])
        var late: [CommunicationState] = []
        for await state in object.stateChanges { late.append(state) }
        #expect(late == [.closed])
    }

    @Test func scopeClosesAfterAnError() async throws {
        struct Mine: Error {}
        let object = ScriptedObject()
        await #expect(throws: Mine.self) { try await object.whileOpen { throw Mine() } }
        #expect(object.log.texts == ["open", "close"])
    }

    @Test func cancelledScopeAborts() async throws {
        let object = ScriptedObject()
        let inside = Gate()
        let scope = Task {
            try await object.whileOpen {
                inside.open()
                try await Gate().passed()
            }
        }
        try await inside.passed()
        scope.cancel()
        await #expect(throws: CancellationError.self) { try await scope.value }
        #expect(object.log.texts == ["open", "abort"])
    }

    @Test func scopeRunsInTheCallersIsolation() async throws {
        final class NotSendable { var count = 0 }
        let local = NotSendable()
        try await ScriptedObject().whileOpen { local.count += 1 }
        #expect(local.count == 1)
    }
}
