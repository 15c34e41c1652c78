import StrataCore
import StrataDiagnostics
import StrataInfoset
import Testing

struct MetricsTests {
    @Test func aPageOfEveryKind() throws {
        let registry = MetricRegistry()
        try registry.counter("orders", help: "Orders that were\n\"taken\" \\ kept.", labels: ["shop": "a\"b\\c\nd\u{1B}[2J"]).add(3)
        try registry.gauge("queue_bytes", help: "Waiting.", unit: "bytes").set(1.5)
        let times = try registry.histogram("wait_seconds", help: "Waited.", unit: "seconds", bounds: [0.1, 1], labels: ["side": "left"])
        for value in [0.05, 0.1, 0.5, 7] { times.observe(value) }
        times.observe(.nan)
        times.observe(.milliseconds(250))
        #expect(
            registry.page == """
                # TYPE orders counter
                # HELP orders Orders that were\\n\\"taken\\" \\\\ kept.
                orders_total{shop="a\\"b\\\\c\\nd\u{FFFD}[2J"} 3
                # TYPE queue_bytes gauge
                # UNIT queue_bytes bytes
                # HELP queue_bytes Waiting.
                queue_bytes 1.5
                # TYPE wait_seconds histogram
                # UNIT wait_seconds seconds
                # HELP wait_seconds Waited.
                wait_seconds_bucket{side="left",le="0.1"} 2
                wait_seconds_bucket{side="left",le="1.0"} 4
                wait_seconds_bucket{side="left",le="+Inf"} 5
                wait_seconds_count{side="left"} 5
                wait_seconds_sum{side="left"} 7.9
                # EOF

                """)
    }

    @Test func numbersAsTheFormatHasThem() throws {
        let registry = MetricRegistry()
        try registry.gauge("a", help: "").set(.nan)
        try registry.gauge("b", help: "").set(.infinity)
        try registry.gauge("c", help: "").set(-.infinity)
        try registry.gauge("d", help: "").set(-2)
        try registry.counter("e", help: "").add(-5)
        #expect(registry.page.split(separator: "\n").filter { !$0.hasPrefix("#") } == ["a NaN", "b +Inf", "c -Inf", "d -2.0", "e_total 0"])
    }

    @Test func theSameNameIsTheSameMetric() throws {
        let registry = MetricRegistry()
        let first = try registry.counter("calls", help: "h", labels: ["a": "1"])
        #expect(try registry.counter("calls", help: "h", labels: ["a": "1"]) === first)
        #expect(try registry.counter("calls", help: "h", labels: ["a": "2"]) !== first)
        #expect(throws: MetricError.self) { try registry.gauge("calls", help: "h", labels: ["a": "1"]) }
        #expect(throws: MetricError.self) { try registry.counter("calls", help: "h", labels: ["b": "1"]) }
        #expect(throws: MetricError.self, "its samples would be the counter's") { try registry.gauge("calls_total", help: "h") }
    }

    @Test(arguments: ["", "1a", "a-b", "a b", "a\n# EOF", "é", "a_total"])
    func badNamesAreRefused(name: String) {
        #expect(throws: MetricError.self) { try MetricRegistry().counter(name, help: "h") }
    }

    @Test func badLabelsUnitsAndBoundsAreRefused() {
        let registry = MetricRegistry()
        for label in ["", "a:b", "1", "__a", "a\"", "é"] {
            #expect(throws: MetricError.self) { try registry.counter("x", help: "h", labels: [label: "v"]) }
        }
        #expect(throws: MetricError.self) { try registry.counter("x", help: "h", labels: ["a": "1", "a": "2"]) }
        #expect(throws: MetricError.self) { try registry.counter("x", help: "h", unit: "bytes") }
        #expect(throws: MetricError.self) { try registry.histogram("x", help: "h", labels: ["le": "1"]) }
        for bounds in [[], [1, 1], [2, 1], [1, .infinity], [.nan]] as [[Double]] {
            #expect(throws: MetricError.self) { try registry.histogram("x", help: "h", bounds: bounds) }
        }
        #expect(registry.page == "# EOF\n", "what was refused leaves nothing")
    }

    /// A peer that invents values costs one series, however many it invents.
    @Test func labelValuesAreBounded() throws {
        let registry = MetricRegistry(maxSeries: 3)
        for value in 0..<1000 { try registry.counter("asked", help: "h", labels: ["what": "v\(value)"]).add() }
        let samples = registry.page.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            samples == [
                #"asked_total{what="v0"} 1"#, #"asked_total{what="v1"} 1"#, #"asked_total{what="v2"} 1"#,
                #"asked_total{what="overflow"} 997"#,
            ])
    }

    @Test func eventsAreCounted() async throws {
        let metrics = Metrics()
        func count(_ kind: DiagnosticEvent.Kind, _ side: ChannelSide = .service) {
            metrics.count(DiagnosticEvent(kind, source: "http", side: side))
        }
        count(.connectionOpened)
        count(.connectionOpened)
        count(.connectionClosed)
        count(.received(octets: 100))
        count(.received(octets: 50))
        count(.sent(octets: 7))
        count(.refused(.mediaType))
        count(.refused(.mediaType))
        count(.delivered)
        count(.callBegan)
        count(.callBegan)
        count(.callEnded(.fault, .milliseconds(3)))
        count(.callBegan, .client)
        count(.callEnded(.answered, .seconds(60)), .client)
        let contents = try await metrics.resource().contents()
        #expect(contents.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        let lines = Set(String(contents.octets).split(separator: "\n"))
        for line in [
            #"strata_connections_opened_total{transport="http",side="service"} 2"#,
            #"strata_connections{transport="http",side="service"} 1.0"#,
            #"strata_received_messages_total{transport="http",side="service"} 2"#,
            #"strata_received_message_bytes_total{transport="http",side="service"} 150"#,
            #"strata_sent_message_bytes_total{transport="http",side="service"} 7"#,
            #"strata_refusals_total{transport="http",side="service",reason="media-type"} 2"#, #"strata_active_calls{side="service"} 1.0"#,
            #"strata_delivered_messages_total{side="service"} 1"#, #"strata_delivered_messages_total{side="client"} 0"#,
            #"strata_calls_total{side="service",outcome="fault"} 1"#, #"strata_calls_total{side="client",outcome="answered"} 1"#,
            #"strata_calls_total{side="client",outcome="failed"} 0"#,
            #"strata_call_duration_seconds_bucket{side="service",le="0.0025"} 0"#,
            #"strata_call_duration_seconds_bucket{side="service",le="0.005"} 1"#,
            #"strata_call_duration_seconds_bucket{side="client",le="10.0"} 0"#,
            #"strata_call_duration_seconds_bucket{side="client",le="+Inf"} 1"#, #"strata_call_duration_seconds_sum{side="client"} 60.0"#,
        ] { #expect(lines.contains(Substring(line)), "\(line)") }
        #expect(String(contents.octets).hasSuffix("\n# EOF\n"))
    }

    @Test func severalSinksCount() {
        let (a, b) = (Metrics(), Metrics())
        let text = TextDiagnostics { _ in }
        let all = CombinedDiagnostics(a, text, b)
        #expect(all.countsEvents && !CombinedDiagnostics(text).countsEvents)
        all.count(DiagnosticEvent(.refused(.limit), source: "http", side: .service))
        #expect(a.registry.page == b.registry.page)
        #expect(a.registry.page.contains(#"reason="limit"} 1"#))
    }
}
