import StrataCore
import StrataInfoset
import StrataServiceModel
import StrataTesting
import Synchronization
import Testing

/// A service calls its client, in its operations and after them.
@Suite(.timeLimit(.minutes(1))) struct CallbackTests {
    private static func ringer(_ concurrency: ConcurrencyMode = .multiple) -> (Ringer, HostedService<any Bell>) {
        let ringer = Ringer()
        var service = HostedService<any Bell>(.single(ringer))
        service.concurrency = concurrency
        return (ringer, service)
    }

    @Test func callbacksComeInOrder() async throws {
        try await Belfry.with(Self.ringer(.single).1) { belfry async throws in
            let listener = Listener()
            try await belfry.client(listener) { bell async throws in
                try await bell.start(count: 5)
                var seen: [Int32] = []
                for await tick in listener.ticks {
                    seen.append(tick)
                    if seen.count == 5 { break }
                }
                #expect(seen == [1, 2, 3, 4, 5])
                #expect(try await bell.echo(text: "<&>") == "<&>")
            }
        }
    }

    @Test func aServiceAsksWhileItsClientWaits() async throws {
        try await Belfry.with(Self.ringer().1) { belfry async throws in
            try await belfry.client { bell async throws in
                #expect(try await bell.askMeBack(n: 4) == 40)
                #expect(try await bell.echo(text: nil) == nil)
            }
        }
    }

    /// Several times more calls than any mailbox holds, in both directions at once, from several clients: each gets its own answer.
    @Test func manyCallsAtOnce() async throws {
        var service = Self.ringer().1
        service.throttle.maxConcurrentCalls = 1000
        try await Belfry.with(service) { belfry async throws in
            try await withThrowingTaskGroup(of: Void.self) { clients in
                for client in 0..<3 as Range<Int32> {
                    clients.addTask {
                        try await belfry.client(Listener { $0 * 10 + client }, concurrency: .multiple) { bell async throws in
                            try await withThrowingTaskGroup(of: (Int32, Int32).self) { calls in
                                for number in 0..<100 as Range<Int32> {
                                    calls.addTask { (number, try await bell.askMeBack(n: number)) }
                                }
                                for try await (number, answer) in calls { #expect(answer == number * 10 + client) }
                            }
                        }
                    }
                }
                try await clients.waitForAll()
            }
        }
    }

    /// A call that is given up leaves nothing: its reply is dropped when it comes, and the session goes on.
    @Test func aCallIsGivenUp() async throws {
        let (reports, time, gate) = (Reports(), ManualTime(), Gate())
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        try await Belfry.with(Self.ringer().1, Belfry.binding(time: time, reports)) { belfry async throws in
            let listener = Listener { number in
                asking.yield()
                try await gate.passed()
                return number
            }
            try await belfry.client(listener, concurrency: .multiple) { bell async throws in
                let call = Task { try await bell.with { $0.timeout = .milliseconds(20) }.askMeBack(n: 1) }
                for await _ in asked { break }
                time.advance(by: .milliseconds(20))
                await #expect { _ = try await call.value } throws: {
                    ($0 as? CommunicationError)?.code == .timedOut && ($0 as? CommunicationError)?.retry == .unsafe
                }
                gate.open()
                for await message in reports.messages {
                    #expect(message == "a reply to no call under way was dropped")
                    break
                }
                #expect(try await bell.askMeBack(n: 2) == 2)
            }
        }
    }

    /// The service may keep the callback; it works until the session ends, and then says what is the matter.
    @Test func aCallbackIsKept() async throws {
        let (ringer, service) = Self.ringer()
        try await Belfry.with(service) { belfry async throws in
            let listener = Listener()
            try await belfry.client(listener) { bell async throws in
                #expect(try await bell.askMeBack(n: 1) == 10)
                let kept = try #require(ringer.kept.withLock { $0 })
                #expect(try await kept.ask(n: 7) == 70)
                try await kept.tick(n: 8)
                for await tick in listener.ticks {
                    #expect(tick == 8)
                    break
                }
            }
            let kept = try #require(ringer.kept.withLock { $0 })
            for call in [{ _ = try await kept.ask(n: 1) }, { try await kept.tick(n: 1) }] as [@Sendable () async throws -> Void] {
                await #expect { try await call() } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return [.closed, .connectionLost].contains(error.code) && error.retry == .safe && "\(error)".contains("session")
                }
            }
        }
    }

    @Test func onlyTheContractsOwnCallback() async throws {
        struct Curious: OperationInvoker, EndpointBehavior {
            func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.invokers.append(self) }
            func invoke(_ operation: OperationDescription, _ next: @Sendable () async throws -> Void) async throws {
                #expect { _ = try OperationContext.current?.callback(TillClient.self) } throws: {
                    "\($0)".contains("does not call 'ITill' back") && "\($0)".contains("it has no callback contract")
                }
                try await next()
            }
        }
        try await HostTests.withTill(.inProcess, HostedService(.single(TillService())), host: [Curious()]) { till, _ async throws in
            #expect(try await till.add(a: 1, b: 1) == 2)
        }
    }

    /// Behaviours see callbacks too, on both sides.
    @Test func behavioursSeeCallbacks() async throws {
        let (client, host) = (BehaviorTests.Marks(), BehaviorTests.Marks())
        let binding = Belfry.binding()
        var service = Self.ringer().1
        service.addEndpoint(BellContract.self, binding, at: EndpointAddress("inproc:marked"), behaviors: [host]) { $0 }
        try await Belfry.with(service, binding) { belfry async throws in
            try await binding.withClient(
                BellClient.self, of: EndpointAddress("inproc:marked"), callback: Listener(), behaviors: [client]
            ) { bell async throws in
                #expect(try await bell.askMeBack(n: 1) == 10)
            }
        }
        #expect(host.seen.withLock { $0 } == ["service: out", "client: back from Ask, state of Ask"])
        #expect(client.seen.withLock { $0 } == ["service: out", "client: back from AskMeBack, state of AskMeBack"])
    }
}
