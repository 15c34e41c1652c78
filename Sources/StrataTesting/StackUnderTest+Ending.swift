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
            arrived.append(try await SampleMessage.wholeText(of: request))
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
            let progress = Progress()
            let close = Underway("the close", within: patience, expect) {
                try await closing.close()
                progress.finish()
            }
            for await state in changes {
                if state == .closing { break }
                try expect.isTrue(state != .closed, "a channel that closes is closing first")
            }
            // Time enough for a close that does not wait.
            try await progress.standstill(for: stillness)
            try expect.isTrue(!progress.isFinished, "a graceful close waits for the request under way")
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
}
