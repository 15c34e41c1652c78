import StrataCore
import StrataInfoset
import Testing

@Suite("Streamed bodies")
struct StreamedBodyTests {
    private func stream(_ chunks: [[UInt8]], length: Int? = nil) -> StreamedBody {
        let (chunkStream, continuation) = AsyncThrowingStream<Bytes, any Error>.makeStream()
        for chunk in chunks { continuation.yield(Bytes(chunk)) }
        continuation.finish()
        return StreamedBody(length: length, chunkStream)
    }

    @Test("are read once; the second reader is told so, whichever copy it has")
    func once() async throws {
        let message = Message(version: .soap12, action: nil, body: MessageBody(stream([[1, 2], [3]])))
        let copy = message
        let body = try #require(message.body.stream)
        #expect(!body.wasRead)
        var octets: [UInt8] = []
        for try await chunk in try body.read() { octets += chunk }
        #expect(octets == [1, 2, 3])
        let again = try #require(copy.body.stream)
        #expect(again.wasRead)
        #expect { try again.read() } throws: { error in
            guard let error = error as? CommunicationError else { return false }
            return error.code == .invalidOperation && error.message.contains("read already")
        }
    }

    @Test("are collected up to a limit that the error names")
    func limit() async throws {
        #expect(try await Array(stream([[1, 2], [3]]).collect(upTo: 3)) == [1, 2, 3])
        for body in [stream([[1, 2], [3]]), stream([[1, 2, 3]], length: 3)] {
            await #expect {
                _ = try await body.collect(upTo: 2)
            } throws: { error in
                guard let error = error as? CommunicationError else { return false }
                return error.code == .quotaExceeded && error.message.contains("2")
            }
        }
    }

    @Test("are read any number of times once they are buffered, by every copy made from then on")
    func buffering() async throws {
        var message = Message(version: .none, action: "urn:a", body: MessageBody(stream([[1, 2], [3]])))
        let before = message
        try await message.buffer(upTo: 3)
        let copy = message
        for one in [message, copy, message] {
            let body = try #require(one.body.stream)
            #expect(!body.wasRead && body.length == 3)
            var octets: [UInt8] = []
            for try await chunk in try body.read() { octets += chunk }
            #expect(octets == [1, 2, 3])
            #expect(try await Array(body.collect(upTo: 3)) == [1, 2, 3])
        }
        await #expect { _ = try await message.body.stream?.collect(upTo: 2) } throws: {
            ($0 as? CommunicationError)?.code == .quotaExceeded
        }
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
}
