public import StrataCore

extension StackUnderTest {
    /// The state machine of a communication object, as `CommunicationObject` promises it.
    ///
    /// - Parameters:
    ///   - what: names the object in what the check throws.
    ///   - make: a new object that can be opened, and can be closed without a peer's help.
    public static func checkStates(_ what: String, _ make: () throws -> any CommunicationObject) async throws {
        let expect = Expectations("states of \(what)")

        let object = try make()
        let changes = object.stateChanges
        try expect.equal(object.state, .created, "the state of a new object")
        try await object.open()
        try expect.equal(object.state, .opened, "the state after open")
        try await expect.throwing(.invalidOperation, in: "opening twice") { try await object.open() }
        try await object.close()
        try expect.equal(object.state, .closed, "the state after close")
        try await object.close()
        object.abort()
        try expect.equal(object.state, .closed, "the state after a second close and an abort")
        try await expect.throwing(.closed, in: "opening a closed object") { try await object.open() }
        var seen: [CommunicationState] = []
        for await state in changes { seen.append(state) }
        try expect.equal(seen, [.created, .opening, .opened, .closing, .closed], "the sequence of states")

        let aborted = try make()
        try await aborted.open()
        aborted.abort()
        try expect.equal(aborted.state, .closed, "the state after abort")
        aborted.abort()
        try await aborted.close()
        try await expect.throwing(.aborted, in: "opening an aborted object") { try await aborted.open() }

        let unopened = try make()
        try await unopened.close()
        try expect.equal(unopened.state, .closed, "the state after closing a new object")
        try await expect.throwing(.aborted, in: "opening it then") { try await unopened.open() }
    }

    /// State machines of factory, listener and channel for every shape, and use in the wrong state.
    public func checkStates() async throws {
        let expect = Expectations("use in the wrong state")
        for shape in ChannelShape.allCases where shapes.contains(shape) && shape.pattern == .requestReply {
            try await StackUnderTest.checkStates("the factory of \(shape)") { try client.makeRequestFactory(session: shape.session) }
            try await StackUnderTest.checkStates("the listener of \(shape)") {
                try service.makeReplyListener(at: address(), session: shape.session)
            }
            try await serving(shape.session) { request in
                request
            } during: { address in
                let factory = try client.makeRequestFactory(session: shape.session)
                try await factory.open()
                try await StackUnderTest.checkStates("the channel of \(shape)") { try factory.makeChannel(to: address, via: nil) }
                let channel = try factory.makeChannel(to: address, via: nil)
                try await expect.throwing(.notOpen, in: "a request before open") { _ = try await channel.request(sample()) }
                try await channel.open()
                _ = try await channel.request(sample())
                try await channel.close()
                try await expect.throwing(.closed, in: "a request after close") { _ = try await channel.request(sample()) }
                let aborted = try factory.makeChannel(to: address, via: nil)
                try await aborted.open()
                aborted.abort()
                try await expect.throwing(.aborted, in: "a request after abort") { _ = try await aborted.request(sample()) }
                try await factory.close()
            }
        }
    }

    /// A request whose reply does not come ends when its task is cancelled; the channel goes on.
    public func checkCancellation() async throws {
        let expect = Expectations("cancellation")
        for session in requestForms {
            let (arrived, release) = (Gate(), Gate())
            try await serving(session) { request in
                if try SampleMessage.text(of: request) == "slow" {
                    arrived.open()
                    try await release.passed()
                }
                return request
            } during: { address in
                try await client.withRequestChannel(to: address, session: session) { channel in
                    let slow = sample("slow")
                    let call = Task { try await channel.request(slow) }
                    try await arrived.passed()
                    call.cancel()
                    try await expect.throwingCancellation(in: "the cancelled request") { _ = try await call.value }
                    release.open()
                    _ = try await channel.request(sample("after"))
                }
            }
        }
    }

    /// A request whose reply does not come by its deadline throws `.timedOut`. Needs `time`.
    public func checkTimeout() async throws {
        let expect = Expectations("timeout")
        guard let time else { throw expect.fail("the stack has no manual time") }
        for session in requestForms {
            let (arrived, release) = (Gate(), Gate())
            try await serving(session) { request in
                if try SampleMessage.text(of: request) == "slow" {
                    arrived.open()
                    try await release.passed()
                }
                return request
            } during: { address in
                try await client.withRequestChannel(to: address, session: session) { channel in
                    let slow = sample("slow")
                    let call = Task { try await channel.request(slow, until: .after(.seconds(5), on: time)) }
                    try await arrived.passed()
                    time.advance(by: .seconds(4))
                    time.advance(by: .seconds(1))
                    try await expect.throwing(.timedOut, in: "the request that was not answered") { _ = try await call.value }
                    release.open()
                    try await expect.throwing(.timedOut, in: "a request whose deadline has passed") {
                        _ = try await channel.request(sample(), until: Deadline(moment: .zero, on: time))
                    }
                }
            }
        }
    }

