import StrataCore
import StrataServiceModel
import Synchronization
import Testing

/// The code of a service that makes its objects.
@Suite(.timeLimit(.minutes(1))) struct ObjectMakingTests {
    private struct NotNow: Error {}

    /// An object that could not be made is made for the next call.
    @Test(arguments: [ConcurrencyMode.single, .reentrant, .multiple]) func aFactoryThatFails(_ concurrency: ConcurrencyMode) async throws {
        let made = Atomic(0)
        var service = HostedService<any Bell>(
            .perSession {
                guard made.add(1, ordering: .relaxed).newValue > 1 else { throw NotNow() }
                return Ringer()
            })
        service.concurrency = concurrency
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in
                await #expect(throws: FaultError.self) { _ = try await bell.echo(text: "first") }
                #expect(try await bell.echo(text: "second") == "second")
                #expect(try await bell.leave() == 1)
            }
        }
        #expect(made.load(ordering: .relaxed) == 2)
    }
}
