import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

/// A `FaultError` is answered with a fault that is addressed to the request, whoever throws it and whatever the transport is.
struct FaultAnswerTests {
    /// Throws a fault on the way up, or down.
    struct Refusing: MessageElement {
        var down = false
        struct Transform: MessageTransform {
            let down: Bool
            func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                if down, exchange.role == .responder { throw FaultError(.sender("not out of here")) }
            }
            func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                if !down, exchange.role == .responder { throw FaultError(.sender("not into here")) }
            }
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform(down: down) }
    }

    enum Beneath: CaseIterable { case nothing, fused, async, expensive, channel }
    enum Thrower: CaseIterable { case handler, up, down }

    static let versions: [MessageVersion] = [.soap11, .soap12Addressing10, .soap11AddressingAugust2004]

    let hub = InProcessHub()

    @Test(.timeLimit(.minutes(1)), arguments: Beneath.allCases, Thrower.allCases)
    func everyThrowerIsAnswered(_ beneath: Beneath, _ thrower: Thrower) async throws {
        for version in FaultAnswerTests.versions {
            for session in [false, true] {
                let (above, below, client) = (Received(), Received(), Received())
                let lower: (Received) -> [any BindingElement] = { log in
                    switch beneath {
                    case .nothing: []
                    case .fused: [Mark(name: "b", log: log), Mark(name: "c", log: log)]
                    case .async: [AsyncMark(name: "b", log: log), Mark(name: "c", log: log)]
                    case .expensive: [Mark(name: "b", log: log, isExpensive: true), AsyncMark(name: "c", log: log)]
                    case .channel: [Counting()]
                    }
                }
                func binding(_ upper: [any BindingElement], _ log: Received) throws -> CustomBinding {
                    try CustomBinding(validating: upper + lower(log) + [TextEncoding(version), InProcessTransport(hub: hub)])
                }
                let refusing: [any BindingElement] = thrower == .handler ? [] : [Refusing(down: thrower == .down)]
                let listener = try binding([Mark(name: "a", log: above)] + refusing, below)
                    .makeReplyListener(at: EndpointAddress("inproc:faults"), session: session)
                try await listener.open()
                let serving = Task {
                    try await listener.serve { _ in
                        if thrower == .handler { throw FaultError(.sender("not by me")) }
                        return SampleMessage.make("reply", version: version)
                    }
                }
                // The client has no mark of its own to miss where the answer does not come from above it.
                let top: [any BindingElement] = thrower == .handler ? [Mark(name: "a", log: client)] : [Stamp()]
                try await binding(top, client).withRequestChannel(to: listener.address, session: session) { channel in
                    var request = SampleMessage.make("it", version: version)
                    if version.addressing != .none { request.headers.messageID = "urn:id:1" }
                    let reply = try await channel.request(request)
                    #expect(try reply.fault()?.reason.description.contains("not ") == true)
                    if version.addressing != .none { #expect(reply.headers.relatesTo == "urn:id:1") }
                    if version.addressing == .august2004 { #expect(reply.headers.to == version.addressing.anonymousAddress) }
                    // Of a one-way message it is the refusal.
                    await #expect(throws: FaultError.self) { try await channel.send(SampleMessage.make("it", version: version)) }
                    #expect(channel.state == .opened)
                }
                try await listener.close()
                try await serving.value
                // What stands beneath whoever has thrown sees the answer.
                let names = [.nothing, .channel].contains(beneath) ? [] : ["b", "c"]
                #expect(below.texts.filter { $0.contains("out") }.count == names.count * 2)
                #expect(below.texts.count == names.count * 4)
            }
        }
    }

    /// Makes the mark that `Mark` named "a" looks for, and looks for none.
    struct Stamp: MessageElement {
        struct Transform: MessageTransform {
            func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {
                message.headers.add(MessageHeader(Mark.header, "a"))
            }
            func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
        }
        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { Transform() }
    }

    /// Whoever wants no faults gets none; where there are none, the transport refuses.
    @Test(.timeLimit(.minutes(1))) func nobodyIsToldWhoDoesNotWantIt() async throws {
        for version in [MessageVersion.soap12Addressing10, .none] {
            let binding = CustomBinding {
                TextEncoding(version)
                InProcessTransport(hub: hub)
            }
            let listener = try binding.makeReplyListener(at: EndpointAddress("inproc:quiet"))
            try await listener.open()
            let serving = Task { try await listener.serve { _ in throw FaultError(.sender("not by me")) } }
            try await binding.withRequestChannel(to: listener.address) { channel in
                var request = SampleMessage.make("it", version: version)
                if let none = version.addressing.noneAddress { request.headers.replyTo = EndpointAddress(none) }
                let error = await #expect(throws: CommunicationError.self) { try await channel.request(request) }
                #expect(error?.code == .noReply)
            }
            try await listener.close()
            try await serving.value
        }
    }
}
