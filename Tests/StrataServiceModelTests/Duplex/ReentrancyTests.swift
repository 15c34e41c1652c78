import StrataCore
import StrataServiceModel
import StrataTesting
import Synchronization
import Testing

/// What happens to an object that waits for its client, when the client wants something of it meanwhile.
@Suite(.timeLimit(.minutes(1))) struct ReentrancyTests {
    enum Objects: CaseIterable {
        case one, ofTheSession

        func service(_ ringer: Ringer, _ concurrency: ConcurrencyMode) -> HostedService<any Bell> {
            var service = HostedService<any Bell>(self == .one ? .single(ringer) : .perSession { ringer })
            service.concurrency = concurrency
            return service
        }
    }

    /// Asks back in the middle of being asked.
    private static func nested(
        _ objects: Objects, _ concurrency: ConcurrencyMode, _ body: (BellClient, Ringer) async throws -> Void
    ) async throws {
        let ringer = Ringer()
        try await Belfry.with(objects.service(ringer, concurrency)) { belfry async throws in
            let client = Mutex<BellClient?>(nil)
            let listener = Listener { number in
                let bell = try #require(client.withLock { $0 })
                return try await bell.echo(text: "in between") == nil ? 0 : number * 10
            }
            try await belfry.client(listener, concurrency: .reentrant) { bell async throws in
                client.withLock { $0 = bell }
                defer { client.withLock { $0 = nil } }
                try await body(bell, ringer)
            }
        }
    }

    @Test(arguments: Objects.allCases, [ConcurrencyMode.reentrant, .multiple])
    func anObjectIsFreeWhileItWaits(_ objects: Objects, _ concurrency: ConcurrencyMode) async throws {
        try await Self.nested(objects, concurrency) { bell, ringer async throws in
            #expect(try await bell.askMeBack(n: 4) == 40)
            #expect(ringer.echoes.withLock { $0 } == ["in between"])
        }
    }

    /// The call that would wait for itself is refused where it is made, before anything was sent, and the session goes on.
    @Test(arguments: Objects.allCases) func aDeadlockIsReported(_ objects: Objects) async throws {
        let seen = Mutex<(any Error)?>(nil)
        struct Watch: ErrorHandler, EndpointBehavior {
            let seen: @Sendable (any Error) -> Void
            func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.errorHandlers.append(self) }
            func handle(_ error: any Error, in operation: OperationDescription) { seen(error) }
        }
        let binding = Belfry.binding()
        var service = objects.service(Ringer(), .single)
        let watch = Watch { error in seen.withLock { $0 = error } }
        service.addEndpoint(BellContract.self, binding, at: EndpointAddress("inproc:watched"), behaviors: [watch]) { $0 }
        try await Belfry.with(service, binding) { belfry async throws in
            let listener = Listener { number in
                Issue.record("nothing was to be sent")
                return number
            }
            try await binding.withClient(
                BellClient.self, of: EndpointAddress("inproc:watched"), callback: listener
            ) { bell async throws in
                await #expect(throws: FaultError.self) { _ = try await bell.askMeBack(n: 4) }
                let error = try #require(seen.withLock { $0 } as? CommunicationError)
                #expect(error.code == .invalidOperation && error.retry == .safe)
                for words in ["'Ask'", "'AskMeBack'", "concurrency = .reentrant"] { #expect(error.message.contains(words)) }
                // One-way callbacks wait for nothing.
                try await bell.start(count: 2)
                for await tick in listener.ticks where tick == 2 { break }
                #expect(try await bell.echo(text: "on") == "on")
            }
        }
    }

    /// An object of one call is nobody else's: it can ask what it likes.
    @Test func anObjectOfOneCallMayWait() async throws {
        var service = HostedService<any Bell>(.perCall { Ringer() })
        service.concurrency = .single
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in #expect(try await bell.askMeBack(n: 3) == 30) }
        }
    }

    /// The client's own object has the same rule.
    @Test func aClientsDeadlockIsReported() async throws {
        let seen = Mutex<(any Error)?>(nil)
        let client = Mutex<BellClient?>(nil)
        var service = Objects.one.service(Ringer(), .reentrant)
        service.throttle.maxConcurrentCalls = 8
        try await Belfry.with(service) { belfry async throws in
            let listener = Listener { number in
                do { _ = try await client.withLock { $0 }?.echo(text: "?") } catch {
                    seen.withLock { $0 = error }
                }
                return number
            }
            try await belfry.client(listener, concurrency: .single) { bell async throws in
                client.withLock { $0 = bell }
                defer { client.withLock { $0 = nil } }
                #expect(try await bell.askMeBack(n: 5) == 5)
                let error = try #require(seen.withLock { $0 } as? CommunicationError)
                #expect(error.code == .invalidOperation && error.message.contains("'Echo'") && error.message.contains("'Ask'"))
                // Outside of a callback it may.
                #expect(try await bell.echo(text: "!") == "!")
            }
        }
    }

    /// Only the waiting is shared: between its calls out an operation is alone with its object, also when its answers are there.
    @Test func aReentrantObjectIsOneOperationsAtATime() async throws {
        let inside = Atomic(0)
        struct Alone: OperationInvoker, EndpointBehavior {
            let enter: @Sendable (Int) -> Void
            func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) {
                if endpoint.contract.name == "IDuplex" { dispatch.invokers.append(self) }
            }
            func invoke(_ operation: OperationDescription, _ next: @Sendable () async throws -> Void) async throws {
                func busy() async {
                    enter(1)
                    for _ in 0..<10 { await Task.yield() }
                    enter(-1)
                }
                await busy()
                try await next()
                await busy()
            }
        }
        let alone = Alone { step in
            let now = inside.add(step, ordering: .sequentiallyConsistent).newValue
            #expect(now <= 1)
        }
        let binding = Belfry.binding()
        var service = Objects.one.service(Ringer(), .reentrant)
        service.addEndpoint(BellContract.self, binding, at: EndpointAddress("inproc:alone"), behaviors: [alone]) { $0 }
        try await Belfry.with(service, binding) { belfry async throws in
            try await binding.withClient(
                BellClient.self, of: EndpointAddress("inproc:alone"), callback: Listener(), concurrency: .multiple
            ) { bell async throws in
                try await withThrowingTaskGroup(of: (Int32, Int32).self) { calls in
                    for number in 0..<50 as Range<Int32> { calls.addTask { (number, try await bell.askMeBack(n: number)) } }
                    for try await (number, answer) in calls { #expect(answer == number * 10) }
                }
            }
        }
    }
}
