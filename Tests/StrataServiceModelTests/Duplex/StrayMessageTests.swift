import StrataCore
import StrataInfoset
import StrataServiceModel
import StrataTesting
import Synchronization
import Testing

/// Peers that do not keep to the protocol, and sessions that break.
@Suite(.timeLimit(.minutes(1))) struct StrayMessageTests {
    private static let version = MessageVersion.soap12Addressing10

    private static func stray() -> Message {
        var message = Message(version: version, action: "urn:peers:calc/IDuplex/EchoResponse", body: .empty)
        message.headers.relatesTo = "urn:uuid:00000000-0000-4000-8000-00000000dead"
        return message
    }

    /// A service drops replies and faults that answer nothing, says so, and goes on.
    @Test func aServiceDropsWhatAnswersNothing() async throws {
        let reports = Reports()
        try await Belfry.with(HostedService(.single(Ringer())), Belfry.binding(reports)) { belfry async throws in
            try await belfry.binding.withDuplexChannel(to: belfry.address, session: true) { channel in
                try await channel.send(Self.stray())
                try await channel.send(Message(version: Self.version, fault: .sender("nothing was asked")))
                var request = Message(version: Self.version, action: "urn:peers:calc/IDuplex/Leave") { builder in
                    builder.startElement(ExpandedName("Leave", namespace: "urn:peers:calc"))
                    builder.endElement()
                }
                request.headers.messageID = "urn:uuid:00000000-0000-4000-8000-000000000001"
                try await channel.send(request)
                let reply = try #require(try await channel.receive())
                #expect(reply.headers.relatesTo == request.headers.messageID && !reply.isFault)
                // The operation ends the session.
                #expect(try await channel.receive() == nil)
            }
        }
        #expect(reports.records.withLock { $0.map(\.message) }.filter { $0.contains("dropped") }.count == 2)
    }

    /// And so does a client.
    @Test func aClientDropsWhatAnswersNothing() async throws {
        let reports = Reports()
        let binding = Belfry.binding(reports)
        let listener = try binding.makeDuplexListener(at: EndpointAddress("inproc:odd"), session: true)
        try await listener.open()
        let serving = Task {
            try await listener.run { channel in
                while let request = try await channel.receive() {
                    try await channel.send(Self.stray())
                    try await channel.send(Message(version: Self.version, fault: .sender("nothing was asked")))
                    var reply = Message(version: Self.version, action: "urn:peers:calc/IDuplex/EchoResponse") { builder in
                        builder.startElement(ExpandedName("EchoResponse", namespace: "urn:peers:calc"))
                        builder.element(ExpandedName("EchoResult", namespace: "urn:peers:calc"), "well")
                        builder.endElement()
                    }
                    reply.headers.relatesTo = request.headers.messageID
                    try await channel.send(reply)
                }
            }
        }
        try await binding.withClient(BellClient.self, of: listener.address, callback: Listener()) { bell async throws in
            for _ in 0..<2 { #expect(try await bell.echo(text: "?") == "well") }
        }
        try await listener.close()
        try await serving.value
        #expect(reports.records.withLock { $0.map(\.message) }.filter { $0.contains("dropped") }.count == 4)
    }

    /// Every call that waits fails with a session that breaks, and says that the service may have acted.
    @Test func aBrokenSessionFailsAllItsCalls() async throws {
        let gate = Gate()
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        var service = HostedService<any Bell>(.single(Ringer()))
        service.concurrency = .multiple
        try await Belfry.with(service) { belfry async throws in
            let listener = Listener { number in
                asking.yield()
                try await gate.passed()
                return number
            }
            // Such a session has no good end.
            await #expect(throws: CommunicationError.self) {
                try await belfry.client(listener, concurrency: .multiple) { bell async throws in
                    let calls = (1...5 as ClosedRange<Int32>).map { number in Task { try await bell.askMeBack(n: number) } }
                    var count = 0
                    for await _ in asked {
                        count += 1
                        if count == 5 { break }
                    }
                    belfry.host.abort()
                    for call in calls {
                        await #expect { _ = try await call.value } throws: {
                            ($0 as? CommunicationError)?.retry == .unsafe && "\($0)".contains("may have acted on the request")
                        }
                    }
                    await #expect { _ = try await bell.echo(text: "?") } throws: { ($0 as? CommunicationError)?.code == .faulted }
                }
            }
        }
    }
}
