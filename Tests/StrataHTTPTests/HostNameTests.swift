import StrataCore
@testable import StrataHTTP
import Testing

/// Which host names reach which endpoint of one port.
@Suite(.timeLimit(.minutes(1))) struct HostNameTests {
    private func binding(_ mode: HTTPHostNameComparison) -> CustomBinding { plainBinding { $0.hostNameComparisonMode = mode } }

    private func status(_ port: UInt16, host: String, path: String = "/peer") async throws -> String {
        try await withPeer(port: port) { peer in
            try await peer.send(
                Calc.post("hi", path: path).replacing("Host: localhost", with: "Host: \(host)"))
            let answer = try #require(try await peer.answers(1).first)
            let name = ["strong", "weak", "exact"].first(where: answer.body.contains) ?? ""
            return "\(answer.status) \(name)"
        }
    }

    private func named(_ name: String) -> RequestHandler { { _ in Calc.reply(name, .soap11) } }

    @Test func oneNameAlone() async throws {
        try await withService(binding(.exact), host: "localhost", Calc.handler(.soap11)) { listener in
            let port = listener.port
            for host in ["localhost", "LOCALHOST", "localhost:\(port)", "localhost:1"] {
                do {
                    let found = try await status(port, host: host)
                    #expect(found == "200 ", "\(host)")
                }
            }
            for host in ["127.0.0.1", "rebound.example", "localhost.", "xlocalhost"] {
                do {
                    let found = try await status(port, host: host)
                    #expect(found == "404 ", "\(host)")
                }
            }
        }
    }

    /// Exact before weak, strong before both; and names of one address share its port.
    @Test func order() async throws {
        try await withService(binding(.exact), host: "localhost", named("exact")) { exact in
            let port = exact.port
            try await withService(binding(.weakWildcard), host: "127.0.0.1", port: port, named("weak")) { _ in
                do {
                    let found = try await status(port, host: "localhost")
                    #expect(found == "200 exact")
                }
                do {
                    let found = try await status(port, host: "other.example")
                    #expect(found == "200 weak")
                }
                try await withService(binding(.strongWildcard), host: "localhost", port: port, named("strong")) { _ in
                    do {
                        let found = try await status(port, host: "localhost")
                        #expect(found == "200 strong")
                    }
                    do {
                        let found = try await status(port, host: "other.example")
                        #expect(found == "200 strong")
                    }
                }
                do {
                    let found = try await status(port, host: "localhost")
                    #expect(found == "200 exact")
                }
            }
        }
    }

    @Test func anExactNameIsNoWildcard() {
        #expect(throws: BindingError.self) { _ = try binding(.exact).makeReplyListener(at: EndpointAddress("http://+:0/peer")) }
    }
}
