import StrataBindings
import StrataCore
import StrataServiceModel
import Synchronization
import Testing

/// When behaviours are asked, and when they are applied.
@Suite struct BehaviorOrderTests {
    /// What was asked of whom, in order.
    final class Log: Sendable {
        let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    /// A behaviour of every kind, which refuses what it is told to.
    struct Probe: ServiceBehavior, ContractBehavior, EndpointBehavior, OperationBehavior {
        struct Refusal: Error {}
        let name: String
        let log: Log
        var refuses = false

        private func validated() throws {
            log.note("validate \(name)")
            if refuses { throw Refusal() }
        }

        func validate(_ service: ServiceDescription) throws {
            try validated()
            #expect(service.name == "Till" && service.endpoints.map(\.contract.name) == ["ITill"])
        }
        func validate(_ contract: ContractDescription, at endpoint: EndpointDescription) throws { try validated() }
        func validate(_ endpoint: EndpointDescription) throws { try validated() }
        func validate(_ operation: OperationDescription) throws { try validated() }

        func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription) { applied() }
        func apply(to dispatch: inout DispatchRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) { applied() }
        func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { applied() }
        func apply(to dispatch: inout DispatchOperation, of operation: OperationDescription) {
            log.note("apply \(name) to \(operation.name)")
        }
        func apply(to client: inout ClientRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) { applied() }
        func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { applied() }
        func apply(to client: inout ClientOperation, of operation: OperationDescription) { log.note("apply \(name) to \(operation.name)") }
        private func applied() { log.note("apply \(name)") }
    }

    private func contractBehaviors(_ log: Log, refuses: Bool = false) -> ContractBehaviors {
        ContractBehaviors([Probe(name: "contract", log: log)], operations: ["Echo": [Probe(name: "operation", log: log, refuses: refuses)]])
    }

    private func host(_ log: Log, _ contractBehaviors: ContractBehaviors) throws -> ServiceHost {
        var service = HostedService<any Till>(.single(TillService()))
        service.behaviors = [Probe(name: "service", log: log), Probe(name: "second service", log: log)]
        service.addEndpoint(
            TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://localhost:0/till"),
            behaviors: [Probe(name: "endpoint", log: log)], contractBehaviors: contractBehaviors)
        return try ServiceHost(service)
    }

    @Test func allAreAskedBeforeOneIsApplied() throws {
        let log = Log()
        _ = try host(log, contractBehaviors(log))
        #expect(
            log.lines.withLock { $0 } == [
                "validate service", "validate second service", "validate contract", "validate endpoint", "validate operation",
                "apply service", "apply second service", "apply contract", "apply endpoint", "apply operation to Echo",
            ])
    }

    @Test func aRefusalLeavesNothingApplied() throws {
        let log = Log()
        #expect(throws: Probe.Refusal.self) { try host(log, contractBehaviors(log, refuses: true)) }
        #expect(!log.lines.withLock { $0 }.contains { $0.hasPrefix("apply") })
    }

    /// Refuses to have to do with a callback contract.
    private struct Deaf: EndpointBehavior {
        let log: Log
        func validate(_ endpoint: EndpointDescription) throws { if endpoint.contract.name == "ITick" { throw Probe.Refusal() } }
        func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { log.note("apply") }
        func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { log.note("apply") }
    }

    @Test func theCallbackContractIsValidatedToo() throws {
        let log = Log()
        var service = HostedService<any Bell>(.single(Ringer()))
        service.addEndpoint(BellContract.self, Belfry.binding(), at: EndpointAddress("inproc:deaf"), behaviors: [Deaf(log: log)])
        #expect(throws: Probe.Refusal.self) { try ServiceHost(service) }
        #expect(throws: Probe.Refusal.self) {
            try ClientFactory<BellClient>(Belfry.binding(), callback: Listener(), behaviors: [Deaf(log: log)])
        }
        #expect(log.lines.withLock { $0 } == [])
    }

    @Test func clientsHaveTheSameOrder() throws {
        let log = Log()
        _ = try ClientFactory<TillClient>(
            BasicHTTPBinding(), behaviors: [Probe(name: "endpoint", log: log)], contractBehaviors: contractBehaviors(log))
        #expect(
            log.lines.withLock { $0 } == [
                "validate contract", "validate endpoint", "validate operation", "apply contract", "apply endpoint",
                "apply operation to Echo",
            ])
    }

    @Test func anOperationThatThereIsNotIsNamed() throws {
        let log = Log()
        let behaviors = ContractBehaviors(operations: ["Ekko": [Probe(name: "operation", log: log)]])
        for make in [
            { _ = try self.host(log, behaviors) }, { _ = try ClientFactory<TillClient>(BasicHTTPBinding(), contractBehaviors: behaviors) },
        ] {
            #expect {
                try make()
            } throws: {
                "\($0)".contains("'Ekko'") && "\($0)".contains("'Echo'") && "\($0)".contains("'ITill'")
            }
        }
    }

    /// What comes later sees, and changes, what was set before it: an operation's word is the last.
    @Test func theMostSpecialWordHolds() async throws {
        let seen = PlacementTests.Where()
        var service = HostedService<any Till>(.single(seen))
        service.behaviors = [OperationPlacement.global]
        service.addEndpoint(
            TillContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/till"),
            contractBehaviors: ContractBehaviors(operations: ["Add": [OperationPlacement.connection]]))
        try await ServiceHost(service).whileServing { host in
            try await BasicHTTPBinding().withClient(TillClient.self, of: host.addresses[0]) { till in
                _ = try await till.add(a: 1, b: 1)
                _ = try await till.echo(text: nil)
            }
        }
        #expect(seen.places.withLock { $0 } == ["add on a loop", "echo elsewhere"])
    }
}
