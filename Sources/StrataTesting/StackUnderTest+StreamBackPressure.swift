internal import StrataCore

extension StackUnderTest {
    // Not inlined: the optimiser of 6.3.1 fails over what it becomes in a closure.
    @inline(never)
    private func expectHeldBack(_ stream: SampleStream, _ limit: Int, _ expect: Expectations) async throws {
        try await stream.progress.standstill(for: stillness)
        try expect.isTrue(
            !stream.progress.isFinished, "a reader that takes nothing holds the producer back; all of \(limit) octets were taken from it")
    }

    /// A service that does not read what it is sent.
    func holdBackUploads(_ shape: ChannelShape, _ limit: Int) async throws {
        let expect = Expectations("back pressure of streams up, \(shape)")
        let (stream, arrived, release, readings) = (SampleStream(limit), Gate(), Gate(), Readings())
        try await serveUploads(shape, expect) { message in
            arrived.open()
            await readings.record {
                try await release.passed()
                return try await StackUnderTest.readStream(message, expect)
            }
        } during: { send in
            // Whatever is found: nothing is left waiting at the gate.
            defer { release.open() }
            let sending = Underway("sending a body that was held back", within: patience, expect) { try await send(streamed(stream)) }
            defer { sending.cancel() }
            try await Underway("the arrival of a message whose body goes on", within: patience, expect) { try await arrived.passed() }
                .value()
            try await expectHeldBack(stream, limit, expect)
            stream.progress.stop()
            release.open()
            try await expect.succeeding("sending a body that was held back", sending.value)
            let reading = Underway("reading what was held back", within: patience, expect) { try await readings.value(0) }
            try expect.equal(try await reading.value(), stream.count, "the number of octets that have arrived")
        }
    }

    /// A client that does not read what it is answered.
    func holdBackDownloads(_ limit: Int) async throws {
        let expect = Expectations("back pressure of streams down")
        let stream = SampleStream(limit)
        try await answering { _ in
            streamed(stream)
        } during: { channel in
            let call = Underway("a call whose reply goes on", within: patience, expect) {
                try await channel.request(sample("send"), until: .never)
            }
            let reply = try await expect.succeeding("a call whose reply goes on", call.value)
            try await expectHeldBack(stream, limit, expect)
            stream.progress.stop()
            let reading = Underway("reading what was held back", within: patience, expect) {
                try await StackUnderTest.readStream(reply, expect)
            }
            let count = try await expect.succeeding("reading what was held back", reading.value)
            try expect.equal(count, stream.count, "the number of octets that have arrived")
        }
    }
}
