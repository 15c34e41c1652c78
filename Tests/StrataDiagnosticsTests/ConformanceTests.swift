import StrataCore
import StrataDiagnostics
import StrataTesting
import Testing

/// Elements of this room under the checks that every element passes.
@Suite("Elements of diagnostics under the kit")
struct ConformanceTests {
    @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func callTracing(continuesCallers: Bool) async throws {
        var configuration = CallTracing.Configuration.defaults
        configuration.continuesCallers = continuesCallers
        let tracing = CallTracing(SpanMemory(), configuration)
        try await StackUnderTest.inProcess([tracing, SampleEncoding()]).checkAll()
    }

    @Test(.timeLimit(.minutes(1))) func messageLog() async throws {
        let log = MessageLog(LineOutput { _ in })
        try await StackUnderTest.inProcess([log, SampleEncoding()]).checkAll()
    }
}
