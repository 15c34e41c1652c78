import StrataCore
import StrataInfoset
import StrataServiceModel
import StrataTesting
import Synchronization
import TestSupport
import Testing

/// What a service does for duplex sessions that are too many, or ask for too much.
@Suite(.timeLimit(.minutes(1))) struct DuplexLimitTests {
    private static func service(_ change: (inout HostedService<any Bell>) -> Void) -> HostedService<any Bell> {
        var service = HostedService<any Bell>(.single(Ringer()))
        service.concurrency = .multiple
        change(&service)
        return service
    }

    /// A call above the throttle's limits is refused, may be made again, and the session goes on.
    @Test func aFullThrottleRefuses() async throws {
        let gated = GatedBell()
        var service = HostedService<any Bell>(.single(gated))
        service.concurrency = .multiple
        service.throttle.maxConcurrentCalls = 1
        service.throttle.maxPendingCalls = 0
        try await Belfry.with(service) { belfry async throws in
            try await belfry.client { bell async throws in
                let first = Task { try await bell.echo(text: "gated") }
                for await _ in gated.entrances { break }
                await #expect { _ = try await bell.echo(text: "?") } throws: {
                    ($0 as? CommunicationError)?.code == .serverTooBusy && ($0 as? CommunicationError)?.retry == .safe
                }
                gated.gate.open()
                #expect(try await first.value == "gated")
                try await eventually { belfry.host.throttleCounts[0].calls == 0 }
                #expect(try await bell.echo(text: "!") == "!")
            }
        }
    }

    /// A session too many is refused, and the reason is reported where somebody can do something about it.
    @Test func noMoreSessionsThanTheThrottleAllows() async throws {
        let reports = Reports()
        try await Belfry.with(Self.service { $0.throttle.maxConcurrentSessions = 1 }, Belfry.binding(reports)) { belfry async throws in
            try await belfry.client { bell async throws in
                _ = try await bell.echo(text: "one")
                await #expect(throws: CommunicationError.self) {
                    try await belfry.client { other async throws in _ = try await other.echo(text: "two") }
                }
                for await message in reports.messages where message == "a duplex session has failed" { break }
                let error = reports.records.withLock { $0.first?.error }
                #expect(error.map { "\($0)" }?.contains("maxConcurrentSessions") == true)
                #expect(try await bell.echo(text: "three") == "three")
            }
        }
    }

    /// Who asks and asks and reads nothing loses its session before the service loses its memory.
    @Test func aPeerThatReadsNothing() async throws {
        let reports = Reports()
        let service = Self.service {
            $0.throttle.maxConcurrentCalls = 4
            $0.throttle.maxPendingCalls = 4
        }
        try await Belfry.with(service, Belfry.binding(reports)) { belfry async throws in
            let factory = try belfry.binding.makeDuplexFactory(session: true)
            try await factory.open()
            let channel = try factory.makeChannel(to: belfry.address, via: nil)
            try await channel.open()
            await #expect(throws: CommunicationError.self) {
                for number in 0..<100_000 {
                    var request = Message(version: .soap12Addressing10, action: "urn:peers:calc/IDuplex/Echo") { builder in
                        builder.startElement(ExpandedName("Echo", namespace: "urn:peers:calc"))
                        builder.endElement()
                    }
                    request.headers.messageID = "urn:example:\(number)"
                    try await channel.send(request)
                }
            }
            for await message in reports.messages where message == "a duplex session has failed" { break }
            let failures = reports.records.withLock { $0.filter { $0.message == "a duplex session has failed" } }
            #expect((failures.first?.error as? CommunicationError)?.code == .quotaExceeded)
            channel.abort()
            factory.abort()
        }
    }

    /// A client whose contract has no callbacks performs nothing for anybody.
    @Test func nobodyCallsBackWhereNobodyServes() async throws {
        let binding = InstancingTable.Way.duplexOnly.binding
        let listener = try binding.makeDuplexListener(at: EndpointAddress("inproc:cells"), session: true)
        try await listener.open()
        let fault = Completion<String>()
        let serving = Task {
            try await listener.run { channel in
                var call = Message(version: .soap12Addressing10, action: "urn:till/ITill/Rung", body: .empty)
                call.headers.messageID = "urn:example:1"
                try await channel.send(call)
                let answer = try await channel.receive()
                fault.succeed(try answer?.fault()?.reason ?? "no fault")
                while try await channel.receive() != nil {}
            }
        }
        try await binding.withClient(TillClient.self, of: listener.address) { _ async throws in
            #expect(try await fault.value().contains("urn:till/ITill/Rung"))
        }
        try await listener.close()
        try await serving.value
    }
}
