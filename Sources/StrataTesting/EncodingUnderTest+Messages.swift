internal import StrataCore
internal import StrataInfoset

extension EncodingUnderTest {
    /// Each message that the encoding claims comes back as it was sent: alone, again, by an encoder that has seen none of those before, one
    /// behind the other in a session, and when what was received is passed on. What stands in the writer before is left alone, and no message
    /// keeps the octets it came in.
    public func checkRoundTrips() throws {
        let expect = Expectations("round trips of \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            let messages = try messages()
            try expect.isTrue(!messages.isEmpty, "something can be said in version \(encoding.messageVersion)")
            var (session, sessionPeer) = (try makeEnd(session: true), try makeEnd(session: true))
            try expect.equal(session.about.messageVersion, encoding.messageVersion, "the version of its encoders")
            for (name, message) in messages {
                var (writer, reader) = (try makeEnd(), try makeEnd())
                for time in ["", " once more", " to an encoder that has read nothing before"] {
                    // Without a session each message is read by itself.
                    if time.hasPrefix(" to") { reader = try makeEnd() }
                    let received = try sendOver(&writer, &reader, message, expect, name + time)
                    guard time.isEmpty else { continue }
                    var (next, last) = (try makeEnd(), try makeEnd())
                    try passOn(received, message, &next, &last, expect, name + " passed on")
                }
                _ = try sendOver(&session, &sessionPeer, message, expect, name + " behind other messages")
            }
        }
    }

    private func sendOver(
        _ writer: inout EncoderEnd, _ reader: inout EncoderEnd, _ message: Message, _ expect: Expectations, _ name: String
    ) throws -> Message {
        let sent: EncoderEnd.Sent
        do { sent = try writer.encode(message, expect, name) } catch let error as MessageCodingError {
            throw expect.fail("'\(name)' was not written: \(error)")
        }
        let received: Message
        do { received = try reader.decode(sent.octets, sent.contentType) } catch {
            throw expect.fail("'\(name)' was not read: \(error)")
        }
        try expect.equal(received.version, encoding.messageVersion, "the version of '\(name)' as it came back")
        try expectSame(received, message, expect, "'\(name)'")
        return received
    }

    /// As an intermediary does: as it came, and with one header more where there is a place for it.
    private func passOn(
        _ received: Message, _ message: Message, _ next: inout EncoderEnd, _ last: inout EncoderEnd, _ expect: Expectations, _ name: String
    ) throws {
        try expectSame(try sendOver(&next, &last, received, expect, name), message, expect, "'\(name)'")
        guard encoding.messageVersion.envelope != .none else { return }
        // Sealed first, so that both are received messages with a header more.
        var (forwarded, expected, sealed) = (received, message, message)
        expected = try Message(received: try sealed.seal(), version: encoding.messageVersion)
        let header = MessageHeader(ExpandedName("Hop", namespace: "urn:strata:testing"), "1")
        forwarded.headers.add(header)
        expected.headers.add(header)
        try expectSame(try sendOver(&next, &last, forwarded, expect, name), expected, expect, "'\(name)' with a header more")
    }

    /// What the encoding does not claim it refuses with `.notEncodable`: the samples it leaves out, messages of another version, and a
    /// body that is a stream, which must not be sent as an empty one.
    public func checkRefusals() throws {
        let expect = Expectations("refusals of \(encoding.elementName), \(encoding.messageVersion)")
        try expect.running {
            let version = encoding.messageVersion
            let claimed = Set(claims.samples.map(\.name))
            for sample in EncodingSample.all where !claimed.contains(sample.name) {
                guard let message = try sample.make(version) else { continue }
                var writer = try makeEnd()
                try expect.refusing(.notEncodable, in: "writing '\(sample.name)', which is not among the claims,") {
                    _ = try writer.encode(message, expect, sample.name)
                }
            }
            let others: [MessageVersion] = [.none, .soap11, .soap12, .soap12Addressing10]
            for other in others where other != version {
                var writer = try makeEnd()
                let message = SampleMessage.make("a text", version: other)
                try expect.refusing(.notEncodable, in: "writing a message of version \(other)") {
                    _ = try writer.encode(message, expect, "another version")
                }
            }
            try checkStreamedBody(expect)
        }
    }

    private func checkStreamedBody(_ expect: Expectations) throws {
        let chunks = AsyncThrowingStream<Bytes, any Error> { continuation in
            continuation.yield(Bytes("streamed"))
            continuation.finish()
        }
        let stream = StreamedBody(octets: chunks, in: [ExpandedName("Sample", namespace: "urn:strata:testing")])
        let message = Message(version: encoding.messageVersion, action: EncodingSample.action, body: MessageBody(stream))
        var (writer, reader) = (try makeEnd(), try makeEnd())
        let sent: EncoderEnd.Sent
        do { sent = try writer.encode(message, expect, "a streamed body") } catch let error as MessageCodingError {
            try expect.equal(error.code, .notEncodable, "the code of the error for a streamed body")
            return try expect.isTrue(!stream.wasRead, "a streamed body that is refused is not read")
        }
        let received = try? reader.decode(sent.octets, sent.contentType)
        try expect.isTrue(received?.isEmpty == false, "a streamed body is refused, or sent with its contents, not as an empty one")
    }

    /// Encoders that were made one by one share nothing: not what a session has taught them, and no memory that two threads would meet in.
    public func checkIndependence() async throws {
        let expect = Expectations("independence of the encoders of \(encoding.elementName), \(encoding.messageVersion)")
        try await expect.running {
            let messages = try messages()
            for (name, message) in messages {
                var (first, second) = (try makeEnd(), try makeEnd())
                var (firstPeer, secondPeer) = (try makeEnd(), try makeEnd())
                let opening = try first.encode(message, expect, name)
                let again = try first.encode(message, expect, name)
                // Has learnt nothing of what the first has written, nor has its peer of what the first peer has read.
                let other = try second.encode(message, expect, name)
                for (octets, isFirst) in [(opening, true), (other, false), (again, true)] {
                    let what = "'\(name)', written by \(isFirst ? "one" : "another") of two encoders in turn,"
                    do {
                        let received =
                            isFirst
                            ? try firstPeer.decode(octets.octets, octets.contentType)
                            : try secondPeer.decode(octets.octets, octets.contentType)
                        try expectSame(received, message, expect, what)
                    } catch let error as MessageCodingError {
                        throw expect.fail("\(what) was not read: \(error)")
                    }
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask { @concurrent in
                        var (writer, reader) = (try makeEnd(), try makeEnd())
                        for (name, message) in messages[(task % messages.count)...] + messages[..<(task % messages.count)] {
                            _ = try sendOver(&writer, &reader, message, expect, name + " while others encode")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
