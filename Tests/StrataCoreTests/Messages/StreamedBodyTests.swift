import StrataCore
import StrataInfoset
import Testing

@Suite("Streamed bodies")
struct StreamedBodyTests {
    private let path = [ExpandedName("Upload", namespace: "urn:a"), ExpandedName("data", namespace: "urn:a")]

    private func stream(_ chunks: [[UInt8]]) -> StreamedBody { StreamedBody(octets: Self.octets(chunks), in: path) }

    private static func octets(_ chunks: [[UInt8]]) -> AsyncThrowingStream<Bytes, any Error> {
        AsyncThrowingStream { continuation in
            for chunk in chunks { continuation.yield(Bytes(chunk)) }
            continuation.finish()
        }
    }

    @Test("are read once; the second reader is told so, whichever copy it has")
    func once() async throws {
        let message = Message(version: .soap12, action: nil, body: MessageBody(stream([[1, 2], [3]])))
        let copy = message
        let body = try #require(message.body.stream)
        #expect(!body.wasRead)
        var octets: [UInt8] = []
        for try await chunk in try body.octets(in: path) { octets += chunk }
        #expect(octets == [1, 2, 3])
        let again = try #require(copy.body.stream)
        #expect(again.wasRead)
        #expect { try again.read() } throws: { error in
            guard let error = error as? CommunicationError else { return false }
            return error.code == .invalidOperation && error.message.contains("read already")
        }
    }

    @Test("are over when they are given up, whoever holds them, but not while they are read")
    func givingUp() async throws {
        let (unread, isRead) = (stream([[1]]), stream([[1], [2]]))
        let (over, ended) = (Completion<Void>(), Completion<Void>())
        unread.whenOver { over.succeed(()) }
        isRead.whenOver { ended.succeed(()) }
        let octets = try isRead.octets(in: path)
        for body in [unread, isRead] { body.giveUp() }
        #expect(over.isDone && !ended.isDone && unread.wasRead)
        var count = 0
        for try await chunk in octets { count += chunk.count }
        #expect(count == 2 && ended.isDone)
    }

    @Test("are collected up to a limit that the error names")
    func limit() async throws {
        #expect(try await stream([[1, 2], [3]]).collect(upTo: 1000).count == 6)
        await #expect {
            _ = try await stream([[UInt8](repeating: 1, count: 1000)]).collect(upTo: 1000)
        } throws: { error in
            guard let error = error as? CommunicationError else { return false }
            return error.code == .quotaExceeded && error.message.contains("1000")
        }
    }

    @Test("are like any other body once they are buffered, for every copy made from then on", arguments: MessageVersion.allStreamed)
    func buffering(_ version: MessageVersion) async throws {
        var message = Message(version: version, action: "urn:a", body: MessageBody(stream([[1, 2], [3]])))
        let before = message
        try await message.buffer(upTo: 1000)
        let copy = message
        for one in [message, copy, message] {
            #expect(one.body.stream == nil && one.headers.action == "urn:a")
            let data = try #require(one.bodyContents?.firstChild)
            #expect(data.name == path[1])
            #expect(try Array(data.base64()) == [1, 2, 3])
        }
        try message.seal()
        #expect(message.bodyContents?.isNamed(path[0]) == true)
        #expect(before.body.stream?.wasRead == true)
        var late = before
        await #expect { try await late.buffer(upTo: 3) } throws: { ($0 as? CommunicationError)?.code == .invalidOperation }
        var large = Message(version: .none, action: nil, body: MessageBody(stream([[1, 2], [3]])))
        await #expect { try await large.buffer(upTo: 2) } throws: { ($0 as? CommunicationError)?.code == .quotaExceeded }
        var other = Message(version: .soap12, action: nil)
        try await other.buffer(upTo: 0)
        #expect(other.isEmpty)
    }

    @Test("leave the body of the sealed headers empty")
    func sealing() throws {
        var message = Message(version: .soap12Addressing10, action: "urn:a", body: MessageBody(stream([[1]])))
        let root = try message.seal().root
        #expect(root.children.map(\.localName) == ["Header", "Body"])
        #expect(message.bodyContents == nil)
        #expect(!message.isEmpty && !message.isFault)
    }

    @Test("of another form are refused while they are read")
    func otherForms() async throws {
        let tag = InfosetStartTag(path[0])
        let inner = InfosetStartTag(path[1])
        let forms: [[InfosetPiece]] = [
            [.start(inner), .text(Bytes("AQID")), .end],
            [.start(tag), .end],
            [.start(tag), .start(inner), .text(Bytes("AQI")), .end, .end],
            [.start(tag), .start(inner), .text(Bytes("AQ==AQ==")), .end, .end],
            [.start(tag), .start(inner), .text(Bytes("AQ=")), .text(Bytes("=")), .text(Bytes("AQID")), .end, .end],
            [.start(tag), .start(inner), .text(Bytes("?")), .end, .end],
            [.start(tag), .start(inner), .end, .start(inner), .end, .end],
            [.start(tag), .text(Bytes("x")), .start(inner), .end, .end],
            [.start(tag), .start(inner), .start(inner), .end, .end, .end],
            [],
        ]
        for form in forms {
            let body = StreamedBody(
                AsyncThrowingStream<InfosetPiece, any Error> { continuation in
                    for piece in form { continuation.yield(piece) }
                    continuation.finish()
                })
            await #expect("\(form)") {
                for try await _ in try body.octets(in: path) {}
            } throws: { ($0 as? MessageCodingError)?.code == .malformed }
        }
    }

    @Test("take base64 in pieces of any size, with white space")
    func base64InPieces() async throws {
        let text = Array("AQID BAUG\r\nBwgJ Cg==".utf8)
        for size in 1...text.count {
            let path = path
            let body = StreamedBody(
                AsyncThrowingStream<InfosetPiece, any Error> { continuation in
                    continuation.yield(.start(InfosetStartTag(path[0])))
                    continuation.yield(.start(InfosetStartTag(path[1])))
                    for start in stride(from: 0, to: text.count, by: size) {
                        continuation.yield(.text(Bytes(Array(text[start..<min(start + size, text.count)]))))
                    }
                    continuation.yield(.end)
                    continuation.yield(.end)
                    continuation.finish()
                })
            var octets: [UInt8] = []
            for try await piece in try body.octets(in: path) { octets += piece }
            #expect(octets == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        }
    }
}

extension MessageVersion {
    fileprivate static var allStreamed: [MessageVersion] { [.soap11, .soap12Addressing10, .none] }
}
