import StrataCore
import StrataInProcess
import StrataTesting
import StrataTextEncoding
import Testing

/// The checks that every transport passes, on all six shapes.
struct InProcessStackTests {
    static let forms: [(name: String, encodes: Bool)] = [("encoded", true), ("unencoded", false)]

    static func stack(encodes: Bool) throws -> StackUnderTest {
        let hub = InProcessHub()
        let time = ManualTime()
        var configuration = InProcessTransport.Configuration.defaults
        configuration.encodes = encodes
        configuration.mailboxCapacity = 4
        let transport = InProcessTransport(hub: hub, configuration)
        let elements: [any BindingElement] = encodes ? [TextEncoding(), transport] : [transport]
        let binding = try CustomBinding("in-process", validating: elements, time: time)
        let addresses = Addresses()
        return StackUnderTest(
            client: binding, service: binding, version: .default, shapes: Set(ChannelShape.allCases), time: time
        ) { addresses.next() }
    }

    @Test(arguments: [true, false]) func shapes(encodes: Bool) throws {
        try InProcessStackTests.stack(encodes: encodes).checkShapes()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func messages(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkMessages()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func backPressure(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkBackPressure()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func states(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkStates()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func cancellation(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkCancellation()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func timeout(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkTimeout()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func closeAndAbort(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkCloseAndAbort()
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false]) func faulting(encodes: Bool) async throws {
        try await InProcessStackTests.stack(encodes: encodes).checkFaulting()
    }
}
