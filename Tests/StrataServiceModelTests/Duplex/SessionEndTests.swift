import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// How sessions end, and that they leave nothing.
@Suite(.timeLimit(.minutes(1))) struct SessionEndTests {
    private static func service(_ count: LiveCount) -> HostedService<any Bell> {
        var service = HostedService<any Bell>(.perSession { Ringer(count) })
        service.concurrency = .reentrant
        return service
    }

    /// The reply of an operation that ends the session comes, then both sides close in good order.
    @Test func aTerminatingOperationEndsTheSession() async throws {
        let count = LiveCount()
        try await Belfry.with(Self.service(count)) { belfry async throws in
            let factory = try ClientFactory<BellClient>(belfry.binding, callback: Listener())
            try await factory.channels.open()
            let channel = try factory.channels.makeChannel(to: belfry.address, via: nil)
            try await channel.open()
            let bell = factory.client(over: channel)
            _ = try await bell.echo(text: "one")
            #expect(try await bell.leave() == 1)
            for await state in channel.stateChanges where state == .closed { break }
            try await count.none()
            await #expect { _ = try await bell.echo(text: "two") } throws: {
                ($0 as? CommunicationError)?.code == .closed && ($0 as? CommunicationError)?.retry == .safe
            }
            try await channel.close()
            try await factory.channels.close()
            #expect(count.made == 1)
        }
    }

    enum Leaving: CaseIterable { case closed, aborted, dropped }

    /// A client that stops, breaks off or is just let go frees its object.
    @Test(arguments: Leaving.allCases) func aClientThatIsGoneFreesItsSession(_ leaving: Leaving) async throws {
        let count = LiveCount()
        try await Belfry.with(Self.service(count)) { belfry async throws in
            let factory = try ClientFactory<BellClient>(belfry.binding, callback: Listener())
            try await factory.channels.open()
            var channel: (any RequestChannel)? = try factory.channels.makeChannel(to: belfry.address, via: nil)
            try await channel?.open()
            #expect(try await channel.map { factory.client(over: $0) }?.askMeBack(n: 1) == 10)
            #expect(count.made == 1 && belfry.host.throttleCounts[0].sessions == 1)
            switch leaving {
            case .closed: try await channel?.close()
            case .aborted: channel?.abort()
            case .dropped: channel = nil
            }
            try await count.none()
            try await eventually { belfry.host.throttleCounts[0].sessions == 0 }
            try await factory.channels.close()
        }
    }

    /// Who says nothing for the receive timeout, and is told nothing, is given up.
    @Test func anIdleSessionIsGivenUp() async throws {
        let (count, time) = (LiveCount(), ManualTime())
        try await Belfry.with(Self.service(count), Belfry.binding(time: time)) { belfry async throws in
            let factory = try ClientFactory<BellClient>(belfry.binding, callback: Listener())
            try await factory.channels.open()
            let channel = try factory.channels.makeChannel(to: belfry.address, via: nil)
            try await channel.open()
            let bell = factory.client(over: channel)
            #expect(try await bell.echo(text: "one") == "one")
            // What the service has sent since it last received counts as life once, so this takes more than one timeout.
            try await eventually {
                if belfry.host.throttleCounts[0].sessions == 0 { return true }
                time.advance(by: belfry.binding.timeouts.receive)
                return false
            }
            try await count.none()
            await #expect(throws: CommunicationError.self) { _ = try await bell.echo(text: "two") }
            channel.abort()
            try await factory.channels.close()
        }
    }

    /// A host that is closed lets what is under way finish, callbacks and what they ask included, and its sessions end in good order.
    @Test func closingTheHostDrainsSessions() async throws {
        let (count, gate) = (LiveCount(), Gate())
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        try await Belfry.with(Self.service(count)) { belfry async throws in
            let client = Mutex<BellClient?>(nil)
            let listener = Listener { number in
                asking.yield()
                try await gate.passed()
                return try await client.withLock { $0 }?.echo(text: "still there") == nil ? 0 : number * 10
            }
            let factory = try ClientFactory<BellClient>(belfry.binding, callback: listener, concurrency: .reentrant)
            try await factory.channels.open()
            let channel = try factory.channels.makeChannel(to: belfry.address, via: nil)
            try await channel.open()
            let bell = factory.client(over: channel)
            client.withLock { $0 = bell }
            defer { client.withLock { $0 = nil } }
            let call = Task { try await bell.askMeBack(n: 4) }
            for await _ in asked { break }
            let closing = Task { try await belfry.host.close() }
            for await state in belfry.host.stateChanges where state != .opened { break }
            gate.open()
            #expect(try await call.value == 40)
            for await state in channel.stateChanges where state == .closed { break }
            try await count.none()
            try await closing.value
            try await factory.channels.close()
        }
    }

    /// Sessions of requests and replies end the same way.
    @Test func aRequestSessionEndsToo() async throws {
        let hub = InProcessHub()
        let binding = CustomBinding("in-process") {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: hub)
        }
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(BehaviorTests.Visit.self, binding, at: EndpointAddress("inproc:visit")) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        try await binding.withRequestChannel(to: host.addresses[0], session: true) { channel async throws in
            let till = TillClient(OperationCaller(BehaviorTests.Visit.description, over: channel, version: .soap12Addressing10))
            #expect(try await till.rung() == [])
            try await eventually { host.throttleCounts[0].sessions == 0 }
            await #expect { _ = try await till.add(a: 1, b: 1) } throws: { ($0 as? CommunicationError)?.retry == .safe }
        }
        try await host.close()
        try await running.value
    }
}
