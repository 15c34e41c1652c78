import Foundation
import Testing

/// Samples that end by themselves do what they say.
@Suite("Samples run", .enabled(if: Peers.isExecutable(Peers.sample("Observed")), "needs the samples (make test)"))
struct SampleTests {
    /// What is observed is there, in one trace at both ends, and no secret is.
    @Test(.timeLimit(.minutes(1))) func observedShowsWhatHappened() async throws {
        let result = try await ChildProcess.run(Peers.sample("Observed"), [])
        #expect(result.status == 0, "\(result)")
        let text = result.lines.joined(separator: "\n")
        #expect(!text.contains("4111") && !text.contains("s3cr3t"))
        for end in [#""direction":"sent""#, #""direction":"received""#] {
            let orders = result.lines.filter { $0.contains(end) && $0.contains("<item>tea</item>") }
            #expect(orders.count == 1 && orders.allSatisfy { $0.contains("<card>[redacted]</card><token>[redacted]</token>") })
        }

        let line = /trace (\w{32})  (\w+) span (\w{16}), (.*): urn:example:orders\/take, .*/
        let traces = result.lines.compactMap { $0.wholeMatch(of: line) }
        #expect(traces.map(\.2) == ["client", "server", "client", "server", "client", "server"])
        for pair in stride(from: 0, to: traces.count - 1, by: 2) {
            #expect(traces[pair].1 == traces[pair + 1].1 && traces[pair + 1].4 == "child of \(traces[pair].3)")
        }
        #expect(Set(traces.map(\.1)).count == 3)

        for side in ["client", "service"] {
            #expect(result.lines.contains(#"strata_calls_total{side="\#(side)",outcome="answered"} 2"#))
            #expect(result.lines.contains(#"strata_calls_total{side="\#(side)",outcome="fault"} 1"#))
        }
    }

    /// The service asks while its client waits, and the end of the session is the end.
    @Test(.timeLimit(.minutes(1))) func callbacksPassEachOther() async throws {
        let result = try await ChildProcess.run(Peers.sample("Callbacks"), [])
        #expect(result.status == 0, "\(result)")
        let expected = [
            "client:  asked for more than 100, bids 110", "service: 110 is bid for the clock", "client:  asked for more than 110, bids 120",
            "service: 120 is bid for the clock", "client:  asked for more than 120, bids 130", "service: 130 is bid for the clock",
            "client:  asked for more than 130, shakes the head", "client:  sell returned 130",
            "client:  was told that it has got the clock for 130", "client:  leaves; 1 sold",
        ]
        #expect(Array(result.lines.prefix(expected.count)) == expected, "\(result)")
        let rest = result.lines.dropFirst(expected.count)
        #expect(rest.count == 2 && rest.first?.contains("cannot go on: closed: operation 'sell' was not called") == true, "\(result)")
        #expect(rest.last?.hasPrefix("refused: ") == true && rest.last?.contains("BasicHTTPBinding") == true, "\(result)")
    }

    /// The file comes back, and neither end has held it.
    @Test(.timeLimit(.minutes(1))) func streamingTakesLittleMemory() async throws {
        let result = try await ChildProcess.run(Peers.sample("Streaming"), [])
        #expect(result.status == 0, "\(result)")
        for direction in ["up", "down"] {
            let progress = result.lines.filter { $0.hasPrefix("  \(direction): ") }
            #expect(progress == [25, 50, 75, 100].map { "  \(direction): \($0) %" })
        }
        #expect(result.lines.contains("The service has taken 25165824 octets."), "\(result)")
        let end = /It is the same file\. .* at most, (\d+) MiB more than before\./
        let last = try #require(result.lines.last?.wholeMatch(of: end), "\(result)")
        // Half of the file, which both ends would have whole and more than once.
        #expect(Int(last.1).map { $0 < 12 } == true, "\(result)")
    }
}
