import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTesting
import StrataTextEncoding
import Synchronization
import Testing

/// What arrives, and what becomes of it where nobody is there to take it.
struct InProcessDeliveryTests {
    let time = ManualTime()
    let hub = InProcessHub()

    func binding(_ configuration: InProcessTransport.Configuration = .defaults) -> CustomBinding {
        CustomBinding(time: time) {
            TextEncoding()
            InProcessTransport(hub: hub, configuration)
        }
    }

    func sample(_ text: String, _ version: MessageVersion = .default) -> Message { SampleMessage.make(text, version: version) }

    /// Without an encoding too a receiver gets what it would get from a wire.
    @Test(.timeLimit(.minutes(1)), arguments: [MessageVersion.default, .none]) func unencodedMessagesCanBeRead(_ version: MessageVersion)
        async throws
    {
        var configuration = InProcessTransport.Configuration.defaults
        configuration.encodes = false
        configuration.messageVersion = version
        let binding = try CustomBinding(validating: [InProcessTransport(hub: hub, configuration)])
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:unencoded"))
        try await listener.open()
        let serving = Task {
            try await listener.serve { message in
                guard !message.isEmpty else { return Message(version: version, action: nil) }
                let text = try #require(message.bodyContents).string()
                return SampleMessage.make("got " + text, version: version)
            }
        }
        try await binding.withRequestChannel(to: listener.address) { channel in
            let reply = try await channel.request(sample("it", version))
            #expect(try reply.bodyContents?.string() == "got it")
            #expect(try await channel.request(Message(version: version, action: "urn:empty")).isEmpty)
        }
        try await listener.close()
        try await serving.value
    }

    /// A listener that has handed its channel to nobody answers for it when it closes.
    @Test(.timeLimit(.minutes(1))) func nobodyWaitsForAChannelThatNobodyTook() async throws {
        let binding = binding()
        let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:untaken"))
        try await listener.open()
        try await binding.withRequestChannel(to: listener.address) { channel in
            let message = sample("it")
            let call = Task { try await channel.request(message, until: .after(.seconds(5), on: time)) }
            try await time.timersSet()
            try await listener.close(until: .never)
            let error = await #expect(throws: CommunicationError.self) { try await call.value }
            #expect(error?.code == .serverTooBusy)
            #expect(channel.state == .opened)
        }
    }

    /// Without a session a channel outlives the service that it has sent to.
    @Test(.timeLimit(.minutes(1))) func theNextServiceGetsTheNextMessage() async throws {
        var configuration = InProcessTransport.Configuration.defaults
        configuration.mailboxCapacity = 1
        let binding = binding(configuration)
        let address = EndpointAddress("inproc:next")
        let listener = try binding.makeInputListener(at: address)
        try await listener.open()
        try await binding.withOutputChannel(to: address) { channel in
            try await channel.send(sample("first"))
            let second = sample("second")
            let waiting = Task { try await channel.send(second, until: .after(.seconds(50), on: time)) }
            try await time.timersSet()
            listener.abort()
            let error = await #expect(throws: CommunicationError.self) { try await waiting.value }
            #expect(error?.code == .connectionLost)
            #expect(channel.state == .opened)
            let next = try binding.makeInputListener(at: address)
            try await next.open()
            try await channel.send(sample("third"))
            let accepted = try await next.accept()
            let message = try await accepted?.receive()
            #expect(try SampleMessage.text(of: #require(message)) == "third")
            next.abort()
        }
    }

    /// Runs something while an encoder is made.
    struct Interrupting: EncodingElement {
        let text = TextEncoding()
        let action: @Sendable () -> Void
        var messageVersion: MessageVersion { text.messageVersion }
        func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
            action()
            return try text.makeEncoder(context)
        }
    }

    /// A channel that is made while its factory has begun to close is not handed out.
    @Test(.timeLimit(.minutes(1))) func aFactoryThatClosesHandsNothingOut() async throws {
        let holder = Holder()
        let binding = CustomBinding {
            Interrupting { holder.run() }
            InProcessTransport(hub: hub)
        }
        let listener = try binding.makeDuplexListener(at: EndpointAddress("inproc:closing"), session: true)
        try await listener.open()
        let factory = try binding.makeDuplexFactory(session: true)
        try await factory.open()
        let first = try factory.makeChannel(to: listener.address, via: nil)
        try await first.open()
        let accepted = try await listener.accept()
        // Its close waits for the other end's, so the factory stays in the middle of its own.
        holder.set { Task.immediate { try? await factory.close(until: .never) } }
        let error = #expect(throws: CommunicationError.self) { try factory.makeChannel(to: listener.address, via: nil) }
        #expect(factory.state == .closing)
        #expect(error?.code == .closed)
        accepted?.abort()
        factory.abort()
        listener.abort()
    }

    /// Runs an action once.
    final class Holder: Sendable {
        private let action = Mutex<(@Sendable () -> Void)?>(nil)
        func set(_ action: @escaping @Sendable () -> Void) { self.action.withLock { $0 = action } }
        func run() {
            let action = action.withLock { action in
                defer { action = nil }
                return action
            }
            action?()
        }
    }
}
