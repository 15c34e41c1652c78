internal import StrataCore

extension StackUnderTest {
    /// A graceful close waits for what is under way and ends the peer's session; an abort fails what waits at once.
    public func checkCloseAndAbort() async throws {
        try await Expectations("close and abort").running {
            for session in requestForms { try await checkRequestsAtTheEnd(session) }
            for session in duplexForms { try await checkReceivingAtTheEnd(session) }
            for shape in checkedShapes where shape.session { try await checkPeersAtTheEnd(shape) }
        }
    }

    private func checkRequestsAtTheEnd(_ session: Bool) async throws {
        let expect = Expectations("close and abort of a request channel, session: \(session)")
        let (arrived, release) = (Received(), Gate())
        try await serving(session) { request in
            arrived.append(try SampleMessage.text(of: request))
            try await release.passed()
            return request
        } during: { address in
            defer { release.open() }
            let factory = try client.makeRequestFactory(session: session)
            try await factory.open()
            let closing = try factory.makeChannel(to: address, via: nil)
            let aborting = try factory.makeChannel(to: address, via: nil)
            let (first, second) = (sample("first"), sample("second"))
            for channel in [closing, aborting] { try await channel.open() }
            let underWay = Underway("the request under way", within: patience, expect) { try await closing.request(first) }
            let doomed = Underway("the request of the aborted channel", within: patience, expect) { try await aborting.request(second) }
            try await arrived.waitForCount(2)
            aborting.abort()
            try await expect.throwing(.aborted, in: "the request of the aborted channel") { _ = try await doomed.value() }
            let changes = closing.stateChanges
            let close = Underway("the close", within: patience, expect) { try await closing.close() }
            for await state in changes {
                if state == .closing { break }
                try expect.isTrue(state != .closed, "a channel that closes is closing first")
            }
            try expect.equal(closing.state, .closing, "the state of a channel that waits for its request")
            release.open()
            do {
                _ = try await underWay.value()
            } catch let error as CommunicationError {
                throw expect.fail("the request under way when its channel was closed threw \(error)")
            }
            try await close.value()
            try expect.equal(closing.state, .closed, "the state of the closed channel")
            try await factory.close()
        }
    }

    private func checkReceivingAtTheEnd(_ session: Bool) async throws {
        let expect = Expectations("close and abort of a duplex channel, session: \(session)")
        try await withNeutralService(ChannelShape(.duplex, session: session)) { address, factory in
            for aborts in [false, true] {
                let end = try factory.make(address)
                try await end.channel.open()
                guard let channel = end.duplex else { return }
                let waiting = Underway("receiving when the channel ends", within: patience, expect) { try await channel.receive() }
                if aborts {
                    channel.abort()
                    try await expect.throwing(.aborted, in: "receiving when the channel is aborted") { _ = try await waiting.value() }
                } else {
                    try await channel.close()
                    // Called before the close it gets the end, called behind it the reason.
                    do {
                        try expect.isTrue(try await waiting.value() == nil, "receiving gives nil when the channel is closed")
                    } catch let error as CommunicationError where error.code == .closed {}
                }
            }
        }
    }

    /// What the other end of a session learns: the end of messages after a close, an error after an abort.
    private func checkPeersAtTheEnd(_ shape: ChannelShape) async throws {
        let expect = Expectations("the peer of a client that ends, \(shape)")
        for aborts in [false, true] {
            let listener = try makeListener(shape)
            try await listener.object.open()
            let factory = try makeFactory(shape)
            try await factory.object.open()
            let end = try factory.make(listener.address())
            try await end.channel.open()
            guard let accepted = try await listener.accept() else { throw expect.fail("no session was accepted") }
            let served = Underway("the service's side", within: patience, expect) {
                switch accepted {
                case let duplex as any DuplexChannel:
                    while try await duplex.receive() != nil {}
                    try await duplex.close()
                case let input as any InputChannel: while try await input.receive() != nil {}
                case let reply as any ReplyChannel: try await reply.serve { $0 }
                default: throw expect.fail("the accepted channel has no shape")
                }
            }
            if aborts {
                end.channel.abort()
                try await expect.throwing(.connectionLost, in: "the service's side when the client is aborted") { try await served.value() }
                try expect.equal(accepted.state, .faulted, "the state of the service's side when the client is aborted")
                accepted.abort()
            } else {
                try await end.channel.close()
                do { try await served.value() } catch let error as CommunicationError {
                    throw expect.fail("the service's side threw \(error) when the client closed")
                }
                try await accepted.close()
            }
            try await factory.object.close()
            try await listener.object.close()
        }
    }

    /// A session that the service aborts faults the client's channel: one call gets the root error, later ones `.faulted`, and
    /// `close` aborts and throws.
    public func checkFaulting() async throws {
        try await Expectations("faulting").running {
            for shape in checkedShapes where shape.session && shape.pattern != .oneWay { try await faultOne(shape) }
        }
    }

    private func faultOne(_ shape: ChannelShape) async throws {
        let expect = Expectations("faulting, \(shape)")
        let listener = try makeListener(shape)
        try await listener.object.open()
        let factory = try makeFactory(shape)
        try await factory.object.open()
        let end = try factory.make(listener.address())
        try await end.channel.open()
        let changes = end.channel.stateChanges
        guard let accepted = try await listener.accept() else { throw expect.fail("no session was accepted") }
        let (first, second) = (sample(), sample())
        let calls: [Underway<Message?>] =
            shape.pattern == .requestReply
            ? [first, second].map { message in
                Underway("a pending request", within: patience, expect) { try await end.call(message, .never) }
            }
            : [Underway("a pending receive", within: patience, expect) { try await end.duplex?.receive(until: .never) }]
        let serving = try await brokenOff(accepted, after: calls.count)
        var codes: [String] = []
        for call in calls {
            do { _ = try await call.value() } catch let error as CommunicationError { codes.append(error.code.description) }
        }
        try expect.equal(codes.sorted(), Array(["connectionLost", "faulted"].prefix(calls.count)), "the errors of pending calls")
        try expect.equal(end.channel.state, .faulted, "the state of the client's channel")
        let later = try await expect.throwing(.faulted, in: "a later call") { _ = try await end.call(first, nil) }
        try expect.equal((later.cause as? CommunicationError)?.code, .connectionLost, "the cause of a later call's error")
        try await expect.throwing(.faulted, in: "closing the faulted channel") { try await end.channel.close() }
        try expect.equal(end.channel.state, .closed, "the state after that")
        var seen: [CommunicationState] = []
        for await state in changes { seen.append(state) }
        try expect.equal(seen, [.opened, .faulted, .closing, .closed], "the sequence of states")
        serving?.cancel()
        try await factory.object.close()
        try await listener.object.close()
    }

    /// Aborts the service's end of a session when so many requests have come.
    private func brokenOff(_ accepted: any CommunicationChannel, after count: Int) async throws -> Task<Void, any Error>? {
        guard let reply = accepted as? any ReplyChannel else {
            accepted.abort()
            return nil
        }
        let arrived = Received()
        let serving = Task {
            try await reply.serve { request in
                arrived.append("request")
                try await Gate().passed()
                return request
            }
        }
        try await arrived.waitForCount(count)
        accepted.abort()
        return serving
    }
}
