import StrataBindings
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTextEncoding
import TestSupport
import Testing

/// `run()` of hosts that are closed already, and of such as cannot be opened.
@Suite(.timeLimit(.minutes(1))) struct RunTests {
    enum Ending: CaseIterable, Sendable {
        case closedUnopened, abortedUnopened, closed, aborted

        func end(_ host: ServiceHost) async throws {
            if self == .closed || self == .aborted { try await host.open() }
            if self == .closed || self == .closedUnopened { try await host.close() } else { host.abort() }
        }
    }

    private func host(_ addresses: EndpointAddress...) throws -> ServiceHost {
        var service = HostedService<any Till>(.single(TillService()))
        for address in addresses { service.addEndpoint(TillContract.self, BasicHTTPBinding(), at: address) }
        return try ServiceHost(service)
    }

    private let anyPort = EndpointAddress("http://127.0.0.1:0/till")

    /// Whoever asks for the end may be faster than the task that serves.
    @Test(arguments: HostTests.Way.allCases, Ending.allCases) func afterItsEnd(_ way: HostTests.Way, _ ending: Ending) async throws {
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(TillContract.self, way.binding(InProcessHub()), at: way.address)
        let host = try ServiceHost(service)
        try await ending.end(host)
        try await host.run()
        #expect(host.state == .closed)
    }

    /// Who runs a host that another task is opening serves what that has opened.
    @Test func whileAnotherOpens() async throws {
        for _ in 0..<300 {
            var service = HostedService<any Till>(.single(TillService()))
            service.addEndpoint(TillContract.self, HostTests.Way.inProcess.binding(InProcessHub()), at: HostTests.Way.inProcess.address)
            let host = try ServiceHost(service)
            let running = Task { try await host.run() }
            // Either of them may be the first; the other one finds it opening or open.
            do { try await host.open() } catch let error as CommunicationError where error.code == .invalidOperation {}
            try await eventually { host.state == .opened }
            try await host.close()
            try await running.value
        }
    }

    /// WCF's hosts have less time to close than its bindings.
    @Test func timeToClose() throws {
        #expect(try host(anyPort).timeouts.close == .seconds(10) && host(anyPort).timeouts.open == .seconds(60))
    }

    @Test func whileServingAfterItsEnd() async throws {
        let host = try host(anyPort)
        try await host.close()
        await #expect { try await host.whileServing { _ in Issue.record("a closed host serves") } } throws: {
            ($0 as? CommunicationError)?.code == .aborted
        }
    }

    /// One endpoint's address is taken: the host says so, and the others listen no longer. In process, where nobody else can take an address
    /// that has become free, as on a network another test might.
    @Test(arguments: [false, true]) func whatCannotBeOpenedIsGone(isScope: Bool) async throws {
        let hub = InProcessHub()
        func host(_ addresses: String...) throws -> ServiceHost {
            var service = HostedService<any Till>(.single(TillService()))
            for address in addresses {
                service.addEndpoint(TillContract.self, HostTests.Way.inProcess.binding(hub), at: EndpointAddress(address))
            }
            return try ServiceHost(service)
        }
        try await host("inproc:taken").whileServing { _ in
            let second = try host("inproc:free", "inproc:taken")
            await #expect { try await isScope ? second.whileServing { _ in } : second.run() } throws: {
                ($0 as? CommunicationError)?.code == .addressInUse
            }
            #expect(second.state == .closed)
            // Whoever runs what another could not open frees what that had opened.
            let third = try host("inproc:free", "inproc:taken")
            await #expect(throws: CommunicationError.self) { try await third.open() }
            await #expect(throws: CommunicationError.self) { try await third.run() }
            #expect(third.state == .closed)
            try await host("inproc:free").whileServing { fourth in #expect(fourth.state == .opened) }
        }
    }
}
