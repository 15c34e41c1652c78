internal import StrataCore

/// How streamed messages of a client end before their end.
extension StackUnderTest {
    func expectLetGo(_ stream: SampleStream, _ expect: Expectations, after what: String) async throws {
        try await Underway("a producer's part after \(what)", within: patience, expect) { try await stream.letGo.passed() }.value()
    }

    /// A reader must be told by an error that what it has read is not all.
    func expectBroken(_ expect: Expectations, after what: String, _ read: @escaping @Sendable () async throws -> Int) async throws {
        let reading = Underway("reading after \(what)", within: patience, expect, read)
        do {
            let count = try await reading.value()
            throw expect.fail("after \(what) its reader took a part, \(count) octets, for the whole")
        } catch let failure as CheckFailure {
            throw failure
        } catch {
            try expect.isTrue(!"\(error)".contains("\(SampleStream.Torn())"), "what a producer throws stays on its side")
        }
    }

    // MARK: Up

    func checkUploadEndings(_ shape: ChannelShape) async throws {
        let begun = Gate()
        try await endUpload(shape, "a sender that is cancelled", SampleStream(.max), begun) { sending, expect in
            try await Underway("the arrival of octets", within: patience, expect) { try await begun.passed() }.value()
            sending.cancel()
            try await expect.throwingCancellation(in: "sending, cancelled,") { try await sending.value() }
        }
        let read = Gate()
        let torn = SampleStream(3 * SampleStream.piece, .torn(read))
        try await endUpload(shape, "a producer that throws", torn, read) { sending, expect in
            do { try await sending.value() } catch is SampleStream.Torn { return } catch let failure as CheckFailure {
                throw failure
            } catch { throw expect.fail("sending threw \(error), expected the error of the producer") }
            throw expect.fail("sending did not throw, expected the error of the producer")
        }
        try await leaveUpload(shape)
    }

    /// Sends a stream that breaks off, and then a whole one over the same channel.
    ///
    /// - Parameter begun: opened when the service has octets of it.
    private func endUpload(
        _ shape: ChannelShape, _ what: String, _ stream: SampleStream, _ begun: Gate,
        end: @escaping @Sendable (_ sending: Underway<Void>, Expectations) async throws -> Void
    ) async throws {
        let expect = Expectations("streams up, \(shape), \(what)")
        let readings = Readings()
        try await serveUploads(shape, expect) { message in
            await readings.record {
                try await StackUnderTest.readStream(message, expect) {
                    begun.open()
                    return true
                }
            }
        } during: { send in
            let sending = Underway("sending", within: patience, expect) { try await send(streamed(stream)) }
            // Whatever is found: no stream goes on for ever.
            defer { stream.progress.stop() }
            defer { sending.cancel() }
            try await end(sending, expect)
            try await expectLetGo(stream, expect, after: what)
            try await expectBroken(expect, after: what) { try await readings.value(0) }
            try await sendAgain(send, readings, expect)
        }
    }

    /// A service that deals with a message without reading all of it.
    private func leaveUpload(_ shape: ChannelShape) async throws {
        let expect = Expectations("streams up, \(shape), a reader that leaves")
        for size in [2 * SampleStream.piece, .max] {
            let (stream, left, readings) = (SampleStream(size), Gate(), Readings())
            try await serveUploads(shape, expect) { message in
                await readings.record {
                    try await StackUnderTest.readStream(message, expect) {
                        defer { left.open() }
                        return left.isOpen
                    }
                }
            } during: { send in
                let sending = Underway("sending to a reader that leaves", within: patience, expect) { try await send(streamed(stream)) }
                defer { stream.progress.stop() }
                defer { sending.cancel() }
                // Of a small one the rest is thrown away; one without an end may be broken off.
                do { try await sending.value() } catch let error as CommunicationError {
                    guard size == .max else { throw expect.fail("sending to a reader that leaves threw \(error)") }
                }
                try await expectLetGo(stream, expect, after: "a reader that leaves")
                try await sendAgain(send, readings, expect)
            }
        }
    }

    private func sendAgain(
        _ send: @escaping @Sendable (Message) async throws -> Void, _ readings: Readings, _ expect: Expectations
    ) async throws {
        let size = 2 * SampleStream.piece
        let sending = Underway("sending once more", within: patience, expect) { try await send(streamed(SampleStream(size))) }
        try await expect.succeeding("sending once more", sending.value)
        let reading = Underway("reading once more", within: patience, expect) { try await readings.value(1) }
        try expect.equal(try await reading.value(), size, "the number of octets that have arrived afterwards")
    }
}
