import StrataCore
import StrataServiceModel
import Synchronization
import Testing

/// How long the object lives that serves a client's callbacks.
@Suite(.timeLimit(.minutes(1))) struct CallbackObjectTests {
    /// A callback object that holds its client goes with the session.
    @Test func aCallbackObjectThatHoldsItsClient() async throws {
        final class Clinging: Tick {
            let client = Mutex<BellClient?>(nil)
            let count: LiveCount
            init(_ count: LiveCount) {
                self.count = count
                count.began()
            }
            deinit { count.ended() }
            func tick(n: Int32) async throws {}
            func ask(n: Int32) async throws -> Int32 { n }
        }
        let count = LiveCount()
        try await Belfry.with(HostedService(.single(Ringer()))) { belfry async throws in
            func call() async throws {
                let clinging = Clinging(count)
                try await belfry.binding.withClient(BellClient.self, of: belfry.address, callback: clinging) { bell async throws in
                    clinging.client.withLock { $0 = bell }
                    #expect(try await bell.echo(text: "here") == "here")
                }
            }
            try await call()
            try await count.none()
        }
    }
}
