import StrataCore
import StrataInfoset
import StrataServiceModel
import StrataTesting
import Synchronization
import TestSupport
import Testing

/// What a session does not survive, and that both sides learn of it.
@Suite(.timeLimit(.minutes(1))) struct SessionLossTests {
    private static let narrow = {
        var limits = ThrottleLimits(processors: 1)
        limits.maxConcurrentCalls = 1
        limits.maxPendingCalls = 0
        return limits
    }()

    /// Takes its time for each tick.
    private struct Slow: Tick {
        let gate: Gate
        func tick(n: Int32) async throws { try await gate.passed() }
        func ask(n: Int32) async throws -> Int32 {
            try await gate.passed()
            return n
        }
    }

    /// One-way messages of a session come all and in order, or it ends: nobody would hear of one that is missing.
    @Test func aOneWayMessageTooMany() async throws {
        let (gated, reports) = (GatedBell(), Reports())
        var service = HostedService<any Bell>(.single(gated))
        service.concurrency = .multiple
        service.throttle = Self.narrow
        try await Belfry.with(service, Belfry.binding(reports)) { belfry async throws in
            // Such a session has no good end.
            do {
                try await belfry.client { bell async throws in
                    let first = Task { try await bell.echo(text: "gated") }
                    for await _ in gated.entrances { break }
                    try await bell.start(count: 1)
                    await #expect { _ = try await bell.echo(text: "?") } throws: { ($0 as? CommunicationError)?.code != .serverTooBusy }
                    gated.gate.open()
                    _ = await #expect(throws: CommunicationError.self) { _ = try await first.value }
                }
                Issue.record("the session was closed as if nothing had happened")
            } catch is CommunicationError {}
            try await eventually { belfry.host.throttleCounts[0].sessions == 0 }
        }
        let told = reports.records.withLock { $0.first { $0.message.contains("one-way message was refused") } }
        let error = try #require(told?.error as? CommunicationError)
        #expect(error.code == .quotaExceeded && error.message.contains("maxPendingCalls"))
    }

    /// The client's side has limits too, and tells the service when it gives up.
    @Test func aCallbackObjectThatIsTooSlow() async throws {
        let gate = Gate()
        try await Belfry.with(HostedService(.single(Ringer()))) { belfry async throws in
            do {
                try await belfry.binding.withClient(
                    BellClient.self, of: belfry.address, callback: Slow(gate: gate), throttle: Self.narrow
                ) { bell async throws in
                    try await bell.start(count: 3)
                    // Calls are answered until this side has given up.
                    while (try? await bell.echo(text: "!")) != nil {}
                    try await eventually { belfry.host.throttleCounts[0].sessions == 0 }
                    await #expect { _ = try await bell.echo(text: "?") } throws: {
                        ($0 as? CommunicationError)?.code == .faulted && "\($0)".contains("maxPendingCalls")
                    }
                }
                Issue.record("the session was closed as if nothing had happened")
            } catch is CommunicationError {}
        }
        #expect { _ = try ClientFactory<BellClient>(Belfry.binding(), callback: Slow(gate: gate), throttle: Self.impossible) } throws: {
            "\($0)".contains("throttle.maxConcurrentCalls")
        }
    }

    private static var impossible: ThrottleLimits {
        var limits = narrow
        limits.maxConcurrentCalls = 0
        return limits
    }

    /// Waits for ever when its client has ended its side.
    private struct Abandoned: Bell {
        let kept = ResultBox()
        let outcome = Completion<Bool>()

        final class ResultBox: Sendable {
            let tick = Completion<TickClient>()
        }

        func start(count: Int32) async throws {}
        func askMeBack(n: Int32) async throws -> Int32 {
            let tick = try #require(try OperationContext.current?.callback(TickClient.self))
            // Fails when the end has come.
            await #expect(throws: CommunicationError.self) { _ = try await tick.ask(n: n) }
            kept.tick.succeed(tick)
            do { try await Gate().passed() } catch { outcome.succeed(error is CancellationError) }
            return n
        }
        func echo(text: String?) async throws -> String? { text }
        func leave() async throws -> Int32 { 0 }
    }

    /// An abort ends operations, also when nothing is received any more.
    @Test func anAbortBehindThePeersEnd() async throws {
        let bell = Abandoned()
        try await Belfry.with(HostedService(.perCall { bell })) { belfry async throws in
            let factory = try belfry.binding.makeDuplexFactory(session: true)
            try await factory.open()
            let channel = try factory.makeChannel(to: belfry.address, via: nil)
            try await channel.open()
            try await channel.send(Self.request("AskMeBack") { $0.element(ExpandedName("n", namespace: "urn:peers:calc"), "1") })
            try await channel.closeOutput()
            let tick = try await bell.kept.tick.value()
            tick.caller.channel.abort()
            #expect(try await bell.outcome.value())
            factory.abort()
        }
    }

    /// A close waits for a call under way, also when it comes before anything was received.
    @Test func aCloseRightBehindACall() async throws {
        try await Belfry.with(HostedService(.single(Ringer()))) { belfry async throws in
            let factory = try ClientFactory<BellClient>(belfry.binding, callback: Listener())
            try await factory.channels.open()
            for _ in 0..<50 {
                let channel = try factory.channels.makeChannel(to: belfry.address, via: nil)
                try await channel.open()
                // Sent before it returns.
                let call = Task.immediate { try await channel.request(Self.request("Echo") { _ in }) }
                try await channel.close()
                #expect(try await call.value.isFault == false)
            }
            try await factory.channels.close()
        }
    }

    private static func request(_ name: String, _ content: @escaping @Sendable (inout InfosetBuilder) -> Void) -> Message {
        var request = Message(version: .soap12Addressing10, action: "urn:peers:calc/IDuplex/\(name)") { builder in
            builder.startElement(ExpandedName(name, namespace: "urn:peers:calc"))
            content(&builder)
            builder.endElement()
        }
        request.headers.messageID = "urn:example:\(name)"
        return request
    }
}
