internal import StrataCore

extension StackUnderTest {
    /// Bodies that stream, in the directions that `transferMode` names: up, down, and both at once.
    ///
    /// They arrive octet by octet, as streams; a reader that takes nothing holds the producer back, in either direction; a cancelled call
    /// ends the reader's stream with an error, and a reader that is cancelled, aborted or leaves ends the producer's part; what a producer
    /// throws is its caller's to know, and no reader takes a part for the whole. The channel goes on afterwards. Needs `transferMode`, and
    /// limits on the size of messages that let `limit` octets through. Checked on the shapes without a session.
    ///
    /// - Parameter limit: more octets than the stack, the operating system included, may hold between two ends.
    public func checkStreams(limit: Int = 32 << 20) async throws {
        let expect = Expectations("streams")
        try expect.isTrue(transferMode != .buffered, "the stack is meant to stream: set its transferMode")
        let goesUp = transferMode.streamsRequests
        let goesDown = transferMode.streamsReplies && streamedShapes.contains(.requestReply)
        try await expect.running {
            // Back pressure before streams without an end: a stack that holds them would hold all of it.
            for shape in streamedShapes where goesUp {
                try await carryUp(shape)
                try await holdBackUploads(shape, limit)
            }
            if goesDown {
                try await carryDown()
                if goesUp { try await carryBothWays(limit) }
                try await holdBackDownloads(limit)
            }
            for shape in streamedShapes where goesUp { try await checkUploadEndings(shape) }
            if goesDown { try await checkDownloadEndings() }
        }
    }

    /// None, a few, and more than go at once.
    private static let sizes = [0, 1, 5 * SampleStream.piece + 1]

    private func carryUp(_ shape: ChannelShape) async throws {
        let expect = Expectations("streams up, \(shape)")
        for size in StackUnderTest.sizes {
            let readings = Readings()
            try await serveUploads(shape, expect) { message in
                await readings.record { try await StackUnderTest.readStream(message, expect) }
            } during: { send in
                let sending = Underway("sending \(size) octets", within: patience, expect) { try await send(streamed(SampleStream(size))) }
                let reading = Underway("reading \(size) octets", within: patience, expect) { try await readings.value(0) }
                try await expect.succeeding("sending \(size) octets", sending.value)
                try expect.equal(try await reading.value(), size, "the number of octets that have arrived")
            }
        }
    }

    private func carryDown() async throws {
        let expect = Expectations("streams down")
        for size in StackUnderTest.sizes {
            try await answering { _ in
                streamed(SampleStream(size))
            } during: { channel in
                let reading = Underway("reading \(size) octets", within: patience, expect) {
                    try await StackUnderTest.readStream(try await channel.request(sample("send"), until: .never), expect)
                }
                let count = try await expect.succeeding("reading \(size) octets", reading.value)
                try expect.equal(count, size, "the number of octets that have arrived")
            }
        }
    }

    /// The service sends back what it reads: octets come while others still go.
    private func carryBothWays(_ limit: Int) async throws {
        let expect = Expectations("streams both ways")
        let stream = SampleStream(limit)
        try await answering { request in
            guard let body = request.body.stream else { return sample("no stream") }
            let octets = try body.octets(in: SampleStream.path)
            return Message(
                version: version, action: SampleStream.action, body: MessageBody(StreamedBody(octets: octets, in: SampleStream.path)))
        } during: { channel in
            let echo = Underway("an echo of a streamed body", within: patience, expect) {
                try await StackUnderTest.readStream(try await channel.request(streamed(stream), until: .never), expect) {
                    stream.progress.stop()
                    return true
                }
            }
            let count = try await expect.succeeding("an echo of a streamed body", echo.value)
            try expect.isTrue(!stream.progress.isFinished, "octets come back while others still go; \(limit) went before the first came")
            try expect.equal(count, stream.count, "the number of octets that have come back")
        }
    }
}
