import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Synchronization
import Testing

/// One message that is refused on its way up, on a channel that goes on.
struct RefusedMessageTests {
    /// Keeps the errors that are reported.
    final class Reports: Diagnostics {
        let received = Received()
        func isEnabled(_ level: DiagnosticLevel) -> Bool { level >= .warning }
        func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
            let record = record()
            received.append("\(level) \(record.source) \(record.error.map { "\($0)" } ?? record.message)")
        }
    }

    struct Unwanted: Error {}

    /// Refuses messages that say so.
    struct Judge: MessageElement {
        var isExpensive = false
        struct Transform: MessageTransform {
            let isExpensive: Bool
            func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
            func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                switch try SampleMessage.text(of: message) {
                case "fault": throw FaultError(.sender("not this one"))
                case "error": throw Unwanted()
                default: break
                }
            }
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
            Transform(isExpensive: isExpensive)
        }
    }

    struct LateJudge: AsyncMessageElement {
        struct Transform: AsyncMessageTransform {
            let inner = Judge.Transform(isExpensive: false)
            func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws {}
            func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
                await Task.yield()
                try inner.inbound(&message, &exchange)
            }
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform { Transform() }
    }

    static let uppers: [@Sendable () -> [any BindingElement]] = [
        { [Judge()] }, { [LateJudge()] }, { [Judge(isExpensive: true)] }, { [Judge(), Counting()] },
        { [Counting(), Judge(), Counting()] },
    ]

    let hub = InProcessHub()
    let reports = Reports()

    func binding(_ upper: [any BindingElement] = [], _ version: MessageVersion = .default) throws -> CustomBinding {
        try CustomBinding(validating: upper + [TextEncoding(version), InProcessTransport(hub: hub)], diagnostics: reports)
    }

    func sample(_ text: String, _ version: MessageVersion = .default) -> Message { SampleMessage.make(text, version: version) }

    @Test(.timeLimit(.minutes(1)), arguments: uppers.indices) func elementsRefuseOneMessage(index: Int) async throws {
        let listener = try binding(RefusedMessageTests.uppers[index]()).makeInputListener(at: EndpointAddress("inproc:refused"))
        try await listener.open()
        let received = Received()
        let running = Task {
            try await listener.run { channel in
                for try await message in channel.messages { received.append(try SampleMessage.text(of: message)) }
            }
        }
        try await binding().withOutputChannel(to: listener.address) { channel in
            for text in ["fault", "one", "error", "fault", "two"] { try await channel.send(sample(text)) }
        }
        try await received.waitForCount(2)
        try await listener.close()
        try await running.value
        #expect(received.texts == ["one", "two"])
        #expect(reports.received.texts.count == 3)
        #expect(reports.received.texts.allSatisfy { $0.hasPrefix("warning channel ") })
        #expect(reports.received.texts[1].contains("Unwanted"))
    }

    @Test(.timeLimit(.minutes(1))) func unreadableMessagesAreLeftOut() async throws {
        let listener = try binding().makeInputListener(at: EndpointAddress("inproc:unreadable"))
        try await listener.open()
        let accepted = try await listener.accept()
        let channel = try #require(accepted)
        try await binding([], .soap11).withOutputChannel(to: listener.address) { try await $0.send(sample("other", .soap11)) }
        try await binding().withOutputChannel(to: listener.address) { try await $0.send(sample("own")) }
        let message = try await channel.receive()
        #expect(try SampleMessage.text(of: #require(message)) == "own")
        #expect(reports.received.texts.count == 1)
        listener.abort()
    }

    /// Both ends of a duplex channel.
    @Test(.timeLimit(.minutes(1))) func duplexChannelsGoOn() async throws {
        let listener = try binding([Judge()]).makeDuplexListener(at: EndpointAddress("inproc:duplex"), session: false)
        try await listener.open()
        let accepted = try await listener.accept()
        let service = try #require(accepted)
        try await binding([Judge()]).withDuplexChannel(to: listener.address, session: false) { client in
            for text in ["error", "there"] { try await client.send(sample(text)) }
            let request = try #require(try await service.receive())
            #expect(try SampleMessage.text(of: request) == "there")
            for text in ["fault", "and back"] {
                var reply = sample(text)
                reply.headers.to = request.headers.replyTo?.uri
                try await service.send(reply)
            }
            let reply = try #require(try await client.receive())
            #expect(try SampleMessage.text(of: reply) == "and back")
        }
        #expect(reports.received.texts.count == 2)
        listener.abort()
    }

    /// What comes behind a message that is missing may mean something else.
    @Test(.timeLimit(.minutes(1))) func sessionsDoNotGoOn() async throws {
        let listener = try binding([Judge()]).makeInputListener(at: EndpointAddress("inproc:session"), session: true)
        try await listener.open()
        try await binding().withOutputChannel(to: listener.address, session: true) { channel in
            let accepted = try await listener.accept()
            let service = try #require(accepted)
            for text in ["error", "late"] { try await channel.send(sample(text)) }
            await #expect(throws: Unwanted.self) { try await service.receive() }
            service.abort()
        }
        #expect(reports.received.texts.isEmpty)
        listener.abort()
    }

    /// A channel without a session is never idle.
    @Test(.timeLimit(.minutes(1))) func onlySessionsTimeOut() async throws {
        var timeouts = Timeouts.defaults
        timeouts.receive = .zero
        let binding = CustomBinding(timeouts: timeouts) {
            TextEncoding()
            InProcessTransport(hub: hub)
        }
        let listener = try binding.makeInputListener(at: EndpointAddress("inproc:idle"))
        try await listener.open()
        let accepted = try await listener.accept()
        let channel = try #require(accepted)
        let receiving = Task { try await channel.receive() }
        try await binding.withOutputChannel(to: listener.address) { try await $0.send(sample("at last")) }
        let message = try await receiving.value
        #expect(try SampleMessage.text(of: #require(message)) == "at last")
        listener.abort()

        let sessions = try binding.makeInputListener(at: EndpointAddress("inproc:idle"), session: true)
        try await sessions.open()
        try await binding.withOutputChannel(to: sessions.address, session: true) { _ in
            let accepted = try await sessions.accept()
            let session = try #require(accepted)
            let error = await #expect(throws: CommunicationError.self) { try await session.receive() }
            #expect(error?.code == .timedOut)
            session.abort()
        }
        sessions.abort()
    }
}
