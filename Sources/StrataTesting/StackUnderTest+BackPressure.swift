internal import StrataCore

extension StackUnderTest {
    /// A receiver that takes nothing holds its senders back, before they have got rid of `limit` messages of 4,000 characters; when it
    /// goes on, everything arrives, once and in order. The other direction of a duplex session is not held back, and an abort ends a
    /// send that is.
    ///
    /// - Parameter limit: more than the stack, the operating system included, may hold between two ends.
    public func checkBackPressure(limit: Int = 4096) async throws {
        try await Expectations("back pressure").running {
            for shape in checkedShapes {
                if shape.pattern == .requestReply {
                    try await holdBackCallers(shape.session, limit)
                    try await requestsAtOnce(shape.session)
                } else {
                    try await holdBackSender(shape, limit)
                    try await abortHeldBackSender(shape, limit)
                }
            }
        }
    }

    private static let padding = String(repeating: "x", count: 4000)

    private func numbered(_ number: Int) -> Message { sample("\(number) " + StackUnderTest.padding) }

    private static func number(of message: Message) async throws -> Int? {
        try await SampleMessage.wholeText(of: message).split(separator: " ").first.flatMap { Int($0) }
    }

    /// Sends numbered messages until it has sent `limit`, or is told to stop; the last has the number -1.
    private func sender(_ limit: Int, _ expect: Expectations, _ send: @escaping @Sendable (Message) async throws -> Void) -> (
        Progress, Underway<Int>
    ) {
        let progress = Progress()
        return (
            progress,
            Underway("sending", within: patience, expect) {
                var number = 0
                while number < limit, !progress.isStopped {
                    try await send(numbered(number))
                    number += 1
                    progress.step()
                }
                progress.finish()
                try await send(numbered(-1))
                return number
            }
        )
    }

    private func expectHeldBack(_ progress: Progress, _ limit: Int, _ expect: Expectations) async throws {
        try await progress.standstill(for: stillness)
        try expect.isTrue(
            !progress.isFinished, "a receiver that takes nothing holds its sender back; \(limit) messages were sent and none received")
    }

    /// A client's open channel, and the service's channel for what it sends.
    private func connected(
        _ shape: ChannelShape, _ expect: Expectations, _ body: (ClientEnd, any InputChannel) async throws -> Void
    ) async throws {
        let listener = try makeListener(shape)
        try await listener.object.open()
        let factory = try makeFactory(shape)
        try await factory.object.open()
        defer {
            factory.object.abort()
            listener.object.abort()
        }
        let end = try factory.make(listener.address())
        try await end.channel.open()
        guard let accepted = try await listener.accept() as? any InputChannel else {
            throw expect.fail("the listener of \(shape) accepts no input channel")
        }
        defer { accepted.abort() }
        try await body(end, accepted)
    }

    private func holdBackSender(_ shape: ChannelShape, _ limit: Int) async throws {
        let expect = Expectations("back pressure, \(shape)")
        try await connected(shape, expect) { end, accepted in
            let (progress, sending) = sender(limit, expect) { _ = try await end.call($0, .never) }
            defer { sending.cancel() }
            try await expectHeldBack(progress, limit, expect)
            if shape == .duplexSession, let client = end.duplex, let service = accepted as? any DuplexChannel {
                let message = sample("the other way")
                let answered = Underway("a message the other way while the sender is held back", within: patience, expect) {
                    try await service.send(message)
                    return try await client.receive()
                }
                try expect.isTrue(try await answered.value() != nil, "the other direction goes on while one is held back")
            }
            progress.stop()
            let receiving = Underway("the arrival of what was held back", within: patience, expect) {
                var numbers: [Int] = []
                while let message = try await accepted.receive(until: .never), let number = try await StackUnderTest.number(of: message),
                    number >= 0
                {
                    numbers.append(number)
                }
                return numbers
            }
            defer { receiving.cancel() }
            let count = try await sending.value()
            try expectAll(try await receiving.value(), count, expect)
        }
    }

    private func abortHeldBackSender(_ shape: ChannelShape, _ limit: Int) async throws {
        let expect = Expectations("back pressure, \(shape), aborted")
        try await connected(shape, expect) { end, _ in
            let (progress, sending) = sender(limit, expect) { _ = try await end.call($0, .never) }
            try await expectHeldBack(progress, limit, expect)
            end.channel.abort()
            try await expect.throwing(.aborted, in: "a send that is held back, when its channel is aborted,") {
                _ = try await sending.value()
            }
        }
    }

    /// One-way messages over a request channel, to a service that has not dealt with the first yet.
    private func holdBackCallers(_ session: Bool, _ limit: Int) async throws {
        let expect = Expectations("back pressure of a request channel, session: \(session)")
        let (received, release) = (Received(), Gate())
        try await serving(session) { request in
            try await release.passed()
            received.append("\(try await StackUnderTest.number(of: request) ?? -2)")
            return nil
        } during: { address in
            let count = try await client.withRequestChannel(to: address, session: session) { channel in
                try await sendHeldBack(channel, limit, expect, release)
            }
            try await Underway("the arrival of what was held back", within: patience, expect) {
                try await received.waitForCount(count + 1)
            }.value()
            // Several may be dealt with at once, so the order is not promised.
            try expectAll(received.texts.compactMap { Int($0) }.filter { $0 >= 0 }.sorted(), count, expect)
        }
    }

    private func sendHeldBack(_ channel: any RequestChannel, _ limit: Int, _ expect: Expectations, _ release: Gate) async throws -> Int {
        // Whatever is found: nothing is left waiting at the gate.
        defer { release.open() }
        let (progress, sending) = sender(limit, expect) { try await channel.send($0, until: .never) }
        try await expectHeldBack(progress, limit, expect)
        progress.stop()
        release.open()
        return try await sending.value()
    }

    /// More requests than a service deals with at once: each gets its own reply in the end.
    private func requestsAtOnce(_ session: Bool) async throws {
        let expect = Expectations("many requests at once, session: \(session)")
        let (arrived, release) = (Gate(), Gate())
        try await serving(session) { request in
            arrived.open()
            try await release.passed()
            return request
        } during: { address in
            try await client.withRequestChannel(to: address, session: session) { channel in
                defer { release.open() }
                let calls = (0..<48).map { number in
                    Underway("one of many requests", within: patience, expect) {
                        try await SampleMessage.wholeText(of: try await channel.request(sample("m\(number)"), until: .never))
                    }
                }
                try await Underway("the arrival of a request", within: patience, expect) { try await arrived.passed() }.value()
                release.open()
                for (number, call) in calls.enumerated() { try expect.equal(try await call.value(), "m\(number)", "the reply") }
            }
        }
    }

    private func expectAll(_ numbers: [Int], _ count: Int, _ expect: Expectations) throws {
        guard numbers != Array(0..<count) else { return }
        let place = zip(numbers, 0...).first { $0 != $1 }?.1 ?? min(numbers.count, count)
        throw expect.fail("\(numbers.count) of \(count) messages have arrived; missing, repeated or out of order is first number \(place)")
    }
}
