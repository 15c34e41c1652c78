import StrataCore
import StrataInfoset
import StrataServiceModel
import Testing

/// What a session's peer says it has not done, and what an operation says of itself.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
    /// An operation that was performed answers with the very fault of a throttle.
    private struct Sour: Bell {
        func start(count: Int32) async throws {}
        func askMeBack(n: Int32) async throws -> Int32 { n }
        func echo(text: String?) async throws -> String? {
            OperationContext.current?.addReplyHeader(MessageHeader(ExpandedName("NotPerformed", namespace: "urn:strata:duplex"), ""))
            throw FaultError(.endpointUnavailable(.addressing10))
        }
        func leave() async throws -> Int32 { 1 }
    }

    @Test func whatAnOperationAnswersWasPerformed() async throws {
        try await Belfry.with(HostedService(.single(Sour()))) { belfry async throws in
            try await belfry.client { bell async throws in
                await #expect { _ = try await bell.echo(text: "!") } throws: {
                    guard let fault = ($0 as? FaultError)?.fault else { return false }
                    return fault.code.subcodes.map(\.localName) == ["EndpointUnavailable"]
                }
                #expect(try await bell.askMeBack(n: 1) == 1)
            }
        }
    }
}
