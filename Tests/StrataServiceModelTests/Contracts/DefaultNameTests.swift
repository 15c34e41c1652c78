import StrataInfoset
import StrataServiceModel
import Testing

/// The names that WCF makes where none are said.
@Suite struct DefaultNameTests {
    @Test func actionsWithoutANamespace() {
        let operations = NowhereContract.description.operations
        #expect(operations.map(\.action) == ["urn:INowhere/Go", "urn:INowhere/Do It"])
        #expect(operations.map(\.replyAction) == ["urn:INowhere/GoResponse", "urn:INowhere/Do ItResponse"])
        #expect(operations.map(\.input.wrapper) == [ExpandedName("Go"), ExpandedName("Do_x0020_It")])
    }

    /// The action is the operation's with the type's name and `Fault`, or with the name that was said; that names an element of the contract.
    @Test func faults() {
        let faults = NowhenContract.description.operations[0].faults
        #expect(
            faults.map(\.action) == [
                "urn:nowhen/INowhen/AskBelatedFault", "urn:nowhen/INowhen/AskDelay", "urn:delayed", "urn:nowhen/INowhen/AskToo Late",
            ])
        let own = ExpandedName("Late", namespace: "urn:lateness")
        #expect(
            faults.map(\.name) == [
                own, ExpandedName("Delay", namespace: "urn:nowhen"), ExpandedName("Delay", namespace: "urn:delay"),
                ExpandedName("Too_x0020_Late", namespace: "urn:nowhen"),
            ])
        let spaced = OperationDescription(
            "Ask", of: "INowhen", namespace: "urn:nowhen", faults: [.fault(Belated.self, namespace: "urn:elsewhere")])
        #expect(spaced.faults.map(\.name) == [own])
        var later = spaced
        later.faults = [.fault(Twin<Int32, Belated>.self)]
        #expect(later.faults.map(\.action) == ["urn:nowhen/INowhen/AskTwinOf_Int32_BelatedFault"])
    }

    @DataContract(namespace: "urn:twin")
    struct Twin<First: ContractValue, Second: ContractValue>: Sendable {
        var first: First
        var second: Second
    }
}

@ServiceContract(name: "INowhere", namespace: "")
protocol Nowhere: Sendable {
    @Operation(name: "Go") func go() async throws
    @Operation(name: "Do It") func doIt() async throws
}

@DataContract(name: "Late", namespace: "urn:lateness")
struct Belated: Hashable {
    var minutes: Int32
}

@ServiceContract(name: "INowhen", namespace: "urn:nowhen")
protocol Nowhen: Sendable {
    @Operation(name: "Ask")
    @Faults(Belated.self)
    @Faults(Belated.self, name: "Delay")
    @Faults(Belated.self, action: "urn:delayed", name: "Delay", namespace: "urn:delay")
    @Faults(Belated.self, name: "Too Late")
    func ask() async throws
}
