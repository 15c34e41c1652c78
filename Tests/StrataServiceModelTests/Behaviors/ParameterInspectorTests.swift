import StrataBindings
import StrataCore
import StrataServiceModel
import Synchronization
import Testing

/// Who sees the values of calls, on both sides, and what that may change.
@Suite(.timeLimit(.minutes(1))) struct ParameterInspectorTests {
    /// Notes all values; refuses a text.
    final class Ledger: EndpointBehavior, OperationBehavior, ParameterInspector {
        let name: String
        let lines: Lines
        let refused: (any Error)?

        final class Lines: Sendable {
            let all = Mutex<[String]>([])
        }

        init(_ name: String, _ lines: Lines, refusing error: (any Error)? = nil) {
            (self.name, self.lines, refused) = (name, lines, error)
        }

        func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { client.parameterInspectors.append(self) }
        func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.parameterInspectors.append(self) }
        func apply(to client: inout ClientOperation, of operation: OperationDescription) { client.parameterInspectors.append(self) }
        func apply(to dispatch: inout DispatchOperation, of operation: OperationDescription) { dispatch.parameterInspectors.append(self) }

        private func note(_ what: String, _ values: ParameterValues) {
            lines.all.withLock { $0.append("\(name) \(what) " + values.all.map { "\($0.name)=\($0.value)" }.joined(separator: " ")) }
        }

        func beforeCall(_ operation: OperationDescription, _ parameters: ParameterValues) throws -> (any Sendable)? {
            note(operation.name, parameters)
            if let refused, parameters["a"] as? Int32 == 13 { throw refused }
            return parameters["a"] as? Int32
        }
        func afterCall(_ operation: OperationDescription, _ results: ParameterValues, _ state: (any Sendable)?) throws {
            note("\(operation.name) after \(state as? Int32 ?? -1)", results)
        }
    }

    @Test func seeWhatGoesAndWhatComesBack() async throws {
        let lines = Ledger.Lines()
        try await HostTests.withTill(
            .http, HostedService(.single(TillService())), client: [Ledger("client", lines)],
            host: [Ledger("host", lines), Ledger("inner", lines)]
        ) { till, _ async throws in
            #expect(try await till.add(a: 2, b: 40) == 42)
            await #expect(throws: TypedFault<Shortage>.self) { try await till.fail(how: "typed") }
        }
        #expect(
            lines.all.withLock { $0 } == [
                "client Add a=2 b=40", "host Add a=2 b=40", "inner Add a=2 b=40", "inner Add after 2 AddResult=42",
                "host Add after 2 AddResult=42", "client Add after 2 AddResult=42",
                // A call that fails has no results.
                "client Fail how=typed", "host Fail how=typed", "inner Fail how=typed",
            ])
    }

    /// One operation alone.
    @Test func ofOneOperation() async throws {
        let lines = Ledger.Lines()
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(
            TillContract.self, BasicHTTPBinding(), at: HostTests.Way.http.address,
            contractBehaviors: ContractBehaviors(operations: ["Echo": [Ledger("host", lines)]]))
        try await ServiceHost(service).whileServing { host in
            let behaviors = ContractBehaviors(operations: ["Echo": [Ledger("client", lines)]])
            try await BasicHTTPBinding().withClient(TillClient.self, of: host.addresses[0], contractBehaviors: behaviors) {
                till in
                _ = try await till.add(a: 1, b: 1)
                _ = try await till.echo(text: nil)
            }
        }
        #expect(lines.all.withLock { $0.map { $0.prefix(12) } } == ["client Echo ", "host Echo te", "host Echo af", "client Echo "])
    }

    /// What an inspector throws, the call throws; a host's fault is the answer, and another error of it is hidden like a method's.
    @Test func refuse() async throws {
        struct Odd: Error {}
        let lines = Ledger.Lines()
        try await HostTests.withTill(.http, HostedService(.single(TillService())), client: [Ledger("client", lines, refusing: Odd())]) {
            till, _ async throws in
            await #expect(throws: Odd.self) { try await till.add(a: 13, b: 0) }
        }
        let fault = FaultError(.sender("thirteen is no number"))
        try await HostTests.withTill(.http, HostedService(.single(TillService())), host: [Ledger("host", lines, refusing: fault)]) {
            till, _ async throws in
            await #expect { try await till.add(a: 13, b: 0) } throws: { ($0 as? FaultError)?.fault.reason == "thirteen is no number" }
        }
        try await HostTests.withTill(.http, HostedService(.single(TillService())), host: [Ledger("host", lines, refusing: Odd())]) {
            till, _ async throws in
            await #expect { try await till.add(a: 13, b: 0) } throws: {
                ($0 as? FaultError)?.fault.reason.contains("internal error") == true && !"\($0)".contains("Odd")
            }
        }
    }
}
