import StrataCore
import StrataHTTP
import StrataTesting
import StrataTextEncoding
import Testing

/// What an element of the service refuses is answered, and the service goes on.
struct RefusalTests {
    /// Refuses messages with the text "bad".
    struct Judge: MessageElement {
        struct Transform: MessageTransform {
            func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
            func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                guard exchange.role == .responder else { return }
                switch try SampleMessage.text(of: message) {
                case "bad": throw FaultError(.sender("not this one"))
                case "odd": throw CommunicationError(.protocolViolation, "what is it?")
                default: break
                }
            }
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform() }
    }

    static let versions: [MessageVersion] = [.soap11, .soap12Addressing10, .soap11AddressingAugust2004]

    func binding(_ version: MessageVersion) -> CustomBinding {
        CustomBinding {
            Judge()
            TextEncoding(version)
            HTTPTransport()
        }
    }

    func expectFault(_ reply: Message, _ version: MessageVersion) throws {
        let fault = try #require(try reply.fault())
        #expect("\(fault)".contains("not this one"))
        if version.addressing != .none { #expect(reply.headers.relatesTo == "urn:id:1") }
        if version.addressing == .august2004 { #expect(reply.headers.to == version.addressing.anonymousAddress) }
    }

    func sample(_ text: String, _ version: MessageVersion) -> Message {
        var message = SampleMessage.make(text, version: version)
        if version.addressing != .none { message.headers.messageID = "urn:id:1" }
        return message
    }

    @Test(.timeLimit(.minutes(1)), arguments: versions) func requests(_ version: MessageVersion) async throws {
        let binding = binding(version)
        let listener = try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/refusal"))
        try await listener.open()
        let serving = Task { try await listener.serve { _ in SampleMessage.make("reply", version: version) } }
        try await binding.withRequestChannel(to: listener.address) { channel in
            try expectFault(try await channel.request(sample("bad", version)), version)
            #expect(try SampleMessage.text(of: try await channel.request(sample("good", version))) == "reply")
        }
        try await listener.close()
        try await serving.value
    }

    /// The sender of a one-way message waits for its acknowledgement, and is given the refusal.
    @Test(.timeLimit(.minutes(1)), arguments: versions) func oneWayMessages(_ version: MessageVersion) async throws {
        let binding = binding(version)
        let listener = try binding.makeInputListener(at: EndpointAddress("http://127.0.0.1:0/refusal"))
        try await listener.open()
        let received = Received()
        let running = Task {
            try await listener.run { channel in
                for try await message in channel.messages { received.append(try SampleMessage.text(of: message)) }
            }
        }
        try await binding.withRequestChannel(to: listener.address) { channel in
            try expectFault(try await channel.request(sample("bad", version)), version)
            await #expect(throws: FaultError.self) { try await channel.send(sample("bad", version)) }
            try await channel.send(sample("one", version))
            await #expect(throws: (any Error).self) { try await channel.send(sample("odd", version)) }
            try await channel.send(sample("two", version))
        }
        try await listener.close()
        try await running.value
        #expect(received.texts == ["one", "two"])
    }
}
