import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import Testing

/// What a service and a client count, read from the page that the service shows beside its messages.
@Suite(.timeLimit(.minutes(1))) struct MetricsTests {
    private func page(_ port: UInt16) async throws -> (type: String?, samples: Set<Substring>) {
        let answer = try await withPeer(port: port) { peer in
            try await peer.send("GET /peer/metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            return try await peer.answers(1).first
        }
        return (answer?.field("content-type"), Set((answer?.body ?? "").split(separator: "\n")))
    }

    @Test func countsWhatHappened() async throws {
        let (service, client) = (Metrics(), Metrics())
        try await withService(plainBinding(diagnostics: service), resources: [service.resource()]) { message in
            let text = try message.bodyContents?.string() ?? ""
            guard text != "bad" else { throw FaultError(.sender("bad")) }
            return Message(version: .soap11, action: "urn:r") { $0.element(ExpandedName("r", namespace: "urn:r"), text) }
        } _: { listener in
            func request(_ text: String) -> Message {
                Message(version: .soap11, action: "urn:r") { $0.element(ExpandedName("q", namespace: "urn:r"), text) }
            }
            try await plainBinding(diagnostics: client).withRequestChannel(to: listener.address) { channel in
                _ = try await channel.request(request("good"))
                _ = try await channel.request(request("good"))
                #expect(try await channel.request(request("bad")).isFault)
            }
            for (line, type) in [("/nowhere", "text/xml"), ("/peer", "text/plain")] {
                _ = try await withPeer(port: listener.port) { peer in
                    try await peer.send("POST \(line) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\nContent-Length: 1\r\n\r\nx")
                    return try await peer.answers(1).first
                }
            }
            _ = try await withPeer(port: listener.port) { peer in
                try await peer.send("POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 1\r\n\r\nx")
                return try await peer.answers(1).first
            }

            let (type, samples) = try await page(listener.port)
            #expect(type == MetricRegistry.contentType)
            for sample in [
                #"strata_calls_total{side="service",outcome="answered"} 2"#, #"strata_calls_total{side="service",outcome="fault"} 1"#,
                #"strata_active_calls{side="service"} 0.0"#, #"strata_call_duration_seconds_count{side="service"} 3"#,
                #"strata_received_messages_total{transport="http",side="service"} 4"#,
                #"strata_refusals_total{transport="http",side="service",reason="address"} 1"#,
                #"strata_refusals_total{transport="http",side="service",reason="media-type"} 1"#,
                #"strata_refusals_total{transport="http",side="service",reason="malformed"} 1"#, "# EOF",
            ] { #expect(samples.contains(Substring(sample)), "\(sample)\n\(service.registry.page)") }

            let asked = Set(client.registry.page.split(separator: "\n"))
            #expect(asked.contains(#"strata_calls_total{side="client",outcome="answered"} 2"#))
            #expect(asked.contains(#"strata_calls_total{side="client",outcome="fault"} 1"#))
            #expect(asked.contains(#"strata_sent_messages_total{transport="http",side="client"} 3"#))
            #expect(asked.contains(#"strata_received_messages_total{transport="http",side="client"} 3"#))
        }
        // All connections are gone with the listener.
        #expect(service.registry.page.contains(#"strata_connections{transport="http",side="service"} 0.0"#))
    }

    /// A client's connections: one is kept for the next call, and gone with the factory.
    @Test func clientsCountTheirConnections() async throws {
        struct Watched: Diagnostics {
            let metrics = Metrics()
            let closed = Signal()
            func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
            func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
            var countsEvents: Bool { true }
            func count(_ event: DiagnosticEvent) {
                metrics.count(event)
                if case .connectionClosed = event.kind { closed.set() }
            }
            func shows(_ name: String, _ value: String) -> Bool {
                metrics.registry.page.contains("\(name){transport=\"http\",side=\"client\"} \(value)\n")
            }
        }
        let client = Watched()
        try await withService(plainBinding()) {
            $0
        } _: { listener in
            try await plainBinding(diagnostics: client).withRequestChannel(to: listener.address) { channel in
                for _ in 0..<2 { _ = try await channel.request(Message(version: .soap11, action: "urn:r")) }
                #expect(client.shows("strata_connections_opened_total", "1") && client.shows("strata_connections", "1.0"))
            }
            try await client.closed.wait()
            #expect(client.shows("strata_connections_opened_total", "1") && client.shows("strata_connections", "0.0"))
        }
    }

    /// Where no sink counts, nothing is asked to.
    @Test func nothingIsCountedUnasked() async throws {
        struct Silent: Diagnostics {
            func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
            func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
            func count(_ event: DiagnosticEvent) { Issue.record("counted") }
        }
        try await withService(plainBinding(diagnostics: Silent())) {
            $0
        } _: { listener in
            try await plainBinding(diagnostics: Silent()).withRequestChannel(to: listener.address) { channel in
                _ = try await channel.request(Message(version: .soap11, action: "urn:r"))
            }
        }
    }
}
