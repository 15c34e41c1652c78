import StrataCore
import StrataTesting
import StrataTextEncoding
import Testing

/// Every check passes what is right, and finds what it is there to find.
@Suite(.timeLimit(.minutes(1))) struct CheckTests {
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
        case .backPressure: try await stack.checkBackPressure(limit: 300)
        }
    }

    @Test(arguments: cases) func findsTheFlaw(_ it: Case) async throws {
        let shapes: Set<ChannelShape> = it.flaw.foundBy == .shapes ? Set(ChannelShape.allCases).subtracting([.duplexSession]) : [it.shape]
        // Only one end is broken: a check must not count on the other end to notice.
        let (broken, right): ([any BindingElement], [any BindingElement]) = (
            [BrokenElement(flaw: it.flaw), TextEncoding()], [TextEncoding()]
        )
        var stack = try StackUnderTest.inProcess(
            it.flaw.isOfTheService ? right : broken, service: it.flaw.isOfTheService ? broken : right, shapes: shapes)
        stack.patience = .seconds(10)
        let failure = await #expect(throws: CheckFailure.self) { try await CheckTests.run(it.flaw.foundBy, on: stack) }
        #expect(failure?.description.contains(it.flaw.isCalled) == true, "\(failure.map { "\($0)" } ?? "")")
        #expect(failure?.description.contains("unexpected error") == false, "\(failure.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [true, false]) func passesWhatIsRight(encodes: Bool) async throws {
        let stack = try StackUnderTest.inProcess(encodes ? [TextEncoding()] : [])
        try await stack.checkAll()
    }

    /// What a program prints: each check with its verdict.
    @Test func reportsEachCheck() async throws {
        var stack = try StackUnderTest.inProcess(
            [BrokenElement(flaw: .losesMessages), TextEncoding()], service: [TextEncoding()], shapes: [.oneWay])
        stack.patience = .milliseconds(300)
        var lines: [String] = []
        let passed = await stack.checks.filter { ["messages", "cancellation"].contains($0.name) }.run { name, failure in
            lines.append("\(name): \(failure == nil ? "passed" : "failed")")
        }
        #expect(!passed && lines == ["messages: failed", "cancellation: passed"])
        #expect(
            stack.checks.map(\.name) == [
                "shapes", "messages", "back pressure", "states", "cancellation", "timeout", "close and abort", "faulting",
            ])
        stack.time = nil
        #expect(stack.checks.count == 7)
    }
}
