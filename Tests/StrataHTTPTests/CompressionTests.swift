import StrataCore
@testable import StrataFraming
@testable import StrataHTTP
import StrataInfoset
import Testing

/// gzip and deflate of requests and replies, and what a service and a client make of data that are none.
@Suite(.timeLimit(.minutes(1))) struct CompressionTests {
    static func packed(_ text: String, _ format: DeflateFormat) throws -> [UInt8] {
        let out = ByteWriter(capacity: 64)
        let deflater = Deflater(format)
        var text = text
        try text.withUTF8 { try deflater.deflate(UnsafeRawBufferPointer($0), to: out) }
        try deflater.finish(to: out)
        return Array(out.bytes)
    }

    static func post(_ body: [UInt8], _ coding: String) -> [UInt8] {
        Array(
            ("POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"\(Calc.action)\"\r\n\(coding)\r\n"
                + "Content-Length: \(body.count)\r\n\r\n").utf8) + body
    }

    private func answer(_ request: [UInt8], configure: @escaping (inout HTTPTransport.Configuration) -> Void = { _ in }) async throws
        -> RawAnswer
    {
        try await withService(plainBinding(configure: configure), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(request)
                return try #require(try await peer.answers(1).first)
            }
        }
    }

    @Test(arguments: [
        (DeflateFormat.gzip, "gzip"), (.gzip, "x-gzip"), (.gzip, "GZIP"), (.zlib, "deflate"), (.raw, "deflate"),
    ])
    func isTaken(_ format: DeflateFormat, _ name: String) async throws {
        let answer = try await answer(Self.post(Self.packed(Calc.envelope("hi"), format), "Content-Encoding: \(name)"))
        #expect(answer.status == 200 && answer.body.contains(">hi<"))
    }

    /// Several members are one body; what follows the last is not of it.
    @Test func membersFollowOneAnother() async throws {
        let text = Calc.envelope("hi")
        let members = try Self.packed(String(text.prefix(20)), .gzip) + Self.packed(String(text.dropFirst(20)), .gzip)
        #expect(try await answer(Self.post(members, "Content-Encoding: gzip")).status == 200)
        #expect(try await answer(Self.post(members + [1], "Content-Encoding: gzip")).status == 400)
        #expect(try await answer(Self.post(Self.packed(text, .zlib) + [1], "Content-Encoding: deflate")).status == 400)
        #expect(try await answer(Self.post(Self.packed(text, .raw) + [1], "Content-Encoding: deflate")).status == 400)
    }

    @Test func cutOffAnywhereIsRefused() async throws {
        for format in [DeflateFormat.gzip, .zlib, .raw] {
            let whole = try Self.packed(Calc.envelope("hi"), format)
            let name = format == .gzip ? "gzip" : "deflate"
            try await withService(plainBinding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
                try await withPeer(port: listener.port) { peer in
                    for n in 0..<whole.count { try await peer.send(Self.post(Array(whole.prefix(n)), "Content-Encoding: \(name)")) }
                    let answers = try await peer.answers(whole.count)
                    #expect(answers.count == whole.count && answers.allSatisfy { $0.status == 400 })
                }
            }
        }
    }

    @Test(arguments: [
        "Content-Encoding: gzip, gzip", "Content-Encoding: gzip\r\nContent-Encoding: gzip", "Content-Encoding: br",
        "Content-Encoding: deflate, gzip", "Content-Encoding: identity, gzip",
    ])
    func othersAreRefused(_ coding: String) async throws {
        let answer = try await answer(Self.post(Self.packed(Calc.envelope("hi"), .gzip), coding))
        #expect(answer.status == 415)
        #expect(answer.field("accept-encoding") == "gzip, deflate")
    }

    @Test func isRefusedWhenItIsOff() async throws {
        let request = try Self.post(Self.packed(Calc.envelope("hi"), .gzip), "Content-Encoding: gzip")
        let answer = try await answer(request) { $0.decompressionEnabled = false }
        #expect(answer.status == 415 && answer.field("accept-encoding") == "identity")
    }

    /// 76: the limit of a message is what it becomes, not what it came as; and far below it, how many octets one may become.
    @Test func bombsStopAtTheirLimit() async throws {
        let text = Calc.envelope(String(repeating: "a", count: 1000))
        let request = try Self.post(Self.packed(text, .gzip), "Content-Encoding: gzip")
        #expect(try await answer(request) { $0.maxReceivedMessageSize = text.utf8.count }.status == 200)
        #expect(try await answer(request) { $0.maxReceivedMessageSize = text.utf8.count - 1 }.status == 413)
        let bomb = try Self.post(Self.packed(Calc.envelope(String(repeating: "a", count: 8 << 20)), .gzip), "Content-Encoding: gzip")
        #expect(try await answer(bomb) { $0.maxReceivedMessageSize = 64 << 20 }.status == 413)
    }

    @Test(arguments: [HTTPContentCoding.gzip, .deflate])
    func bothWays(_ coding: HTTPContentCoding) async throws {
        let binding = plainBinding { $0.compression = coding }
        let text = String(repeating: "again and ", count: 500)
        let handler = Calc.handler(.soap11) {
            let fields = $0.properties[HTTPRequestProperty.self]?.headers
            #expect(fields?["Content-Encoding"] == coding.description && fields?["Accept-Encoding"] == "gzip, deflate")
        }
        try await withService(binding, handler) { listener in
            try await binding.withRequestChannel(to: listener.address) { channel in
                let reply = try await channel.request(Calc.request(text))
                #expect(try Calc.text(of: reply) == text)
                #expect(reply.properties[HTTPResponseProperty.self]?.headers["Content-Encoding"] == coding.description)
            }
        }
    }

    /// Only who accepts it is answered so.
    @Test(arguments: [
        ("", false), ("Accept-Encoding: gzip", true), ("Accept-Encoding: br, GZIP ; q=0.5", true), ("Accept-Encoding: gzip;q=0", false),
        ("Accept-Encoding: gzip;q=0.000", false), ("Accept-Encoding: deflate", false), ("Accept-Encoding: identity", false),
    ])
    func repliesAreCompressedWhereAccepted(_ field: String, _ isCompressed: Bool) async throws {
        let request = field.isEmpty ? Calc.post("hi") : Calc.post("hi", field)
        let answer = try await answer(Array(request.utf8)) { $0.compression = .gzip }
        #expect(answer.status == 200)
        #expect((answer.field("content-encoding") == "gzip") == isCompressed)
    }

    /// A reply that becomes too large, and one that is damaged.
    @Test func aClientKeepsTheSameLimits() async throws {
        let text = String(repeating: "a", count: 4000)
        let service = plainBinding { $0.compression = .gzip }
        try await withService(service, Calc.handler(.soap11)) { listener in
            try await plainBinding { $0.maxReceivedMessageSize = 1000 }.withRequestChannel(to: listener.address) { channel in
                await #expect { _ = try await channel.request(Calc.request(text)) } throws: { error in
                    (error as? CommunicationError)?.code == .quotaExceeded && "\(error)".contains("maxReceivedMessageSize")
                }
            }
        }
    }
}
