import StrataCore
import StrataDiagnostics
import StrataInProcess
import StrataTextEncoding
import Testing

/// What input and duplex channels hand out is counted, at the end that takes it.
@Suite(.timeLimit(.minutes(1))) struct DeliveredMessagesTests {
    private func binding(_ metrics: Metrics) -> CustomBinding {
        CustomBinding("counted", diagnostics: metrics) {
            TextEncoding()
            InProcessTransport(hub: InProcessHub())
        }
    }

    private let message = Message(version: .default, action: "urn:m")

    private func delivered(_ metrics: Metrics, _ side: String) -> Substring? {
        metrics.registry.page.split(separator: "\n").first { $0.hasPrefix("strata_delivered_messages_total{side=\"\(side)\"}") }?.split(
            separator: " "
        ).last
    }

    @Test func ofAnInputChannel() async throws {
        let metrics = Metrics()
        let binding = binding(metrics)
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:test-input"))
        try await listener.whileOpen {
            let channel = try #require(try await listener.accept())
            try await binding.withOutputChannel(to: listener.address) { output in
                for _ in 0..<3 { try await output.send(message) }
            }
            for _ in 0..<3 { #expect(try await channel.receive() != nil) }
            #expect(delivered(metrics, "service") == "3" && delivered(metrics, "client") == "0")
            try await channel.close()
            #expect(try await channel.receive() == nil)
            #expect(delivered(metrics, "service") == "3", "the end is no message")
        }
    }

    @Test func ofADuplexChannelAtBothEnds() async throws {
        let metrics = Metrics()
        let binding = binding(metrics)
        let listener = try binding.makeDuplexListener(at: EndpointAddress("inproc:test-duplex"), session: true)
        try await listener.whileOpen {
            try await binding.withDuplexChannel(to: listener.address) { client in
                try await client.send(message)
                let service = try #require(try await listener.accept())
                #expect(try await service.receive() != nil)
                for _ in 0..<2 { try await service.send(message) }
                for _ in 0..<2 { #expect(try await client.receive() != nil) }
                #expect(delivered(metrics, "service") == "1" && delivered(metrics, "client") == "2")
                // Either close waits for the other's end.
                try await client.closeOutput()
                try await service.close()
            }
        }
    }
}
