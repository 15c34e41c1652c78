import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Samples do what they say.
@Suite("Samples run", .enabled(if: Peers.isExecutable(Peers.sample("Observed")), "needs the samples (make test)"))
struct SampleTests {
    /// The same contract, service and client over each of its bindings.
    @Test(.timeLimit(.minutes(1)), arguments: ["https", "ws-https", "http", "in-process"])
    func calculatorCalculates(way: String) async throws {
        let result = try await ChildProcess.run(Peers.sample("Calculator"), [way])
        #expect(result.status == 0, "\(result)")
        for line in ["2 + 40 = 42.0", "1 / 8 = 0.125", "7 / 0: nothing can be divided by zero, not even 7.0"] {
            #expect(result.lines.contains("  " + line), "\(result)")
        }
        let isSecured = way.hasSuffix("https")
        #expect(result.lines.count { $0.hasPrefix("  securityRejected: ") } == (isSecured ? 2 : 0), "\(result)")
        #expect(!result.lines.contains { $0.contains("open sesame") })
    }

    /// With certificates that it makes itself, and with those of a folder.
    @Test(.timeLimit(.minutes(1)), arguments: [[], [Peers.certificates.path]])
    func calculatorIsWhoItsCertificatesSay(arguments: [String]) async throws {
        let result = try await ChildProcess.run(Peers.sample("Calculator"), arguments)
        #expect(result.status == 0, "\(result)")
        #expect(result.lines.contains("It is CN=localhost, says CN=\(arguments.isEmpty ? "Calculator Test Authority" : "Peers Test CA")"))
        // The wrong password and the missing trust, and nothing else.
        let refused = result.lines.filter { $0.hasPrefix("  securityRejected: ") }
        #expect(refused.count == 2 && refused[0].contains("(401)") && refused[1].contains("unknownAuthority"), "\(result)")
    }

    @Test(.timeLimit(.minutes(1))) func calculatorSaysWhatItDoesNotFind() async throws {
        let result = try await ChildProcess.run(Peers.sample("Calculator"), ["/nonexistent"])
        #expect(result.status == 1 && result.lines.count == 1 && result.description.contains("/nonexistent/server.pem"), "\(result)")
    }

    @Test(.timeLimit(.minutes(1))) func inspectorsSeeWhatTheyShould() async throws {
        let result = try await ChildProcess.run(Peers.sample("Inspectors"), [])
        #expect(result.status == 0, "\(result)")
        let expected = [
            "service: transfer is call 1", "client:  transfer was call 1, and came back as 1", "client:  alice has 60 left",
            "service: transfer is call 2", "client:  transfer was call 2, and came back as 2",
            "client:  refused: amount is at most 50 here, not 1000", "service: transfer is call 3",
            "client:  transfer was call 3, and came back as 3", "client:  refused: there is not enough money: 5 more is needed",
            "service: balance is call 4", "client:  balance was call 4, and came back as 4", "client:  bob has 40",
            "counted: balance: 1, transfer: 3",
        ]
        #expect(Array(result.lines.dropLast()) == expected, "\(result)")
        #expect(result.lines.last?.contains("operation 'transfer' has no parameter 'sum' to limit") == true, "\(result)")
    }

    @Test(.timeLimit(.minutes(1))) func theSmallOnesSayWhatTheyShow() async throws {
        let hello = try await ChildProcess.run(Peers.sample("Hello"), [])
        #expect(hello.status == 0 && hello.lines == ["hello, world"], "\(hello)")
        let plain = try await ChildProcess.run(Peers.sample("PlainMessages"), [])
        #expect(plain.status == 0 && plain.lines.first == "2 + 40 = 42" && plain.lines.count == 4, "\(plain)")
    }

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

    /// Two bake, one waits, one is turned away; at the end nobody comes in, and whoever was in gets what he came for.
    @Test(.timeLimit(.minutes(1))) func hostingFinishesWhatIsUnderWay() async throws {
        try await ChildProcess.with(Peers.sample("Hosting"), ["0"]) { host in
            let bakery = try await host.line(beginning: "listening at ")
            @Sendable func bake(_ cake: String) async throws -> ChildProcess.Result {
                try await ChildProcess.run(Peers.sample("Hosting"), ["bake", bakery, cake, "4"])
            }
            var baked = ["a first one"]
            try await withThrowingTaskGroup(of: ChildProcess.Result.self) { customers in
                for number in 1...4 { customers.addTask { try await bake("pie \(number)") } }
                let refused = try #require(try await customers.next())
                #expect(refused.status == 1 && refused.description.contains("serverTooBusy"), "\(refused)")
                let (page, _) = try await URLSession.shared.data(from: try #require(URL(string: bakery + "/metrics")))
                let text = String(decoding: page, as: UTF8.self)
                #expect(text.contains(#"strata_calls_total{side="service",outcome="failed"} 1"#), "\(text)")

                host.requestEnd()
                _ = try await host.line(beginning: "closing; ")
                let late = try await bake("a late one")
                #expect(late.status == 1 && late.lines.count == 1, "\(late)")
                for try await served in customers {
                    let cake = try #require(served.lines.last?.prefixMatch(of: /(.+) is number \d/), "\(served)").1
                    #expect(served.status == 0, "\(served)")
                    baked.append(String(cake))
                }
            }
            let result = try await host.result()
            #expect(result.status == 0 && baked.count == 4, "\(result)")
            #expect(result.lines.last == "closed; baked: \(baked.sorted().joined(separator: ", ")); turned away: 1", "\(result)")
        }
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
