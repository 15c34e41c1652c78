import StrataCore
import StrataTesting
import StrataTextEncoding
import Testing

/// Every check passes what is right, and finds what it is there to find.
struct CheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let flaw: Flaw
        let shape: ChannelShape
        var testDescription: String { "\(flaw.rawValue), \(shape)" }
    }

    static let cases = Flaw.allCases.flatMap { flaw in
        ChannelShape.allCases.filter(flaw.shows.contains).map { Case(flaw: flaw, shape: $0) }
    }

    static func run(_ check: Flaw.Check, on stack: StackUnderTest) async throws {
        switch check {
        case .shapes: try stack.checkShapes()
        case .messages: try await stack.checkMessages()
        case .states: try await stack.checkStates()
        case .cancellation: try await stack.checkCancellation()
        case .timeout: try await stack.checkTimeout()
        case .closeAndAbort: try await stack.checkCloseAndAbort()
        case .faulting: try await stack.checkFaulting()
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: cases) func findsTheFlaw(_ it: Case) async throws {
        let shapes: Set<ChannelShape> = it.flaw.foundBy == .shapes ? Set(ChannelShape.allCases).subtracting([.duplexSession]) : [it.shape]
        // Only the client is broken: a check must not count on the other end to notice.
        var stack = try StackUnderTest.inProcess([BrokenElement(flaw: it.flaw), TextEncoding()], service: [TextEncoding()], shapes: shapes)
        stack.patience = .milliseconds(300)
        await #expect(throws: CheckFailure.self) { try await CheckTests.run(it.flaw.foundBy, on: stack) }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func passesWhatIsRight(encodes: Bool) async throws {
        let stack = try StackUnderTest.inProcess(encodes ? [TextEncoding()] : [])
        try await stack.checkAll()
    }
}
