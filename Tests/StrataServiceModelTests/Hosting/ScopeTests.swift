import StrataBindings
import StrataCore
import StrataServiceModel
import Testing

/// `whileServing`: however its body ends, the host does not outlive it.
@Suite(.timeLimit(.minutes(1))) struct ScopeTests {
    private struct Mistake: Error {}

    private func host() throws -> ServiceHost {
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till"))
        return try ServiceHost(service)
    }

    @Test func servesWhileTheBodyRunsAndClosesBehindIt() async throws {
        let host = try host()
        let sum = try await host.whileServing { host in
            try await BasicHTTPBinding().withClient(TillClient.self, of: host.addresses[0]) { try await $0.add(a: 2, b: 3) }
        }
        #expect(sum == 5 && host.state == .closed)
    }

    @Test func whatTheBodyThrowsComesOutOfAClosedHost() async throws {
        let host = try host()
        await #expect(throws: Mistake.self) { try await host.whileServing { _ in throw Mistake() } }
        #expect(host.state == .closed)
    }

    @Test func cancellationEndsTheHost() async throws {
        let host = try host()
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await host.whileServing { _ in
                open.yield()
                try await Task.sleep(for: .seconds(3600))  // until it is cancelled
            }
        }
        for await _ in opened { break }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(host.state == .closed || host.state == .faulted)
    }
}
