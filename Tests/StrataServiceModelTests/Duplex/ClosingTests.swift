import StrataCore
import StrataServiceModel
import StrataTesting
import Synchronization
import Testing

/// What a graceful close of a session waits for.
@Suite(.timeLimit(.minutes(1))) struct ClosingTests {
    private static func service(_ gated: GatedBell) -> HostedService<any Bell> {
        var service = HostedService<any Bell>(.single(gated))
        service.concurrency = .multiple
        return service
    }

    /// Returns when the other side refuses what comes, because it is closing.
    private static func untilClosing(_ bell: BellClient) async throws {
        while true {
            do { _ = try await bell.echo(text: "still there?") } catch let error as CommunicationError {
                #expect(error.code == .serverTooBusy && error.retry == .safe, "\(error)")
                return
            }
        }
    }

    /// A client that goes on asking does not keep a host from closing; what it had asked before is answered.
    @Test func aClientThatGoesOnAsking() async throws {
        let gated = GatedBell()
        try await Belfry.with(Self.service(gated)) { belfry async throws in
            try await belfry.client { bell async throws in
                async let first = bell.echo(text: "gated")
                for await _ in gated.entrances { break }
                let closing = Task { try await belfry.host.close() }
                try await Self.untilClosing(bell)
                // Not answered, so it is taken, and nobody waits for it.
                try await bell.start(count: 1)
                gated.gate.open()
                #expect(try await first == "gated")
                try await closing.value
            }
        }
    }

    /// What is asked while an operation waits for its client may be what the client needs for its answer.
    @Test func aClientThatAsksForItsAnswer() async throws {
        let (gated, client) = (GatedBell(), Completion<BellClient>())
        try await Belfry.with(Self.service(gated)) { belfry async throws in
            let listener = Listener { number in
                let needed = try await client.value().echo(text: "needed")
                return needed == "needed" ? number : -1
            }
            try await belfry.client(listener, concurrency: .multiple) { bell async throws in
                client.succeed(bell)
                async let answer = bell.askMeBack(n: 7)
                for await _ in gated.entrances { break }
                let closing = Task { try await belfry.host.close() }
                try await Self.untilClosing(bell)
                gated.gate.open()
                #expect(try await answer == 7)
                try await closing.value
            }
        }
    }

    /// Ends its own host, and leaves it to others to wait for that.
    private final class Quitter: Bell {
        let host = Mutex<ServiceHost?>(nil)
        let closing = Mutex<Task<Void, any Error>?>(nil)

        func start(count: Int32) async throws {}
        func askMeBack(n: Int32) async throws -> Int32 { n }
        func echo(text: String?) async throws -> String? {
            let host = try #require(host.withLock { $0 })
            closing.withLock { $0 = Task { try await host.close() } }
            return text
        }
        func leave() async throws -> Int32 { 0 }
    }

    /// An operation may end its own host where nobody in it waits for that: its answer goes out first.
    @Test func anOperationThatEndsItsHost() async throws {
        let quitter = Quitter()
        try await Belfry.with(HostedService(.single(quitter))) { belfry async throws in
            quitter.host.withLock { $0 = belfry.host }
            defer { quitter.host.withLock { $0 = nil } }
            try await belfry.client { bell async throws in
                #expect(try await bell.echo(text: "good night") == "good night")
                try await quitter.closing.withLock { $0 }?.value
            }
            #expect(belfry.host.state == .closed)
        }
    }

    /// A factory that is closed lets the calls of its clients come to their answers.
    @Test func aFactoryWithLiveClients() async throws {
        let gated = GatedBell()
        try await Belfry.with(Self.service(gated)) { belfry async throws in
            let factory = try ClientFactory<BellClient>(belfry.binding, callback: Listener())
            try await factory.channels.open()
            let channels = try (0..<2).map { _ in try factory.channels.makeChannel(to: belfry.address, via: nil) }
            for channel in channels { try await channel.open() }
            let calls = channels.map { channel in Task { try await factory.client(over: channel).echo(text: "gated") } }
            var entered = 0
            for await _ in gated.entrances {
                entered += 1
                if entered == channels.count { break }
            }
            let closing = Task { try await factory.channels.close() }
            for channel in channels { for await state in channel.stateChanges where state == .closing { break } }
            gated.gate.open()
            for call in calls { #expect(try await call.value == "gated") }
            try await closing.value
            for channel in channels { #expect(channel.state == .closed) }
        }
    }
}
