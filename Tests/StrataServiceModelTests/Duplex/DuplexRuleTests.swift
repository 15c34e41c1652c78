import StrataBindings
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTextEncoding
import Testing

/// What is refused before anything is opened: which contract, over which binding, and what to change.
@Suite struct DuplexRuleTests {
    private enum Case: String, CaseIterable {
        case noDuplex, noSessions, noAddressing, undeclared, undescribed, nested, nobody, unperformed
    }

    /// The tables of a contract that are wrong.
    private enum Undeclared: ServiceContract {
        static let description = ContractDescription(
            "Undeclared", callback: TickContract.self, operations: [OperationDescription("Ring", of: "Undeclared")])
        static let operations: [ServiceOperation<any Bell>] = []
    }
    private enum Undescribed: ServiceContract {
        typealias Callback = TickContract
        static let description = ContractDescription("Undescribed", operations: [OperationDescription("Ring", of: "Undescribed")])
        static let operations: [ServiceOperation<any Bell>] = []
    }
    private enum Nested: ServiceContract {
        typealias Callback = BellContract
        static let description = ContractDescription(
            "Nested", callback: BellContract.self, operations: [OperationDescription("Ring", of: "Nested")])
        static let operations: [ServiceOperation<any Bell>] = []
    }
    private enum Unperformed: ServiceContract {
        typealias Callback = TickContract
        static let description = BellContract.description
        static let operations: [ServiceOperation<any Bell>] = BellContract.operations.dropLast().map {
            var operation = $0.description
            if operation.name == "Echo" { operation.name = "Repeat" }
            return $0.with(operation)
        }
    }
    private enum Sessionless: ServiceContract {
        typealias Callback = TickContract
        static let description = ContractDescription(
            "Sessionless", sessionMode: .notAllowed, callback: TickContract.self,
            operations: [OperationDescription("Ring", of: "Sessionless")])
        static let operations: [ServiceOperation<any Bell>] = []
    }

    private static func host<Contract: ServiceContract>(
        _ contract: Contract.Type, _ binding: any Binding = Belfry.binding(), at address: String = "inproc:rules"
    ) throws where Contract.Service == any Bell {
        var service = HostedService<any Bell>(.single(Ringer()))
        service.addEndpoint(contract, binding, at: EndpointAddress(address)) { $0 }
        _ = try ServiceHost(service)
    }

    @Test(arguments: Case.allCases) private func whatCannotBe(_ rule: Case) throws {
        let error = try #require(throws: BindingError.self) { () throws in
            switch rule {
            case .noDuplex: try Self.host(BellContract.self, BasicHTTPBinding(), at: "http://127.0.0.1:0/bell")
            case .noSessions: try Self.host(Sessionless.self)
            case .noAddressing:
                try Self.host(
                    BellContract.self,
                    CustomBinding("bare") {
                        TextEncoding(.soap11)
                        InProcessTransport(hub: InProcessHub())
                    })
            case .undeclared: try Self.host(Undeclared.self)
            case .undescribed: try Self.host(Undescribed.self)
            case .nested: try Self.host(Nested.self)
            case .unperformed: try Self.host(Unperformed.self)
            case .nobody: _ = try ClientFactory<BellClient>(Belfry.binding())
            }
        }
        let said: [String] =
            switch rule {
            case .noDuplex: ["'IDuplex' has a callback contract", "'BasicHTTPBinding'", "request/reply", "service side", "duplex sessions"]
            case .noSessions: ["'Sessionless'", "does not allow sessions", "sessionMode: .allowed"]
            case .noAddressing: ["'IDuplex'", "'bare'", "addressing"]
            case .undeclared: ["'Undeclared'", "typealias Callback = TickContract"]
            case .undescribed: ["'Undescribed'", "callback: TickContract.self"]
            case .nested: ["'IDuplex' of contract 'Nested'", "of its own"]
            case .unperformed: ["'IDuplex'", "Unperformed", "'Echo', 'Leave' cannot be performed", "'Repeat' is not described"]
            case .nobody: ["'IDuplex'", "'ITick'", "'callback:'"]
            }
        for words in said { #expect(error.message.contains(words), "\(error)") }
    }

    /// A contract of one-way operations alone is refused with its name where there are no requests and replies.
    @Test func oneWayAlone() throws {
        struct OneWayOnly: ChannelElement {
            func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
                shape.pattern == .oneWay && next.canMake(shape, side: side)
            }
        }
        enum Tell: ServiceContract {
            static let description = ContractDescription("Tell", operations: [OperationDescription("Tell", of: "Tell", isOneWay: true)])
            static let operations: [ServiceOperation<any Bell>] = []
        }
        let binding = CustomBinding("one way") {
            OneWayOnly()
            TextEncoding(.soap11)
            InProcessTransport(hub: InProcessHub())
        }
        #expect { try Self.host(Tell.self, binding) } throws: { error in
            ["'Tell' is spoken in requests and replies", "'one way' makes output/input", "service side"].allSatisfy("\(error)".contains)
        }
    }

    @Test func theClientIsToldToo() throws {
        #expect { try ClientFactory<BellClient>(BasicHTTPBinding(), callback: Listener()) } throws: {
            "\($0)".contains("'IDuplex' has a callback contract") && "\($0)".contains("client side")
        }
    }
}
