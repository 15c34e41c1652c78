import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTesting
import StrataTextEncoding
import Testing

/// SOAP faults as messages, through every kind of element, in every version.
struct InProcessFaultTests {
    /// Counts what passes, in place.
    struct Seen: MessageElement {
        let faults: Received
        struct Transform: MessageTransform {
            let faults: Received
            func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                if message.isFault { faults.append("\(exchange.role) out") }
            }
            func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                if message.isFault { faults.append("\(exchange.role) in") }
            }
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform(faults: faults) }
    }

    /// The same, suspending.
    struct SeenLate: AsyncMessageElement {
        let faults: Received
        struct Transform: AsyncMessageTransform {
            let inner: Seen.Transform
            func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
                await Task.yield()
                try inner.outbound(&message, &exchange)
            }
            func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
                await Task.yield()
                try inner.inbound(&message, &exchange)
            }
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform {
            Transform(inner: Seen.Transform(faults: faults))
        }
    }

    enum Kind: CaseIterable { case none, fused, async }

    static let versions: [MessageVersion] = [.soap11, .soap12, .soap12Addressing10, .soap11AddressingAugust2004]

    @Test(.timeLimit(.minutes(1)), arguments: Kind.allCases, versions)
    func faultsAreReplies(_ kind: Kind, _ version: MessageVersion) async throws {
        for session in [false, true] {
            let seen = Received()
            let upper: [any BindingElement] =
                switch kind {
                case .none: []
                case .fused: [Seen(faults: seen), Seen(faults: seen)]
                case .async: [SeenLate(faults: seen), SeenLate(faults: seen)]
                }
            let stack = try StackUnderTest.inProcess(upper + [TextEncoding(version)], version: version)
            let listener = try stack.service.makeReplyListener(at: stack.address(), session: session)
            try await listener.open()
            let processor = SOAPProcessor(version: version)
            let serving = Task {
                try await listener.serve { request in
                    await processor.process(request) { _ in throw FaultError(.sender("not like this")) }
                }
            }
            try await stack.client.withRequestChannel(to: listener.address, session: session) { channel in
                for _ in 0..<3 {
                    let reply = try await channel.request(SampleMessage.make("it", version: version))
                    #expect(reply.isFault)
                    let fault = try #require(try reply.fault())
                    #expect("\(fault)".contains("not like this"))
                }
                #expect(channel.state == .opened, "a fault of the service is an answer, not the end of the channel")
            }
            try await listener.close()
            try await serving.value
            let expected = kind == .none ? [] : Array(repeating: ["initiator in", "responder out"], count: 6).flatMap { $0 }
            #expect(seen.texts.sorted() == expected.sorted())
        }
    }

    /// A message that cannot be read ends a session, on the side that cannot read it, and nothing else.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func unreadableReplies(session: Bool) async throws {
        let hub = InProcessHub()
        func binding(_ version: MessageVersion) -> CustomBinding {
            CustomBinding {
                TextEncoding(version)
                InProcessTransport(hub: hub)
            }
        }
        var quotas = TextEncoding.Configuration.defaults
        quotas.readerQuotas.maxDepth = 2
        let client = CustomBinding {
            TextEncoding(quotas)
            InProcessTransport(hub: hub)
        }
        let listener = try binding(.default).makeReplyListener(at: EndpointAddress("inproc:unreadable"), session: session)
        try await listener.open()
        let serving = Task {
            try await listener.serve { _ in SampleMessage.make(String(repeating: "x", count: 100), version: .default) }
        }
        let factory = try client.makeRequestFactory(session: session)
        try await factory.open()
        let channel = try factory.makeChannel(to: listener.address, via: nil)
        try await channel.open()
        let message = SampleMessage.make("it", version: .default)
        let error = await #expect(throws: MessageCodingError.self) { _ = try await channel.request(message) }
        #expect(error?.code == .quotaExceeded)
        #expect(channel.state == (session ? .faulted : .opened))
        factory.abort()
        listener.abort()
        try await serving.value
    }

    /// A request that cannot be read ends its session on both sides; without one it is that request's affair.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func unreadableRequests(session: Bool) async throws {
        let hub = InProcessHub()
        func binding(depth: Int) -> CustomBinding {
            var quotas = TextEncoding.Configuration.defaults
            quotas.readerQuotas.maxDepth = depth
            return CustomBinding {
                TextEncoding(quotas)
                InProcessTransport(hub: hub)
            }
        }
        let listener = try binding(depth: 2).makeReplyListener(at: EndpointAddress("inproc:unreadable"), session: session)
        try await listener.open()
        let failures = Received()
        let serving = Task { try await listener.serve(onFailure: { _, error in failures.append("\(error)") }) { $0 } }
        let factory = try binding(depth: 32).makeRequestFactory(session: session)
        try await factory.open()
        let channel = try factory.makeChannel(to: listener.address, via: nil)
        try await channel.open()
        let message = SampleMessage.make("it", version: .default)
        for code in session ? [.protocolViolation, .connectionLost] : [CommunicationError.Code.protocolViolation, .protocolViolation] {
            let error = await #expect(throws: CommunicationError.self) { _ = try await channel.request(message) }
            #expect(error?.code == code)
        }
        factory.abort()
        listener.abort()
        try await serving.value
        #expect(failures.texts.count { $0.contains("quotaExceeded") } == (session ? 1 : 0))
    }
}
