import StrataCore
import StrataHTTP
import StrataInfoset
import StrataNet
import StrataTextEncoding
import TestSupport
import Testing

/// The request rows of the http1 vectors, played on a connection to a service.
@Suite struct RequestVectorTests {
    static let rows = Vectors.rows.filter { $0.direction == "request" }

    static var binding: CustomBinding {
        var encoding = TextEncoding.Configuration.defaults
        encoding.messageVersion = .soap11
        encoding.readerQuotas = .maximum
        var transport = HTTPTransport.Configuration.defaults
        transport.maxReceivedMessageSize = 262_144
        return CustomBinding {
            NotedEncoding(encoding)
            HTTPTransport(transport)
        }
    }

    /// The echo, whose answers say which octets were read as the request's body.
    private static let handler: RequestHandler = { request in
        let body = request.properties[NotedEncoding.Body.self] ?? "none"
        var reply = try await Calc.handler(.soap11)(request)
        reply?.properties[HTTPResponseProperty.self] = HTTPResponseProperty(headers: ["X-Body": body])
        return reply
    }

    @Test(.enabled(if: SharedData.isRequired)) func vectorsArePresentInCI() { #expect(Self.rows.count == 350) }

    /// How the octets are cut.
    enum Delivery: CaseIterable {
        /// As the row says; whole where it says nothing.
        case asWritten
        /// One at a time; of long rows the middle in pieces that are a prime number long.
        case octets
    }

    // The shared folder is no part of the package; without it there is nothing to play.
    @Test(.enabled(if: Vectors.isPresent), .timeLimit(.minutes(1)), arguments: Delivery.allCases)
    func everyRow(_ delivery: Delivery) async throws {
        try await withService(Self.binding, Self.handler) { listener in
            try await withThrowingTaskGroup(of: Void.self) { group in
                var waiting = Self.rows[...]
                var running = 0
                // Several at a time, as on a real port; so many that a row's own connections stay few.
                while let row = waiting.popFirst() {
                    if running == 16 { try await group.next() }
                    running = min(running + 1, 16)
                    group.addTask {
                        let problem = try await Self.play(row, delivery, port: listener.port)
                        #expect(problem == nil, "\(row.id) \(delivery): \(problem ?? "")")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// The octets in the pieces of a delivery, each with what comes before it.
    static func pieces(_ row: Vectors.Row, _ delivery: Delivery) throws -> [(octets: ArraySlice<UInt8>, before: Vectors.Before)] {
        let pieces = Vectors.pieces(try Vectors.octets(row), row.splits)
        guard delivery == .octets else { return pieces }
        return pieces.flatMap { piece in
            var cut: [(octets: ArraySlice<UInt8>, before: Vectors.Before)] = []
            var rest = piece.octets
            while !rest.isEmpty {
                let isMiddle = rest.startIndex - piece.octets.startIndex > 2048 && rest.count > 2048
                cut.append((rest.prefix(isMiddle ? 1021 : 1), cut.isEmpty ? piece.before : .nothing))
                rest = rest.dropFirst(isMiddle ? 1021 : 1)
            }
            return cut.isEmpty ? [piece] : cut
        }
    }

    /// What is wrong with the service's answers, if anything.
    static func play(_ row: Vectors.Row, _ delivery: Delivery, port: UInt16) async throws -> String? {
        let alternatives = Vectors.alternatives(row.statuses)
        let most = alternatives.map(\.statuses.count).max() ?? 0
        return try await withPeer(port: port) { peer in
            for (octets, before) in try pieces(row, delivery) {
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
            for (answer, body) in zip(finals, row.bodies) where answer.status / 100 == 2 && body != "-" {
                let read = answer.field("x-body") ?? "nothing"
                if read != body { return "the body was read as \(read), wanted \(body)" }
            }
            if finals.contains(where: { $0.body.contains("SMUGGLED") }) { return "the smuggled request was served" }
            let interims = peer.all.filter(\.isInterim)
            if row.tags.contains("no-100"), !interims.isEmpty { return "an interim answer was sent" }
            return nil
        }
    }
}
