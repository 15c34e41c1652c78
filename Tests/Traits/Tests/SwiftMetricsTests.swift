import CoreMetrics
import MetricsTestKit
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataTextEncoding
import Testing

/// Events as they reach the instruments of swift-metrics.
@Suite(.timeLimit(.minutes(1))) struct SwiftMetricsTests {
    @Test func everyEventHasItsInstrument() throws {
        let factory = TestMetrics()
        let diagnostics = MetricsFactoryDiagnostics(factory: factory)
        #expect(diagnostics.countsEvents && !diagnostics.isEnabled(.error))
        for kind in [
            .connectionOpened, .connectionOpened, .connectionClosed, .received(octets: 100), .received(octets: 50), .sent(octets: 7),
            .refused(.limit), .refused(.limit), .callBegan, .callBegan, .callEnded(.fault, .milliseconds(3)), .delivered,
        ] as [DiagnosticEvent.Kind] { diagnostics.count(DiagnosticEvent(kind, source: "http", side: .service)) }

        let place = [("transport", "http"), ("side", "service")]
        let side = [("side", "service")]
        #expect(try factory.expectCounter("strata_connections_opened", place).totalValue == 2)
        #expect(try factory.expectMeter("strata_connections", place).lastValue == 1)
        #expect(try factory.expectCounter("strata_received_messages", place).totalValue == 2)
        #expect(try factory.expectCounter("strata_received_message_bytes", place).totalValue == 150)
        #expect(try factory.expectCounter("strata_sent_messages", place).totalValue == 1)
        #expect(try factory.expectCounter("strata_sent_message_bytes", place).totalValue == 7)
        #expect(try factory.expectCounter("strata_refusals", place + [("reason", "limit")]).totalValue == 2)
        #expect(try factory.expectMeter("strata_active_calls", side).lastValue == 1)
        #expect(try factory.expectCounter("strata_calls", side + [("outcome", "fault")]).totalValue == 1)
        #expect(try factory.expectCounter("strata_calls", side + [("outcome", "answered")]).totalValue == 0)
        #expect(try factory.expectTimer("strata_call_duration", side).values == [3_000_000])
        #expect(try factory.expectCounter("strata_delivered_messages", side).totalValue == 1)
    }

    /// Reasons that nobody foresaw cost no more than so many counters.
    @Test func reasonsAreBounded() throws {
        let factory = TestMetrics()
        let diagnostics = MetricsFactoryDiagnostics(factory: factory)
        for number in 0..<1000 { diagnostics.count(DiagnosticEvent(.refused(.init("r\(number)")), source: "x", side: .client)) }
        let made = factory.counters.filter { $0.label == "strata_refusals" }
        #expect(made.count == 65 && made.reduce(0) { $0 + $1.totalValue } == 1000)
    }

    @Test func callsOverHTTPAreCounted() async throws {
        let factory = TestMetrics()
        let binding = CustomBinding("counted", diagnostics: MetricsFactoryDiagnostics(factory: factory)) {
            TextEncoding(.soap11)
            HTTPTransport()
        }
        try await serving(binding, { _ in Message(version: .soap11, action: "urn:r") }) { address in
            try await binding.withRequestChannel(to: address) { channel in
                for _ in 0..<3 { _ = try await channel.request(Message(version: .soap11, action: "urn:q")) }
            }
        }
        for side in ["client", "service"] {
            #expect(try factory.expectCounter("strata_calls", [("side", side), ("outcome", "answered")]).totalValue == 3)
            #expect(try factory.expectTimer("strata_call_duration", [("side", side)]).values.count == 3)
            #expect(try factory.expectCounter("strata_received_messages", [("transport", "http"), ("side", side)]).totalValue == 3)
            #expect(try factory.expectMeter("strata_active_calls", [("side", side)]).lastValue == 0)
        }
    }
}
