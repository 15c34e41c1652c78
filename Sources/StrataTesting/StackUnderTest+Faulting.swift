internal import StrataCore

extension StackUnderTest {
    /// What ends a channel and what does not.
    ///
    /// A session that the service aborts faults the client's channel: one call gets the root error, later ones `.faulted` with the first
    /// fault as their cause, whatever happens afterwards, and `close` aborts and throws. Where nobody listens, opening a session or making
    /// a request throws `.endpointNotFound`. An error of the service ends one request, says nothing of itself, and the channel goes on; a
    /// `FaultError` of the service is its answer, and to a one-way message over a request channel no acknowledgement.
    public func checkFaulting() async throws {
        try await Expectations("faulting").running {
            for shape in checkedShapes where shape.session { try await faultOne(shape) }
            for shape in checkedShapes where shape.session || shape.pattern == .requestReply { try await callNobody(shape) }
            for session in requestForms { try await failOneRequest(session) }
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
        let calls = pendingCalls(end, expect)
        let serving = try await brokenOff(accepted, after: calls.count)
        var codes: [String] = []
        for call in calls {
            do { _ = try await call.value() } catch let error as CommunicationError { codes.append(error.code.description) }
        }
        try expect.equal(codes.sorted(), Array(["connectionLost", "faulted"].prefix(calls.count)), "the errors of pending calls")
        try expect.equal(end.channel.state, .faulted, "the state of the client's channel")
        let first = try await causeOfALaterCall(end, expect, "a later call")
        // Another reason to fault: the first one stays.
        listener.object.abort()
        let second = try await causeOfALaterCall(end, expect, "a call after a second fault")
        try expect.equal(second, first, "the cause after a second fault")
        try await expect.throwing(.faulted, in: "closing the faulted channel") { try await end.channel.close() }
        try expect.equal(end.channel.state, .closed, "the state after that")
        var seen: [CommunicationState] = []
        for await state in changes { seen.append(state) }
        try expect.equal(seen, [.opened, .faulted, .closing, .closed], "the sequence of states")
        serving?.cancel()
        try await factory.object.close()
    }

    /// Two requests, a receive, or a sender that goes on until it is told.
    private func pendingCalls(_ end: ClientEnd, _ expect: Expectations) -> [Underway<Message?>] {
        switch end.shape.pattern {
        case .requestReply:
            [sample(), sample()].map { message in
                Underway("a pending request", within: patience, expect) { try await end.call(message, .never) }
            }
        case .duplex: [Underway("a pending receive", within: patience, expect) { try await end.duplex?.receive(until: .never) }]
        case .oneWay:
            [
                Underway("sending to a session that is gone", within: patience, expect) {
                    // The first ones may be on their way before it is known.
                    while true {
                        _ = try await end.call(sample(), .never)
                        await Task.yield()
                    }
                }
            ]
        }
    }

    private func causeOfALaterCall(_ end: ClientEnd, _ expect: Expectations, _ what: String) async throws -> String {
        let error = try await expect.throwing(.faulted, in: what) { _ = try await end.call(sample(), nil) }
        try expect.equal((error.cause as? CommunicationError)?.code, .connectionLost, "the cause of the error of \(what)")
        return error.cause.map { "\($0)" } ?? ""
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

    private func callNobody(_ shape: ChannelShape) async throws {
        let expect = Expectations("calling where nobody listens, \(shape)")
        let listener = try makeListener(shape)
        try await listener.object.open()
        let address = listener.address()
        try await listener.object.close()
        let factory = try makeFactory(shape)
        try await factory.object.open()
        let end = try factory.make(address)
        if shape.session {
            let opening = Underway("opening a session that nobody accepts", within: patience, expect) { try await end.channel.open() }
            try await expect.throwing(.endpointNotFound, in: "opening a session that nobody accepts") { try await opening.value() }
            try expect.equal(end.channel.state, .faulted, "the state of a channel that could not be opened")
            let later = try await expect.throwing(.faulted, in: "a call then") { _ = try await end.call(sample(), nil) }
            try expect.equal((later.cause as? CommunicationError)?.code, .endpointNotFound, "the cause of a later call's error")
            end.channel.abort()
        } else {
            try await end.channel.open()
            let call = Underway("a request that nobody takes", within: patience, expect) { _ = try await end.call(sample(), nil) }
            try await expect.throwing(.endpointNotFound, in: "a request that nobody takes") { try await call.value() }
            try expect.equal(end.channel.state, .opened, "the state of a channel without session after a request that failed")
        }
        try await factory.object.close()
    }

    private struct Secret: Error, CustomStringConvertible {
        var description: String { "only-the-service-knows" }
    }

    private func failOneRequest(_ session: Bool) async throws {
        let expect = Expectations("an error of the service, session: \(session)")
        try await serving(session) { request in
            switch try await SampleMessage.wholeText(of: request) {
            case "fail": throw Secret()
            case "refuse": throw FaultError(.sender("the service does not do this"))
            default: return request
            }
        } during: { address in
            try await client.withRequestChannel(to: address, session: session) { channel in
                let call = Underway("a request at which the service throws", within: patience, expect) {
                    try await channel.request(sample("fail"))
                }
                var answer: String
                do {
                    let reply = try await call.value()
                    try expect.isTrue(reply.isFault, "the reply to a request at which the service throws is a fault")
                    answer = try MessageForm.lines(of: reply, keepsPrefixes: true).joined()
                } catch let failure as CheckFailure {
                    throw failure
                } catch {
                    // The transport's own, or that of an element that makes nothing of such a reply.
                    answer = "\(error)"
                }
                try expect.isTrue(!answer.contains(Secret().description), "what the service throws stays on its side")
                try expect.equal(channel.state, .opened, "the state of the channel after an error of the service")
                let reply = try await channel.request(sample("after"))
                try expect.equal(try await SampleMessage.wholeText(of: reply), "after", "the reply after an error of the service")
                try await refuseByFault(channel, expect)
                try expect.equal(channel.state, .opened, "the state of the channel after a fault that the service has thrown")
            }
        }
    }
    private func refuseByFault(_ channel: any RequestChannel, _ expect: Expectations) async throws {
        guard version.envelope != .none else { return }
        var refused = sample("refuse")
        if version.addressing != .none { refused.headers.messageID = "urn:strata:testing:refused" }
        let request = refused
        let call = Underway("a request that the service refuses by a fault", within: patience, expect) {
            try await channel.request(request)
        }
        do {
            let reply = try await call.value()
            try expect.isTrue(reply.isFault, "a fault that the service throws is its answer")
            try expect.equal(reply.headers.relatesTo, request.headers.messageID, "the request that such a fault says it answers")
        } catch is FaultError {
            // An element that throws the faults it is answered with.
        }
        let sending = Underway("a message that the service refuses by a fault", within: patience, expect) {
            try await channel.send(request)
        }
        var isAcknowledged = true
        do { try await sending.value() } catch let failure as CheckFailure {
            throw failure
        } catch {
            isAcknowledged = false
        }
        try expect.isTrue(!isAcknowledged, "a message that the service refuses by a fault is not acknowledged")
    }
}
