import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

/// Message elements, fused and lifted, and channel elements, over every shape and session form.
struct PipelineTests {
    static func stack(_ upper: [any BindingElement], shapes: Set<ChannelShape> = Set(ChannelShape.allCases)) throws -> StackUnderTest {
        let hub = InProcessHub()
        let time = ManualTime()
        let binding = try CustomBinding("it", validating: upper + [TextEncoding(), InProcessTransport(hub: hub)], time: time)
        let issued = Received()
        return StackUnderTest(client: binding, service: binding, version: .default, shapes: shapes, time: time) {
            issued.append("")
            return EndpointAddress("inproc:pipeline-\(issued.texts.count)")
        }
    }

    static let uppers: [(String, @Sendable () -> [any BindingElement])] = [
        ("fused", { [Mark(name: "a"), Mark(name: "b"), Mark(name: "c")] }),
        ("async", { [AsyncMark(name: "a"), AsyncMark(name: "b")] }),
        ("mixed", { [Mark(name: "a"), AsyncMark(name: "b"), Mark(name: "c")] }),
        ("channel", { [Counting()] }),
        ("expensive", { [Mark(name: "a"), Mark(name: "b", isExpensive: true), Mark(name: "c")] }),
        (
            "all kinds",
            {
                [
                    Limit(value: 2), Mark(name: "a"), AsyncMark(name: "b"), Counting(), Mark(name: "c", isExpensive: true), Counting(),
                    Mark(name: "d"), AsyncMark(name: "e"),
                ]
            }
        ),
    ]

    @Test(.timeLimit(.minutes(1)), arguments: uppers.indices) func everyShapeCarriesMessages(index: Int) async throws {
        let stack = try PipelineTests.stack(PipelineTests.uppers[index].1())
        try stack.checkShapes()
        try await stack.checkMessages()
        try await stack.checkBackPressure()
    }

    @Test(.timeLimit(.minutes(1)), arguments: uppers.indices) func lifetime(index: Int) async throws {
        try await PipelineTests.stack(PipelineTests.uppers[index].1()).checkLifetime()
    }

    @Test(.timeLimit(.minutes(1))) func shapeChanges() async throws {
        let stack = try PipelineTests.stack([Mark(name: "a"), OneWayOverRequest(), Mark(name: "b")], shapes: [.oneWay])
        try stack.checkShapes()
        try await stack.checkMessages()
        try await stack.checkBackPressure()
    }

