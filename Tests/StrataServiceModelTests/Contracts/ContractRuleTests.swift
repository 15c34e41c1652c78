import StrataBindings
import StrataCore
import StrataServiceModel
import Testing

/// What is refused of a contract when a host is made: the operation, and what to write.
@Suite struct ContractRuleTests {
    private enum Case: String, CaseIterable {
        case mixed, wildcard, faults
    }

    private enum Mixed: ServiceContract {
        static let description = ContractDescription(
            "Mixed",
            operations: [OperationDescription("Deliver", of: "Mixed", input: [.part("m", Bare.self)], output: [.part("n", Int.self)])])
        static let operations: [ServiceOperation<any Till>] = []
    }
    private enum Wildcard: ServiceContract {
        static let description = ContractDescription(
            "Wildcard", operations: [OperationDescription("All", of: "Wildcard", action: "*", input: [.part("x", Int.self)])])
        static let operations: [ServiceOperation<any Till>] = []
    }
    private enum Faults: ServiceContract {
        static let description = ContractDescription(
            "Faults",
            operations: [
                OperationDescription("Fail", of: "Faults", faults: [.fault(Shortage.self), .fault(Shortage.self, action: "urn:a")])
            ])
        static let operations: [ServiceOperation<any Till>] = []
    }

    @Test(arguments: Case.allCases) private func whatCannotBe(_ rule: Case) throws {
        let error = try #require(throws: BindingError.self) { () throws in
            switch rule {
            case .mixed: try Self.host(Mixed.self)
            case .wildcard: try Self.host(Wildcard.self)
            case .faults: try Self.host(Faults.self)
            }
        }
        let said =
            switch rule {
            case .mixed: ["'Mixed'", "'Deliver'", "make a message contract"]
            case .wildcard: ["'Wildcard'", "'All'", "take a Message"]
            case .faults: ["'Faults'", "'Fail'", "{urn:till:data}Shortage"]
            }
        for words in said { #expect(error.message.contains(words), "\(error)") }
    }

    private static func host<Contract: ServiceContract>(_ contract: Contract.Type) throws where Contract.Service == any Till {
        var service = HostedService<any Till>(.single(TillService()))
        service.addEndpoint(contract, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/rules")) { $0 }
        _ = try ServiceHost(service)
    }

    /// Two contracts of one name in one service; one contract may have any number of endpoints.
    @Test func twoContractsOfOneName() throws {
        var service = HostedService<Adder>(.single(Adder()))
        service.addEndpoint(StrictCalcContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/a")) { $0 }
        service.addEndpoint(StrictCalcContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/b")) { $0 }
        _ = try ServiceHost(service)
        service.addEndpoint(LenientCalcContract.self, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/c")) { $0 }
        #expect { try ServiceHost(service) } throws: {
            ["'Adder'", "{urn:peers:calc}ICalc", "another name"].allSatisfy("\($0)".contains)
        }
    }

    @Test func aHostOfNothing() {
        #expect { try ServiceHost() } throws: { "\($0)".contains("without services") }
    }
}
