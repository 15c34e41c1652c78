internal import StrataCore

extension StackUnderTest {
    /// What waits ends when its task is cancelled, and the channel goes on: requests whose reply does not come, duplex channels that
    /// receive nothing, listeners that accept nothing.
    public func checkCancellation() async throws {
        let expect = Expectations("cancellation")
        try await expect.running { try await cancelEverything(expect) }
    }

    private func cancelEverything(_ expect: Expectations) async throws {
        for session in requestForms {
            try await withSlowService(session) { address, arrived, release in
                try await client.withRequestChannel(to: address, session: session) { channel in
                    // Whatever is found: nothing is left waiting at the gate.
                    defer { release.open() }
                    let slow = sample("slow")
                    let call = Underway("the cancelled request", within: patience, expect) { try await channel.request(slow) }
                    try await arrived.passed()
                    call.cancel()
                    try await expect.throwingCancellation(in: "the cancelled request") { _ = try await call.value() }
                    release.open()
                    _ = try await expect.succeeding("a request after one that was cancelled") { try await channel.request(sample("after")) }
                }
            }
        }
        for session in duplexForms {
            try await withOpenDuplexChannel(session) { channel in
                let waiting = Underway("receiving, cancelled", within: patience, expect) { try await channel.receive() }
                waiting.cancel()
                try await expect.throwingCancellation(in: "receiving, cancelled") { _ = try await waiting.value() }
                try await exchangeAfter(channel, expect, "a receive that was cancelled")
            }
        }
        for shape in checkedShapes where shape.session {
            let listener = try makeListener(shape)
            try await listener.object.open()
            let accepting = Underway("accepting, cancelled", within: patience, expect) { try await listener.accept() }
            accepting.cancel()
            try await expect.throwingCancellation(in: "accepting \(shape), cancelled") { _ = try await accepting.value() }
            try expect.equal(listener.object.state, .opened, "the state of the listener of \(shape) then")
            listener.object.abort()
        }
    }

    /// What waits throws `.timedOut` at its deadline, and at once when that has passed; the channel goes on. Needs `time`.
    public func checkTimeout() async throws {
        let expect = Expectations("timeout")
        guard let time else { throw expect.fail("the stack has no manual time") }
        try await expect.running { try await missEveryDeadline(expect, time) }
    }

    private func missEveryDeadline(_ expect: Expectations, _ time: ManualTime) async throws {
        for session in requestForms {
            try await withSlowService(session) { address, arrived, release in
                try await client.withRequestChannel(to: address, session: session) { channel in
                    // Whatever is found: nothing is left waiting at the gate.
                    defer { release.open() }
                    let slow = sample("slow")
                    let call = Underway("the request that was not answered", within: patience, expect) {
                        try await channel.request(slow, until: .after(.seconds(5), on: time))
                    }
                    try await arrived.passed()
                    time.advance(by: .seconds(4))
                    time.advance(by: .seconds(1))
                    try await expect.throwing(.timedOut, in: "the request that was not answered") { _ = try await call.value() }
                    try await expectExpired(expect, time, "a request") { _ = try await channel.request(sample(), until: $0) }
                    release.open()
                    _ = try await expect.succeeding("a request after one that timed out") { try await channel.request(sample("after")) }
                }
            }
        }
        for session in duplexForms {
            try await withOpenDuplexChannel(session) { channel in
                // Whether it has begun to wait by then or not.
                let deadline = Deadline.after(.seconds(5), on: time)
                let waiting = Underway("receiving nothing", within: patience, expect) { try await channel.receive(until: deadline) }
                time.advance(by: .seconds(5))
                try await expect.throwing(.timedOut, in: "receiving nothing") { _ = try await waiting.value() }
                try await expectExpired(expect, time, "receiving") { _ = try await channel.receive(until: $0) }
                try await exchangeAfter(channel, expect, "a receive that timed out")
            }
        }
    }

    private func expectExpired(
        _ expect: Expectations, _ time: ManualTime, _ what: String, _ call: @escaping @Sendable (Deadline) async throws -> Void
    ) async throws {
        let late = Underway("\(what) whose deadline has passed", within: patience, expect) {
            try await call(Deadline(moment: .zero, on: time))
        }
        try await expect.throwing(.timedOut, in: "\(what) whose deadline has passed") { try await late.value() }
    }

    private func exchangeAfter(_ channel: any DuplexChannel, _ expect: Expectations, _ what: String) async throws {
        let message = sample("after")
        let exchange = Underway("an exchange after \(what)", within: patience, expect) {
            try await channel.send(message)
            return try await channel.receive()
        }
        guard let answer = try await expect.succeeding("an exchange after \(what)", exchange.value) else {
            throw expect.fail("the channel has ended after \(what)")
        }
        try expect.equal(try await SampleMessage.wholeText(of: answer), "after", "the answer after \(what)")
    }

    private func withOpenDuplexChannel(_ session: Bool, _ body: (any DuplexChannel) async throws -> Void) async throws {
        try await withNeutralService(ChannelShape(.duplex, session: session)) { address, _ in
            try await client.withDuplexChannel(to: address, session: session) { try await body($0) }
        }
    }

    /// A service that keeps the request with the text "slow" until the second gate opens; the first says that it has come.
    private func withSlowService(_ session: Bool, _ body: (EndpointAddress, Gate, Gate) async throws -> Void) async throws {
        let (arrived, release) = (Gate(), Gate())
        try await serving(session) { request in
            if try await SampleMessage.wholeText(of: request) == "slow" {
                arrived.open()
                try await release.passed()
            }
            return request
        } during: { address in
            try await body(address, arrived, release)
        }
    }
}
