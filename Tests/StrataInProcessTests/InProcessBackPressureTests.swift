import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

/// Bounded mailboxes: who does not keep up makes the other side wait, and nobody waits for ever.
struct InProcessBackPressureTests {
    let time = ManualTime()
    let hub = InProcessHub()

    func binding(_ change: (inout InProcessTransport.Configuration) -> Void = { _ in }) -> CustomBinding {
        var configuration = InProcessTransport.Configuration.defaults
        change(&configuration)
        return CustomBinding(time: time) {
            TextEncoding()
            InProcessTransport(hub: hub, configuration)
        }
    }

    func sample(_ text: String) -> Message { SampleMessage.make(text, version: .default) }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func fullMailboxDelaysSenders(session: Bool) async throws {
        let binding = binding { $0.mailboxCapacity = 2 }
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:full"), session: session)
        try await listener.open()
        let messages = (0..<3).map { sample("m\($0)") }
        let address = listener.address
        let late = sample("late")
        try await binding.withOutputChannel(to: address, session: session) { channel in
            try await channel.send(messages[0])
            try await channel.send(messages[1])
            let waiting = Task { try await channel.send(messages[2], until: .after(.seconds(50), on: time)) }
            try await time.timersSet()
            let leaving = Task { try await channel.send(late, until: .after(.seconds(5), on: time)) }
            try await time.timersSet(2)
            time.advance(by: .seconds(5))
            let error = await #expect(throws: CommunicationError.self) { try await leaving.value }
            #expect(error?.code == .timedOut)
            let next = try await listener.accept()
            let accepted = try #require(next)
            for number in 0..<3 {
                let message = try await accepted.receive(until: .never)
                #expect(try SampleMessage.text(of: try #require(message)) == "m\(number)")
            }
            try await waiting.value
        }
        #expect(time.timers == 0)
        listener.abort()
    }

    @Test(.timeLimit(.minutes(1))) func fullBacklogDelaysOpening() async throws {
        let binding = binding { $0.maxPendingSessions = 1 }
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:backlog"), session: true)
        try await listener.open()
        let factory = try binding.makeOutputFactory(session: true)
        try await factory.open()
        let first = try factory.makeChannel(to: listener.address, via: nil)
        try await first.open()
        let second = try factory.makeChannel(to: listener.address, via: nil)
        let opening = Task { try await second.open(until: .after(.seconds(5), on: time)) }
        try await time.timersSet()
        time.advance(by: .seconds(5))
        let error = await #expect(throws: CommunicationError.self) { try await opening.value }
        #expect(error?.code == .timedOut)
        #expect(second.state == .faulted)
        let third = try factory.makeChannel(to: listener.address, via: nil)
        let waiting = Task { try await third.open(until: .after(.seconds(5), on: time)) }
        _ = try await listener.accept()
        try await waiting.value
        #expect(third.state == .opened)
        listener.abort()
    }

    @Test(.timeLimit(.minutes(1))) func requestsAtOnceAreLimited() async throws {
        let binding = binding { $0.maxConcurrentRequests = 2 }
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:limit"))
        try await listener.open()
        let (arrived, release) = (Received(), Gate())
        let serving = Task {
            try await listener.serve { message in
                arrived.append("request")
                try await release.passed()
                return message
            }
        }
        let messages = (0..<3).map { sample("m\($0)") }
        try await binding.withRequestChannel(to: listener.address) { channel in
            let calls = messages.map { message in Task { try await channel.request(message, until: .never) } }
            try await arrived.waitForCount(2)
            #expect(arrived.texts.count == 2)
            release.open()
            for call in calls { _ = try await call.value }
        }
        #expect(arrived.texts.count == 3)
        try await listener.close()
        try await serving.value
    }

    @Test(.timeLimit(.minutes(1))) func addresses() async throws {
        let binding = binding()
        let address = EndpointAddress("inproc:taken")
        let listener = try binding.makeReplyListener(at: address)
        try await listener.open()
        let rival = try binding.makeReplyListener(at: address)
        let taken = await #expect(throws: CommunicationError.self) { try await rival.open() }
        #expect(taken?.code == .addressInUse)
        let message = sample("m")
        let missing = await #expect(throws: CommunicationError.self) {
            try await binding.withRequestChannel(to: EndpointAddress("inproc:nobody")) { try await $0.request(message) }
        }
        #expect(missing?.code == .endpointNotFound)
        let wrong = await #expect(throws: CommunicationError.self) {
            try await binding.withDuplexChannel(to: address) { try await $0.send(message) }
        }
        #expect(wrong?.code == .endpointNotFound)
        // `via` says where, the address who.
        let serving = Task { try await listener.serve { $0 } }
        let reply = try await binding.withRequestChannel(to: EndpointAddress("inproc:logical"), via: "inproc:taken") {
            try await $0.request(message)
        }
        #expect(reply.headers.to == "inproc:logical")
        try await listener.close()
        try await serving.value
    }

    @Test(.timeLimit(.minutes(1))) func failuresOfTheService() async throws {
        struct Secret: Error {}
        let binding = binding()
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:failing"))
        try await listener.open()
        let serving = Task {
            try await listener.serve { message in
                if try SampleMessage.text(of: message) == "throw" { throw Secret() }
                return nil
            }
        }
        for text in ["throw", "nothing"] {
            let message = sample(text)
            let error = await #expect(throws: CommunicationError.self) {
                try await binding.withRequestChannel(to: listener.address) { try await $0.request(message) }
            }
            #expect(error?.code == .noReply)
            #expect(error?.cause == nil)
        }
        try await listener.close()
        try await serving.value
    }
}