    @Test(.timeLimit(.minutes(1))) func orderAndExchange() async throws {
        let (client, service) = (Received(), Received())
        let hub = InProcessHub()
        func binding(_ log: Received) -> CustomBinding {
            CustomBinding {
                Mark(name: "a", log: log)
                AsyncMark(name: "b", log: log)
                Mark(name: "c", log: log)
                TextEncoding()
                InProcessTransport(hub: hub)
            }
        }
        let listener = try binding(service).makeReplyListener(at: EndpointAddress("inproc:order"))
        try await listener.open()
        let serving = Task { try await listener.serve { _ in SampleMessage.make("reply", version: .default) } }
        try await binding(client).withRequestChannel(to: listener.address) { channel in
            _ = try await channel.request(SampleMessage.make("request", version: .default))
        }
        try await listener.close()
        try await serving.value
        #expect(
            client.texts == [
                "a initiator out", "b initiator out after a", "c initiator out after b", "c initiator in after c",
                "b initiator in after c", "a initiator in after b",
            ])
        #expect(
            service.texts == [
                "c responder in", "b responder in after c", "a responder in after b", "a responder out after a",
                "b responder out after a", "c responder out after b",
            ])
    }

    /// What an element throws reaches the caller, and the message does not reach the wire.
    @Test(.timeLimit(.minutes(1))) func refusal() async throws {
        struct Refusing: MessageElement {
            struct Refused: Error {}
            struct Transform: MessageTransform {
                func outbound(_ message: inout Message, _ exchange: inout Exchange) throws { throw Refused() }
                func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
            }
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform() }
        }
        let hub = InProcessHub()
        let arrived = Received()
        let service = CustomBinding {
            TextEncoding()
            InProcessTransport(hub: hub)
        }
        let listener = try service.makeReplyListener(at: EndpointAddress("inproc:refusal"))
        try await listener.open()
        let serving = Task {
            try await listener.serve { message in
                arrived.append("request")
                return message
            }
        }
        let client = CustomBinding {
            Refusing()
            TextEncoding()
            InProcessTransport(hub: hub)
        }
        await #expect(throws: Refusing.Refused.self) {
            try await client.withRequestChannel(to: listener.address) { channel in
                _ = try await channel.request(SampleMessage.make("request", version: .default))
            }
        }
        try await listener.close()
        try await serving.value
        #expect(arrived.texts.isEmpty)
    }

    /// A transform that is fast for some messages and slow for others does not change the order of a session.
    @Test(.timeLimit(.minutes(1))) func sessionsKeepTheirOrder() async throws {
        struct Uneven: AsyncMessageElement {
            struct Transform: AsyncMessageTransform {
                func delay(_ message: Message) async throws {
                    let number = Int(try SampleMessage.text(of: message).dropFirst()) ?? 0
                    for _ in 0..<((number * 7) % 5) * 20 { await Task.yield() }
                }
                func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws { try await delay(message) }
                func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws { try await delay(message) }
            }
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform { Transform() }
        }
        struct Note: MessageElement {
            let log: Received
            struct Transform: MessageTransform {
                let log: Received
                func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
                func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                    log.append(try SampleMessage.text(of: message))
                }
            }
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform(log: log) }
        }
        let hub = InProcessHub()
        var configuration = InProcessTransport.Configuration.defaults
        configuration.maxConcurrentRequests = 40
        let (arrived, started) = (Received(), Received())
        let uneven = CustomBinding {
            Uneven()
            Note(log: arrived)
            TextEncoding()
            InProcessTransport(hub: hub, configuration)
        }
        let plain = CustomBinding {
            TextEncoding()
            InProcessTransport(hub: hub)
        }
        func send(_ channel: any OutputChannel) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addImmediateTask { try await channel.send(SampleMessage.make("m\(number)", version: .default)) }
                }
                try await group.waitForAll()
            }
        }

        // Requests that arrive one after the other start one after the other, however long their way up takes.
        let listener = try uneven.makeReplyListener(at: EndpointAddress("inproc:order"), session: true)
        try await listener.open()
        let serving = Task {
            try await listener.serve { message in
                started.append(try SampleMessage.text(of: message))
                return nil
            }
        }
        try await plain.withRequestChannel(to: listener.address, session: true) { try await send($0) }
        try await listener.close()
        try await serving.value
        #expect(started.texts.count == 40)
        #expect(started.texts == arrived.texts)

        // Messages that are sent one after the other reach the wire one after the other, however long their way down takes.
        let received = Received()
        let input = try plain.makeInputListener(at: EndpointAddress("inproc:order"), session: true)
        try await input.open()
        let receiving = Task {
            try await input.run { channel in
                for try await message in channel.messages { received.append(try SampleMessage.text(of: message)) }
            }
        }
        try await uneven.withOutputChannel(to: input.address, session: true) { try await send($0) }
        try await received.waitForCount(40)
        try await input.close()
        try await receiving.value
        #expect(received.texts == (0..<40).map { "m\($0)" })
    }

    /// At the top of a stack a call leaves the caller's actor before any element sees the message.
    @TestActor @Test(.timeLimit(.minutes(1))) func callsLeaveTheCallersActor() async throws {
        struct Where: MessageElement {
            let log: Received
            struct Transform: MessageTransform {
                let log: Received
                func note() { log.append(TestActor.isCurrent ? "actor" : "elsewhere") }
                func outbound(_ message: inout Message, _ exchange: inout Exchange) throws { note() }
                func inbound(_ message: inout Message, _ exchange: inout Exchange) throws { note() }
            }
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform(log: log) }
        }
        let log = Received()
        let binding = CustomBinding {
            Where(log: log)
            NullEncoding()
            NullTransport()
        }
        #expect(TestActor.isCurrent)
        try await binding.withRequestChannel(to: EndpointAddress("null:it")) { channel in
            #expect(TestActor.isCurrent, "the body stays where the caller is")
            _ = try await channel.request(SampleMessage.make("request", version: .default))
            try await channel.send(SampleMessage.make("one-way", version: .default))
        }
        #expect(log.texts == ["elsewhere", "elsewhere", "elsewhere"])
    }

    /// An expensive transform leaves the executor that called, and so does the rest of the pass; cheap ones stay.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func expensiveTransformsLeaveTheLoop(isExpensive: Bool) async throws {
        struct Where: MessageElement {
            let name: String
            let log: Received
            let isExpensive: Bool
            struct Transform: MessageTransform {
                let name: String
                let log: Received
                let isExpensive: Bool
                func note() { log.append("\(name) \(TestLoop.isCurrent ? "loop" : "pool")") }
                func outbound(_ message: inout Message, _ exchange: inout Exchange) throws { note() }
                func inbound(_ message: inout Message, _ exchange: inout Exchange) throws { note() }
            }
            func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
                Transform(name: name, log: log, isExpensive: isExpensive)
            }
        }
        let log = Received()
        let binding = CustomBinding {
            Where(name: "a", log: log, isExpensive: false)
            Where(name: "b", log: log, isExpensive: isExpensive)
            Where(name: "c", log: log, isExpensive: false)
            NullEncoding()
            NullTransport()
        }
        let loop = TestLoop()
        try await withTaskExecutorPreference(loop) {
            try await binding.withRequestChannel(to: EndpointAddress("null:it")) { channel in
                _ = try await channel.request(SampleMessage.make("request", version: .default))
            }
        }
        let moved = isExpensive ? "pool" : "loop"
        #expect(log.texts == ["a loop", "b \(moved)", "c \(moved)", "c \(moved)", "b \(moved)", "a \(moved)"])
    }
}
