internal import StrataCore

/// How streamed replies end before their end.
extension StackUnderTest {
    func checkDownloadEndings() async throws {
        let (waiting, aborted, read) = (Gate(), Gate(), Gate())
        try await endDownload("a reader that is cancelled", SampleStream(SampleStream.piece, .waits), waiting) { reading, _, expect in
            try await Underway("the arrival of octets", within: patience, expect) { try await waiting.passed() }.value()
            reading.cancel()
            try await expect.throwingCancellation(in: "reading, cancelled,") { _ = try await reading.value() }
        }
        let abort = "a channel that is aborted"
        try await endDownload(abort, SampleStream(SampleStream.piece, .waits), aborted, goesOn: false) { reading, channel, expect in
            try await Underway("the arrival of octets", within: patience, expect) { try await aborted.passed() }.value()
            channel.abort()
            try await expect.throwing(.aborted, in: "reading when the channel is aborted") { _ = try await reading.value() }
        }
        try await endDownload("a reader that leaves", SampleStream(.max), Gate(), leaves: true) { reading, _, _ in
            _ = try await reading.value()
        }
        let torn = "a producer that throws"
        try await endDownload(torn, SampleStream(3 * SampleStream.piece, .torn(read)), read) { reading, _, expect in
            try await expectBroken(expect, after: torn) { try await reading.value() }
        }
    }

    /// Reads a stream that ends too soon, and then a whole one over the same channel.
    ///
    /// - Parameters:
    ///   - begun: opened when the reader has octets of it.
    ///   - leaves: whether the reader goes with the first octets.
    ///   - goesOn: whether the channel can be used afterwards.
    private func endDownload(
        _ what: String, _ stream: SampleStream, _ begun: Gate, leaves: Bool = false, goesOn: Bool = true,
        end: (_ reading: Underway<Int>, any RequestChannel, Expectations) async throws -> Void
    ) async throws {
        let expect = Expectations("streams down, \(what)")
        let size = 2 * SampleStream.piece
        try await answering { request in
            streamed(try await SampleMessage.wholeText(of: request) == "again" ? SampleStream(size) : stream)
        } during: { channel in
            // The reply is the reader's alone: it goes with it.
            let reading = Underway("reading", within: patience, expect) {
                try await StackUnderTest.readStream(try await channel.request(sample("send"), until: .never), expect) {
                    begun.open()
                    return !leaves
                }
            }
            // Whatever is found: no stream goes on for ever.
            defer { stream.progress.stop() }
            defer { reading.cancel() }
            try await end(reading, channel, expect)
            try await expectLetGo(stream, expect, after: what)
            guard goesOn else { return }
            let again = Underway("reading once more", within: patience, expect) {
                try await StackUnderTest.readStream(try await channel.request(sample("again"), until: .never), expect)
            }
            let count = try await expect.succeeding("reading once more", again.value)
            try expect.equal(count, size, "the number of octets that have arrived afterwards")
        }
    }
}
