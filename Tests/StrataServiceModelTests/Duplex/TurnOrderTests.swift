import StrataCore
@testable import StrataServiceModel
import StrataTesting
import Synchronization
import TestSupport
import Testing

/// Who has the object next, and when an operation of several tasks gives it back.
@Suite(.timeLimit(.minutes(1))) struct TurnOrderTests {
    private static func take(_ turns: Turns, first: Bool, _ order: AsyncStream<String>.Continuation) async throws {
        if first { await turns.enterAgain() } else { try await turns.enter() }
        order.yield(first ? "back" : "new")
        turns.leave()
    }

    /// Who has waited for an answer goes before those who have not begun.
    @Test func whoComesBackGoesFirst() async throws {
        let turns = Turns(limit: 1)
        let (seen, order) = AsyncStream.makeStream(of: String.self)
        try await turns.enter()
        let new = Task { try await Self.take(turns, first: false, order) }
        try await eventually { turns.counts.waiting >= 1 }
        let back = Task { try await Self.take(turns, first: true, order) }
        try await eventually { turns.counts.waiting >= 2 }
        turns.leave()
        try await new.value
        try await back.value
        order.finish()
        #expect(await seen.reduce(into: []) { $0.append($1) } == ["back", "new"])
    }

    /// An operation that calls out, as its tasks are seen by the object.
    private final class CallingOut: Sendable {
        let object = ObjectTurns(isReentrant: true, session: nil)
        let turn: CallTurn
        let channel: any RequestChannel
        let order = Mutex<[String]>([])

        var turns: Turns { object.turns }

        init() async throws {
            turn = try CallTurn(Throttle(.defaults), UsageCounter(NoDiagnostics()))
            try await turn.begin("Ask", with: object)
            channel = try Belfry.binding().makeRequestFactory(session: false).makeChannel(to: EndpointAddress("inproc:out"), via: nil)
        }

        func run(_ name: String, _ answer: () async throws -> Void) async {
            await CallTurn.$current.withValue(turn) {
                try? await CallTurn.whileCallingOut(TillContract.declared[0], over: channel) { try await answer() }
                order.withLock { $0.append(name) }
            }
        }
    }

    /// An operation that is cancelled while it waits goes on when the object is its own again, not in the middle of another.
    @Test func whoIsCancelledWaitsForTheObject() async throws {
        let (out, never) = (try await CallingOut(), Gate())
        let task = Task { await out.run("cancelled") { try await never.passed() } }
        try await eventually { out.turns.counts.running == 0 }
        try await out.turns.enter()
        task.cancel()
        try await eventually { out.turns.counts.waiting >= 1 || out.order.withLock { !$0.isEmpty } }
        out.order.withLock { $0.append("other") }
        out.turns.leave()
        await task.value
        out.turn.end()
        #expect(out.order.withLock { $0 } == ["other", "cancelled"])
        #expect(out.turns.counts.running == 0)
    }

    /// While one task of an operation waits for the turn again, another that has its answer waits with it.
    @Test func tasksOfOneOperationComeBackTogether() async throws {
        let (out, answer) = (try await CallingOut(), Gate())
        let first = Task { await out.run("first") { try await answer.passed() } }
        try await eventually { out.turns.counts.running == 0 }
        try await out.turns.enter()
        answer.open()
        try await eventually { out.turns.counts.waiting >= 1 }
        // Runs here until it has to wait.
        let second = Task.immediate { await out.run("second") {} }
        out.order.withLock { $0.append("other") }
        out.turns.leave()
        await first.value
        await second.value
        out.turn.end()
        #expect(out.order.withLock { $0 }.first == "other" && out.order.withLock { $0.count } == 3)
        #expect(out.turns.counts.running == 0)
    }

    private struct TwiceAsking: Bell {
        func start(count: Int32) async throws {}
        func askMeBack(n: Int32) async throws -> Int32 {
            let tick = try #require(try OperationContext.current?.callback(TickClient.self))
            async let one = tick.ask(n: n)
            async let two = tick.ask(n: n + 1)
            return try await one + two
        }
        func echo(text: String?) async throws -> String? { text }
        func leave() async throws -> Int32 { 0 }
    }

    /// Two questions at once, each of which is answered only when the object has answered another.
    @Test func severalTasksOfOneOperationWait() async throws {
        var service = HostedService<any Bell>(.single(TwiceAsking()))
        service.concurrency = .reentrant
        try await Belfry.with(service) { belfry async throws in
            let client = Mutex<BellClient?>(nil)
            let listener = Listener { number in
                let bell = try #require(client.withLock { $0 })
                return try await bell.echo(text: "between") == nil ? 0 : number
            }
            try await belfry.client(listener, concurrency: .multiple) { bell async throws in
                client.withLock { $0 = bell }
                defer { client.withLock { $0 = nil } }
                for number in 0..<20 as Range<Int32> { #expect(try await bell.askMeBack(n: number) == 2 * number + 1) }
            }
        }
    }

    /// A caller that is gone takes its operation with it: it is cancelled where it waits, and its object is free for others.
    @Test func aCallerThatIsGoneFreesTheObject() async throws {
        let held = TurnTests.Held(isGated: true)
        let binding = InstancingTable.Way.sessionsOnly.binding
        var service = HostedService<any Till>(.single(held))
        service.addEndpoint(TillContract.self, binding, at: InstancingTable.Way.sessionsOnly.address) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        let factory = try ClientFactory<TillClient>(binding)
        try await factory.channels.open()
        let channel = try factory.channels.makeChannel(to: host.addresses[0], via: nil)
        try await channel.open()
        let call = Task { try await factory.client(over: channel).add(a: 1, b: 1) }
        for await _ in held.entrances { break }
        channel.abort()
        await #expect(throws: CommunicationError.self) { _ = try await call.value }
        try await binding.withClient(TillClient.self, of: host.addresses[0]) { till async throws in
            #expect(try await till.echo(text: "free") == "free")
        }
        try await factory.channels.close()
        try await host.close()
        try await running.value
    }
}