    /// A graceful close waits for the request under way; an abort fails it at once.
    public func checkCloseAndAbort() async throws {
        let expect = Expectations("close and abort")
        for session in requestForms {
            let arrived = Received()
            let release = Gate()
            try await serving(session) { request in
                arrived.append(try SampleMessage.text(of: request))
                try await release.passed()
                return request
            } during: { address in
                let factory = try client.makeRequestFactory(session: session)
                try await factory.open()
                let closing = try factory.makeChannel(to: address, via: nil)
                let aborting = try factory.makeChannel(to: address, via: nil)
                let (first, second) = (sample("first"), sample("second"))
                for channel in [closing, aborting] { try await channel.open() }
                let underWay = Task { try await closing.request(first) }
                let doomed = Task { try await aborting.request(second) }
                try await arrived.waitForCount(2)
                aborting.abort()
                try await expect.throwing(.aborted, in: "the request of the aborted channel") { _ = try await doomed.value }
                let close = Task { try await closing.close() }
                for await state in closing.stateChanges where state == .closing { break }
                release.open()
                _ = try await underWay.value
                try await close.value
                try expect.equal(closing.state, .closed, "the state of the closed channel")
                try await factory.close()
            }
        }
    }

    /// A session that the service aborts faults the client's channel: one call gets the root error, later ones `.faulted`, and
    /// `close` aborts and throws.
    public func checkFaulting() async throws {
        guard shapes.contains(.requestReplySession) else { return }
        let expect = Expectations("faulting")
        let listener = try service.makeReplyListener(at: address(), session: true)
        try await listener.open()
        let factory = try client.makeRequestFactory(session: true)
        try await factory.open()
        let channel = try factory.makeChannel(to: listener.address, via: nil)
        try await channel.open()
        let message = sample()
        let calls = [Task { try await channel.request(message) }, Task { try await channel.request(message) }]
        guard let accepted = try await listener.accept() else { throw expect.fail("no session was accepted") }
        let arrived = Received()
        let serving = Task {
            try await accepted.serve { request in
                arrived.append("request")
                try await Gate().passed()
                return request
            }
        }
        try await arrived.waitForCount(2)
        accepted.abort()
        var codes: [String] = []
        for call in calls {
            do { _ = try await call.value } catch let error as CommunicationError { codes.append(error.code.description) }
        }
        try expect.equal(codes.sorted(), ["connectionLost", "faulted"], "the errors of two pending requests")
        try expect.equal(channel.state, .faulted, "the state of the client's channel")
        try await expect.throwing(.faulted, in: "a later request") { _ = try await channel.request(message) }
        try await expect.throwing(.faulted, in: "closing the faulted channel") { try await channel.close() }
        try expect.equal(channel.state, .closed, "the state after that")
        serving.cancel()
        _ = try? await serving.value
        try await factory.close()
        try await listener.close()
    }

    /// All checks of lifetime. Those of deadlines only with `time`.
    public func checkLifetime() async throws {
        try await checkStates()
        try await checkCancellation()
        if time != nil { try await checkTimeout() }
        try await checkCloseAndAbort()
        try await checkFaulting()
    }

    private var requestForms: [Bool] { [false, true].filter { shapes.contains(ChannelShape(.requestReply, session: $0)) } }

    private func sample(_ text: String = "sample") -> Message { SampleMessage.make(text, version: version) }

    /// Serves requests for the duration of `body`, which gets the address to call. The handler's own reply is made of the request's text.
    private func serving(
        _ session: Bool, _ handler: @escaping @Sendable (Message) async throws -> Message,
        during body: (EndpointAddress) async throws -> Void
    ) async throws {
        let version = version
        let listener = try service.makeReplyListener(at: address(), session: session)
        try await listener.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await listener.serve { request in
                    SampleMessage.make(try SampleMessage.text(of: try await handler(request)), version: version)
                }
            }
            do {
                try await body(listener.address)
            } catch {
                listener.abort()
                throw error
            }
            try await listener.close()
            try await group.waitForAll()
        }
    }
}
