import StrataCore
import StrataInfoset
import StrataServiceModel
import Testing

/// Refines a contract with sessions and a callback contract, and says nothing of them.
@ServiceContract(name: "ILoudBell", namespace: "urn:peers:loud")
protocol LoudBell: Bell {
    @Operation(name: "Shout") func shout(text: String) async throws -> String
}

@ServiceContract(name: "ILoudTick", namespace: "urn:peers:loud")
protocol LoudTick: Tick {
    @Operation(name: "Boom") func boom() async throws -> String
}

/// The same with a callback contract that refines the inherited one.
@ServiceContract(name: "ILouder", namespace: "urn:peers:louder", callback: (any LoudTick).self)
protocol Louder: Bell {
    @Operation(name: "Boom") func boom() async throws -> String
}

/// What contracts inherit of sessions and callbacks.
@Suite(.timeLimit(.minutes(1))) struct HeirTests {
    private struct Loud: LoudBell, Louder {
        let ringer = Ringer()

        func start(count: Int32) async throws { try await ringer.start(count: count) }
        func askMeBack(n: Int32) async throws -> Int32 { try await ringer.askMeBack(n: n) }
        func echo(text: String?) async throws -> String? { text }
        func leave() async throws -> Int32 { 1 }
        func shout(text: String) async throws -> String { text.uppercased() }
        func boom() async throws -> String {
            try await #require(try OperationContext.current?.callback(LoudTickClient.self)).boom()
        }
    }

    private struct LoudListener: LoudTick {
        func tick(n: Int32) async throws {}
        func ask(n: Int32) async throws -> Int32 { n + 1 }
        func boom() async throws -> String { "boom" }
    }

    private static func serving(_ body: @escaping (CustomBinding, [EndpointAddress]) async throws -> Void) async throws {
        let binding = Belfry.binding()
        var service = HostedService<Loud>(.single(Loud()))
        service.concurrency = .multiple
        service.addEndpoint(LoudBellContract.self, binding, at: EndpointAddress("inproc:loud")) { $0 }
        service.addEndpoint(LouderContract.self, binding, at: EndpointAddress("inproc:louder")) { $0 }
        try await withHost(service) { host async throws in try await body(binding, host.addresses) }
    }

    @Test func anHeirCallsBackAsItsBaseDoes() async throws {
        #expect(LoudBellContract.description.sessionMode == .required)
        #expect(LoudBellContract.Callback.self == TickContract.self)
        try await Self.serving { binding, addresses async throws in
            try await binding.withClient(LoudBellClient.self, of: addresses[0], callback: Listener()) { bell async throws in
                #expect(try await bell.askMeBack(n: 2) == 20)
                #expect(try await bell.shout(text: "loud") == "LOUD")
                #expect(try await bell.leave() == 1)
            }
            try await binding.withClient(BellClient.self, of: addresses[0], callback: Listener()) { bell async throws in
                #expect(try await bell.askMeBack(n: 3) == 30)
            }
        }
    }

    @Test func aCallbackContractMayBeRefinedToo() async throws {
        try await Self.serving { binding, addresses async throws in
            try await binding.withClient(LouderClient.self, of: addresses[1], callback: LoudListener()) { bell async throws in
                #expect(try await bell.askMeBack(n: 2) == 3)
                #expect(try await bell.boom() == "boom")
            }
        }
    }

    /// Actions and elements of a callback are named for the contract that calls back, unless it inherits it from one that did already.
    @Test func callbacksAreNamedForTheContractThatCalls() async throws {
        let heard = Recording()
        try await Self.serving { binding, addresses async throws in
            try await binding.withClient(
                LouderClient.self, of: addresses[1], callback: LoudListener(), behaviors: [heard]
            ) { bell async throws in
                _ = try await bell.askMeBack(n: 2)
                _ = try await bell.boom()
            }
        }
        #expect(heard.requests.map(\.headers.action) == ["urn:peers:calc/IDuplex/Ask", "urn:peers:louder/ILouder/Boom"])
        #expect(heard.requests.map { $0.bodyContents?.name.description } == ["{urn:peers:calc}Ask", "{urn:peers:louder}Boom"])
    }

    private enum Torn: ServiceContract {
        static let description = ContractDescription(
            "ITorn", operations: [], inheriting: [TillOf<Required>.description, TillOf<NotAllowed>.description])
        static let operations: [ServiceOperation<any Till>] = TillContract.operations
    }

    private enum Undecided: ServiceContract {
        static let description = ContractDescription(
            "IUndecided", operations: [], inheriting: [TillContract.description, BellContract.description])
        static let operations: [ServiceOperation<any Bell>] = BellContract.operations
    }

    private enum Narrower: ServiceContract {
        typealias Callback = TillContract
        static let description = ContractDescription(
            "INarrower", callback: TillContract.self, operations: [], inheriting: [BellContract.description])
        static let operations: [ServiceOperation<any Bell>] = BellContract.operations
    }

    /// What does not fit together is said before anything is opened.
    @Test func heirsThatContradictThemselves() throws {
        func check<Contract: ServiceContract>(_ contract: Contract.Type, _ instance: Contract.Service, _ words: String) {
            var service = HostedService<Contract.Service>(.single(instance))
            service.addEndpoint(contract, Belfry.binding(), at: EndpointAddress("inproc:torn")) { $0 }
            #expect { _ = try ServiceHost(service) } throws: { ($0 as? BindingError)?.message.contains(words) == true }
        }
        check(Torn.self, TillService(), "requires sessions and one that does not allow them")
        check(Undecided.self, Ringer(), "say which callback contract it has")
        check(Narrower.self, Ringer(), "does not have all operations of that; let it refine 'ITick'")
    }
}
