import StrataBindings
import StrataCore
import StrataDiagnostics
import StrataServiceModel
import StrataTesting
import TestSupport
import Testing

/// What a service does just now, read from the page that it shows beside its messages.
@Suite(.timeLimit(.minutes(1))) struct UsagePageTests {
    /// The usages that are not zero.
    private func usages(_ address: EndpointAddress) async throws -> [String: String] {
        let answer = try await RawExchange.get(address.uri + "/metrics")
        #expect(answer.status == 200)
        let mark = "strata_service_usage{what=\""
        return String(decoding: answer.body, as: UTF8.self).split(separator: "\n").reduce(into: [:]) { usages, line in
            guard line.hasPrefix(mark) else { return }
            let parts = line.dropFirst(mark.count).split(separator: "\"} ")
            if parts.count == 2, parts[1] != "0.0" { usages[String(parts[0])] = String(parts[1]) }
        }
    }

    /// Returns when the page has that, and nothing else.
    private func until(_ expected: [String: String], _ address: EndpointAddress) async throws {
        try await eventually { try await usages(address) == expected }
    }

    @Test func theThrottleIsOnThePage() async throws {
        let (metrics, held) = (Metrics(), TurnTests.Held(isGated: true))
        var settings = HTTPBindingSettings.defaults
        settings.diagnostics = metrics
        var service = HostedService<any Till>(.perCall { held })
        service.throttle.maxConcurrentCalls = 1
        service.addEndpoint(
            TillContract.self, BasicHTTPBinding(settings: settings), at: HostTests.Way.http.address, resources: [metrics.resource()])
        try await withHost(service) { host async throws in
            let address = host.addresses[0]
            try await BasicHTTPBinding().withClient(TillClient.self, of: address) { till async throws in
                try await until([:], address)
                let calls = (0..<3).map { number in Task { try await till.add(a: number, b: 0) } }
                try await until(["calls": "1.0", "instances": "1.0", "pending_calls": "2.0"], address)
                held.gate.open()
                for (number, call) in calls.enumerated() { #expect(try await call.value == Int32(number)) }
                try await until([:], address)
            }
        }
    }
}
