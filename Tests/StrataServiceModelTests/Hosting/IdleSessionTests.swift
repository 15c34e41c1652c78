import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import TestSupport
import Testing

/// Sessions of requests and replies in which nothing happens.
@Suite(.timeLimit(.minutes(1))) struct IdleSessionTests {
    /// Who asks nothing for the receive timeout is given up, unless a request is under way.
    @Test func anIdleSessionOfRequestsIsGivenUp() async throws {
        let (time, hub, held) = (ManualTime(), InProcessHub(), TurnTests.Held(isGated: true))
        let binding = CustomBinding("in-process", time: time) {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        var service = HostedService<any Till>(.perSession { held })
        service.addEndpoint(TillContract.self, binding, at: EndpointAddress("inproc:idle"))
        try await withHost(service) { host async throws in
            let factory = try ClientFactory<TillClient>(binding)
            try await factory.channels.open()
            let channel = try factory.channels.makeChannel(to: host.addresses[0], via: nil)
            try await channel.open()
            let till = factory.client(over: channel).with { $0.timeout = .seconds(1_000_000) }
            let call = Task { try await till.add(a: 1, b: 2) }
            for await _ in held.entrances { break }
            for _ in 0..<5 {
                time.advance(by: binding.timeouts.receive)
                for _ in 0..<20 { await Task.yield() }
            }
            held.gate.open()
            #expect(try await call.value == 3)
            // The answer was life too.
            time.advance(by: binding.timeouts.receive)
            try await eventually { time.timers > 0 || host.throttleCounts[0].sessions == 0 }
            #expect(host.throttleCounts[0].sessions == 1)
            try await eventually {
                if host.throttleCounts[0].sessions == 0 { return true }
                time.advance(by: binding.timeouts.receive)
                return false
            }
            await #expect(throws: CommunicationError.self) { _ = try await till.add(a: 1, b: 2) }
            factory.channels.abort()
        }
    }
}
