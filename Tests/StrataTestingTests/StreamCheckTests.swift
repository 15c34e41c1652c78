import StrataCore
import StrataHTTP
import StrataTesting
import StrataTextEncoding
import Testing

/// The check of streams finds what it is there to find, over a transport whose bodies stream. One after the other: they move megabytes.
@Suite(.serialized, .timeLimit(.minutes(1))) struct StreamCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let flaw: StreamFlaw
        let shape: ChannelShape
        let mode: TransferMode
        var testDescription: String { "\(flaw.rawValue), \(shape), \(mode)" }
    }

    static let cases = StreamFlaw.allCases.flatMap { flaw in flaw.shows.map { Case(flaw: flaw, shape: $0.0, mode: $0.1) } }

    static func stack(
        _ mode: TransferMode, shapes: Set<ChannelShape> = [.oneWay, .requestReply], client: [any BindingElement] = [],
        service: [any BindingElement] = []
    ) throws -> StackUnderTest {
        var configuration = HTTPTransport.Configuration.defaults
        configuration.transferMode = mode
        configuration.maxReceivedMessageSize = 1 << 30
        let transport = HTTPTransport(configuration)
        var stack = StackUnderTest(
            client: try CustomBinding("client under test", validating: client + [TextEncoding(), transport]),
            service: try CustomBinding("service under test", validating: service + [TextEncoding(), transport]),
            version: .default, shapes: shapes
        ) {
            EndpointAddress("http://127.0.0.1:0/streams")
        }
        stack.transferMode = mode
        return stack
    }

    @Test(arguments: cases) func findsTheFlaw(_ it: Case) async throws {
        // Only one end is broken: a check must not count on the other end to notice.
        let broken = [BrokenStreams(flaw: it.flaw)]
        var stack = try Self.stack(
            it.mode, shapes: [it.shape], client: it.flaw.isOfTheService ? [] : broken, service: it.flaw.isOfTheService ? broken : [])
        // What is found by waiting for it is not waited for long.
        stack.patience = .seconds(it.flaw.isCalled.text.hasSuffix("does not end") ? 5 : 40)
        let failure = await #expect(throws: CheckFailure.self) { try await stack.checkStreams(limit: 12 << 20) }
        #expect(failure?.check.contains(it.flaw.isCalled.check) == true, "\(failure.map { "\($0)" } ?? "")")
        #expect(failure?.reason.contains(it.flaw.isCalled.text) == true, "\(failure.map { "\($0)" } ?? "")")
    }

    /// A stack that says it streams and is not meant to, and the other way round.
    @Test func whatTheStackSaysOfItself() async throws {
        for (says, meant) in [(TransferMode.streamed, TransferMode.buffered), (.buffered, .streamed)] {
            var stack = try Self.stack(says)
            try stack.checkShapes()
            stack.transferMode = meant
            let failure = #expect(throws: CheckFailure.self) { try stack.checkShapes() }
            #expect(failure?.reason.contains("say that their bodies stream") == true, "\(failure.map { "\($0)" } ?? "")")
            #expect(stack.checks.contains { $0.name == "streams" } == (meant != .buffered))
        }
        let failure = await #expect(throws: CheckFailure.self) { try await Self.stack(.buffered).checkStreams() }
        #expect(failure?.reason.contains("transferMode") == true)
    }
}
