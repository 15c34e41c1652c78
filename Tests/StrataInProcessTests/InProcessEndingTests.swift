import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

/// What waits in an abort, in a graceful close, and when a handle was dropped without either.
struct InProcessEndingTests {
    let time = ManualTime()
    let hub = InProcessHub()

    func binding(capacity: Int = 1) -> CustomBinding {
        var configuration = InProcessTransport.Configuration.defaults
        configuration.mailboxCapacity = capacity
        configuration.maxPendingSessions = 1
        return CustomBinding(time: time) {
            TextEncoding()
            InProcessTransport(hub: hub, configuration)
        }
    }

    func sample(_ text: String) -> Message { SampleMessage.make(text, version: .default) }

    /// A send that waits for a place in a full mailbox.
    func blockedSend(on channel: any OutputChannel) async throws -> Task<Void, any Error> {
        let (first, second) = (sample("first"), sample("second"))
        try await channel.send(first)
        let waiting = Task { try await channel.send(second, until: .after(.seconds(50), on: time)) }
        try await time.timersSet()
        return waiting
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func abortEndsASendThatWaits(session: Bool) async throws {
        let binding = binding()
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:abort"), session: session)
        try await listener.open()
        let factory = try binding.makeOutputFactory(session: session)
        try await factory.open()
        let channel = try factory.makeChannel(to: listener.address, via: nil)
        try await channel.open()
        let waiting = try await blockedSend(on: channel)
        channel.abort()
        let error = await #expect(throws: CommunicationError.self) { try await waiting.value }
        #expect(error?.code == .aborted)
        #expect(time.timers == 0)
        listener.abort()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func closeLetsASendThatWaitsFinish(session: Bool) async throws {
        let binding = binding()
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:close"), session: session)
        try await listener.open()
        let factory = try binding.makeOutputFactory(session: session)
        try await factory.open()
        let channel = try factory.makeChannel(to: listener.address, via: nil)
        try await channel.open()
        let waiting = try await blockedSend(on: channel)
        let closing = Task { try await channel.close(until: .never) }
        for await state in channel.stateChanges where state == .closing { break }
        let next = try await listener.accept()
        let accepted = try #require(next)
        for text in ["first", "second"] {
            let message = try await accepted.receive(until: .never)
            #expect(try SampleMessage.text(of: try #require(message)) == text)
        }
        try await waiting.value
        try await closing.value
        listener.abort()
    }

    @Test(.timeLimit(.minutes(1))) func halfCloseComesBehindASendThatWaits() async throws {
        let binding = binding()
        let listener = try binding.makeDuplexListener(at: EndpointAddress("inproc:half"), session: true)
        try await listener.open()
        try await binding.withDuplexChannel(to: listener.address) { channel in
            let waiting = try await blockedSend(on: channel)
            let ending = Task { try await channel.closeOutput(until: .never) }
            let next = try await listener.accept()
            let accepted = try #require(next)
            var texts: [String] = []
            while let message = try await accepted.receive(until: .never) { texts.append(try SampleMessage.text(of: message)) }
            #expect(texts == ["first", "second"])
            try await waiting.value
            try await ending.value
            let late = sample("late")
            let refused = await #expect(throws: CommunicationError.self) { try await channel.send(late) }
            #expect(refused?.code == .closed)
            try await accepted.close()
        }
        listener.abort()
    }

    @Test(.timeLimit(.minutes(1))) func abortEndsAnOpenThatWaits() async throws {
        let binding = binding()
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:opening"), session: true)
        try await listener.open()
        let factory = try binding.makeOutputFactory(session: true)
        try await factory.open()
        let first = try factory.makeChannel(to: listener.address, via: nil)
        try await first.open()
        let second = try factory.makeChannel(to: listener.address, via: nil)
        let opening = Task { try await second.open(until: .after(.seconds(50), on: time)) }
        try await time.timersSet()
        second.abort()
        let error = await #expect(throws: CommunicationError.self) { try await opening.value }
        #expect(error?.code == .aborted)
        // Its place in the queue of sessions is free again.
        _ = try await listener.accept()
        let third = try factory.makeChannel(to: listener.address, via: nil)
        try await third.open()
        let next = try await listener.accept()
        #expect(next?.session == third.session)
        listener.abort()
    }

    /// A handle that was dropped, neither closed nor aborted, does not leave the other end waiting.
    @Test(.timeLimit(.minutes(1)), arguments: [ChannelShape.oneWaySession, .requestReplySession, .duplexSession])
    func droppedHandlesBreakTheirSession(shape: ChannelShape) async throws {
        let binding = binding()
        let address = EndpointAddress("inproc:dropped")
        func leak() async throws {
            switch shape.pattern {
            case .oneWay:
                try await binding.makeOutputFactory(session: true).whileOpenLeaking { try $0.makeChannel(to: address, via: nil) }.open()
            case .requestReply:
                try await binding.makeRequestFactory(session: true).whileOpenLeaking { try $0.makeChannel(to: address, via: nil) }.open()
            case .duplex:
                try await binding.makeDuplexFactory(session: true).whileOpenLeaking { try $0.makeChannel(to: address, via: nil) }.open()
            }
        }
        let error: CommunicationError?
        switch shape.pattern {
        case .oneWay:
            let listener = try binding.makeInputListener(at: address, session: true)
            try await listener.open()
            try await leak()
            let accepted = try await listener.accept()
            error = await #expect(throws: CommunicationError.self) { _ = try await accepted?.receive(until: .never) }
        case .requestReply:
            let listener = try binding.makeReplyListener(at: address, session: true)
            try await listener.open()
            try await leak()
            let accepted = try await listener.accept()
            error = await #expect(throws: CommunicationError.self) { try await accepted?.serve { $0 } }
        case .duplex:
            let listener = try binding.makeDuplexListener(at: address, session: true)
            try await listener.open()
            try await leak()
            let accepted = try await listener.accept()
            error = await #expect(throws: CommunicationError.self) { _ = try await accepted?.receive(until: .never) }
        }
        #expect(error?.code == .connectionLost)
    }

    /// Nor does the one that was accepted; and a listener that was dropped gives its address back.
    @Test(.timeLimit(.minutes(1))) func droppedServicesAreGone() async throws {
        let binding = binding()
        let address = EndpointAddress("inproc:dropped-service")
        func openOne() async throws -> any ChannelListener<any DuplexChannel> {
            let listener = try binding.makeDuplexListener(at: address, session: true)
            try await listener.open()
            return listener
        }
        var listener: (any ChannelListener<any DuplexChannel>)? = try await openOne()
        let factory = try binding.makeDuplexFactory(session: true)
        try await factory.open()
        let channel = try factory.makeChannel(to: address, via: nil)
        try await channel.open()
        _ = try await listener?.accept()
        let error = await #expect(throws: CommunicationError.self) { _ = try await channel.receive(until: .never) }
        #expect(error?.code == .connectionLost)
        factory.abort()
        listener = nil
        let gone = await #expect(throws: CommunicationError.self) { try await binding.withDuplexChannel(to: address) { _ in } }
        #expect(gone?.code == .endpointNotFound)
        listener = try await openOne()
        #expect(listener?.state == .opened)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func aFactoryEndsItsChannels(aborts: Bool) async throws {
        let binding = binding(capacity: 16)
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:factory"), session: true)
        try await listener.open()
        let serving = Task { try await listener.serve { $0 } }
        let factory = try binding.makeRequestFactory(session: true)
        try await factory.open()
        var channels: [any RequestChannel] = []
        for _ in 0..<40 {
            let channel = try factory.makeChannel(to: listener.address, via: nil)
            try await channel.open()
            channels.append(channel)
            if channels.count > 3 { channels.removeFirst() }
        }
        if aborts { factory.abort() } else { try await factory.close() }
        #expect(channels.allSatisfy { $0.state == .closed })
        try await listener.close()
        try await serving.value
    }
}

extension ChannelFactory {
    /// Opens the factory, makes something, and forgets the factory without closing it.
    fileprivate func whileOpenLeaking<Made>(_ make: (Self) throws -> Made) async throws -> Made {
        try await open()
        return try make(self)
    }
}
