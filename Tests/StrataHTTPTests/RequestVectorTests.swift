import StrataCore
import StrataHTTP
import StrataInfoset
import StrataNet
import StrataTextEncoding
import Testing

/// The request rows of the http1 vectors but those that need gzip, played on a connection to a service.
@Suite struct RequestVectorTests {
    static let rows = Vectors.rows.filter { $0.direction == "request" && $0.layer != "coding" && !$0.tags.contains("needs-gzip") }

    static var binding: CustomBinding {
        var encoding = TextEncoding.Configuration.defaults
        encoding.messageVersion = .soap11
        encoding.readerQuotas = .maximum
        var transport = HTTPTransport.Configuration.defaults
        transport.maxReceivedMessageSize = 262_144
        return CustomBinding {
            TextEncoding(encoding)
            HTTPTransport(transport)
        }
    }

    @Test(.enabled(if: Vectors.isRequired)) func vectorsArePresentInCI() { #expect(Self.rows.count > 300) }

    // The shared folder is no part of the package; without it there is nothing to play.
    @Test(.enabled(if: Vectors.isPresent), .timeLimit(.minutes(1)), arguments: rows)
    func row(_ row: Vectors.Row) async throws {
        try await withService(Self.binding, Calc.handler(.soap11)) { listener in
            let problem = try await Self.play(row, port: listener.port)
            #expect(problem == nil, "\(row.id): \(problem ?? "")")
        }
    }

    /// What is wrong with the service's answers, if anything.
    static func play(_ row: Vectors.Row, port: UInt16) async throws -> String? {
        let alternatives = Vectors.alternatives(row.statuses)
        let most = alternatives.map(\.statuses.count).max() ?? 0
        return try await withPeer(port: port) { peer in
            for (octets, before) in Vectors.pieces(try Vectors.octets(row), row.splits) {
                switch before {
                case .nothing: break
                case .interim: try await peer.waitForInterim(after: peer.finals.count)
                case .final(let count): _ = try await peer.answers(count)
                }
                if peer.isClosed { break }
                try await peer.send(octets)
            }
            if row.end == "close" {
                try await peer.vanish()
                return try await withPeer(port: port) { next in
                    try await next.send(Calc.post("alive", "Connection: close"))
                    return try await next.answers(1).map(\.status) == [200] ? nil : "a good request afterwards was not answered"
                }
            }
            if row.end == "half" { try await peer.finish() }
            _ = try await peer.answers(most)
            var fits = alternatives.filter { $0.fits(peer.finals.map(\.status)) }
            if fits.isEmpty || fits.allSatisfy(\.mustClose) || row.end == "half" {
                try await peer.end()
            } else {
                try await peer.finish()
                try await peer.end()
            }
            let finals = peer.finals
            fits = alternatives.filter { $0.fits(finals.map(\.status)) }
            if fits.isEmpty { return "answered \(finals.map(\.status)), wanted \(row.statuses)" }
            for (answer, text) in zip(finals, row.texts) where answer.status / 100 == 2 && text != "-" {
                if !answer.body.contains(">\(text)<") { return "an answer does not carry the text \(text)" }
            }
            if finals.contains(where: { $0.body.contains("SMUGGLED") }) { return "the smuggled request was served" }
            let interims = peer.all.filter(\.isInterim)
            if row.tags.contains("no-100"), !interims.isEmpty { return "an interim answer was sent" }
            return nil
        }
    }
}
