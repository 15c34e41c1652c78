import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

/// `run` and `serve` of a listener: draining, failures, cancellation, time.
struct ListenerRunTests {
    static func binding(_ hub: InProcessHub, time: any TimeSource = SystemTime.shared) -> CustomBinding {
        CustomBinding(time: time) {
            TextEncoding()
            InProcessTransport(hub: hub)
        }
    }

    func sample(_ text: String) -> Message { SampleMessage.make(text, version: .default) }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func drains(session: Bool) async throws {
        let binding = ListenerRunTests.binding(InProcessHub())
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:drain"), session: session)
        try await listener.open()
        let (arrived, release) = (Gate(), Gate())
        let serving = Task {
            try await listener.serve { message in
                arrived.open()
                try await release.passed()
                return message
            }
        }
        let message = sample("under way")
        let address = listener.address
        let call = Task {
            try await binding.withRequestChannel(to: address, session: session) { channel in try await channel.request(message) }
        }
        try await arrived.passed()
        try await listener.close()
        release.open()
        #expect(try SampleMessage.text(of: try await call.value) == "under way")
        try await serving.value
        await #expect(throws: CommunicationError.self) {
            try await binding.withRequestChannel(to: address, session: session) { try await $0.request(message) }
        }
    }

    @Test(.timeLimit(.minutes(1))) func abortsWhatDoesNotDrain() async throws {
        let time = ManualTime()
        let binding = ListenerRunTests.binding(InProcessHub(), time: time)
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:stuck"))
        try await listener.open()
        let arrived = Gate()
        let serving = Task {
            try await listener.serve { message in
                arrived.open()
                try await Gate().passed()
                return message
            }
        }
        let message = sample("stuck")
        let address = listener.address
        let call = Task {
            try await binding.withRequestChannel(to: address) { channel in try await channel.request(message, until: .never) }
        }
        try await arrived.passed()
        try await listener.close()
        try await time.timersSet(2)
        time.advance(by: binding.timeouts.close)
        try await serving.value
        let error = await #expect(throws: CommunicationError.self) { try await call.value }
        #expect(error?.code == .connectionLost || error?.code == .noReply)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func cancellationAborts(session: Bool) async throws {
        let binding = ListenerRunTests.binding(InProcessHub())
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:cancel"), session: session)
        try await listener.open()
        let arrived = Gate()
        let serving = Task {
            try await listener.serve { message in
                arrived.open()
                try await Gate().passed()
                return message
            }
        }
        let message = sample("cancelled")
        let address = listener.address
        let call = Task {
            try await binding.withRequestChannel(to: address, session: session) { channel in try await channel.request(message) }
        }
        try await arrived.passed()
        serving.cancel()
        await #expect(throws: CancellationError.self) { try await serving.value }
        #expect(listener.state == .closed)
        await #expect(throws: CommunicationError.self) { try await call.value }
    }

    @Test(.timeLimit(.minutes(1))) func oneSessionsFailureIsItsOwn() async throws {
        struct Mine: Error {}
        let binding = ListenerRunTests.binding(InProcessHub())
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:failure"), session: true)
        try await listener.open()
        let (failed, received) = (Received(), Received())
        let serving = Task {
            try await listener.run(onFailure: { _, error in failed.append("\(error)") }) { channel in
                for try await message in channel.messages {
                    let text = try SampleMessage.text(of: message)
                    if text == "bad" { throw Mine() }
                    received.append(text)
                }
            }
        }
        let address = listener.address
        let bad = sample("bad")
        try? await binding.withOutputChannel(to: address, session: true) { try await $0.send(bad) }
        try await failed.waitForCount(1)
        let good = sample("good")
        try await binding.withOutputChannel(to: address, session: true) { try await $0.send(good) }
        try await received.waitForCount(1)
        try await listener.close()
        try await serving.value
        #expect(failed.texts == ["Mine()"])
    }

    /// A failure that nobody asked for is reported.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func failuresAreReported(session: Bool) async throws {
        struct Mine: Error {}
        let reports = RefusedMessageTests.Reports()
        let binding = CustomBinding(diagnostics: reports) {
            Counting()
            TextEncoding()
            InProcessTransport(hub: InProcessHub())
        }
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:reported"), session: session)
        try await listener.open()
        let running = Task { try await listener.run { _ in throw Mine() } }
        try await binding.withOutputChannel(to: listener.address, session: session) { _ in
            try await reports.received.waitForCount(1)
        }
        try await listener.close()
        try await running.value
        #expect(reports.received.texts == ["\(session ? "warning" : "error") channel Mine()"])
    }

    @Test(.timeLimit(.minutes(1))) func theBindingsTimeoutsAreTheDefaults() async throws {
        let time = ManualTime()
        let hub = InProcessHub()
        var timeouts = Timeouts.defaults
        timeouts.send = .seconds(7)
        timeouts.receive = .seconds(11)
        let binding = CustomBinding(timeouts: timeouts, time: time) {
            Counting()
            TextEncoding()
            InProcessTransport(hub: hub)
        }
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:timeouts"), session: true)
        try await listener.open()
        #expect(listener.timeouts == timeouts)
        let factory = try binding.makeOutputFactory(session: true)
        #expect(factory.timeouts == timeouts)
        try await factory.open()
        let sender = try factory.makeChannel(to: listener.address, via: nil)
        #expect(sender.timeouts.send == .seconds(7))
        try await sender.open()
        let accepted = try await listener.accept()
        let channel = try #require(accepted)
        let receiving = Task { try await channel.receive() }
        try await time.timersSet()
        #expect(time.nextTimer == .seconds(11))
        time.advance(by: .seconds(11))
        let error = await #expect(throws: CommunicationError.self) { try await receiving.value }
        #expect(error?.code == .timedOut)
        factory.abort()
        listener.abort()
    }

    /// What closes or aborts the listener ends a run, without an error of its own; other objects' ends are failures of the body.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func endsFromOutside(session: Bool) async throws {
        let binding = ListenerRunTests.binding(InProcessHub())
        let address = EndpointAddress("inproc:ends")
        for aborts in [false, true] {
            let listener = try binding.makeReplyListener(at: address, session: session)
            try await listener.open()
            let (serving, failures) = (Gate(), Received())
            let running = Task {
                try await listener.run(onFailure: { _, error in failures.append("\(error)") }) { channel in
                    serving.open()
                    try await channel.serve { $0 }
                }
            }
            if session {
                try await binding.withRequestChannel(to: address, session: true) { channel in
                    _ = try await channel.request(SampleMessage.make("it", version: .default))
                }
            }
            try await serving.passed()
            if aborts { listener.abort() } else { try await listener.close() }
            try await running.value
        }
        let listener = try binding.makeReplyListener(at: address, session: session)
        try await listener.open()
        let failed = Received()
        let running = Task {
            try await listener.run(onFailure: { channel, error in failed.append("\(channel.state) \(error)") }) { _ in
                throw CommunicationError(.closed, "another channel is closed")
            }
        }
        let factory = try binding.makeRequestFactory(session: session)
        try await factory.open()
        let channel = try factory.makeChannel(to: address, via: nil)
        try await channel.open()
        try await failed.waitForCount(1)
        #expect(failed.texts == ["closed closed: another channel is closed"])
        factory.abort()
        try await listener.close()
        try await running.value
    }
}
