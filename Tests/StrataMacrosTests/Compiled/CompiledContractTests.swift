import StrataInProcess
import StrataServiceModel
import StrataTextEncoding
import Testing

@testable import MacroExpansion

/// What the compiler made of the contracts beside this file, with the plugin as a process.
@Suite("Compiled contracts", .timeLimit(.minutes(1)))
struct CompiledContractTests {
    private func written(_ value: some ContractValue) throws -> Infoset {
        var builder = InfosetBuilder()
        try builder.write(value, as: ExpandedName("value", namespace: "urn:test"), ContractCoding())
        return try XMLTextReader.read(Bytes(Array(builder.finish().text.utf8)), quotas: .defaults)
    }

    /// The children of the written element, as `name=text`.
    private func members(_ value: some ContractValue) throws -> [String] {
        try written(value).root.children.map { try "\($0.name.localName)=\($0.string())" }
    }

    private func roundTrip<Value: ContractValue>(_ value: Value) throws -> Value {
        try written(value).root.read(as: Value.self, ContractCoding())
    }

    @Test func membersStandInTheOrderOfTheWire() throws {
        let circle = Circle(base: Shape(sides: 0, label: "l", child: nil), radius: 2, default: 7)
        #expect(try members(circle) == ["Label=l", "child=", "default=7", "Radius=2"])
        let read = try roundTrip(circle)
        #expect(read.base.label == "l" && read.radius == 2 && read.default == 7 && read.base.sides == 0)
        #expect(Shape.knownTypes.count == 2 && AnyShape.contractName == Shape.contractName && AnyShape.knownTypes.count == 2)
        #expect(Two<Int, String>.contractName.localName == "TwolongAndstring" && Two<Int, Int>.traits == [.structured, .valueType])
        #expect(Square.contractName == ExpandedName("Sq", namespace: "urn:other"))
    }

    @Test func anHeirStandsInTheDeclaredPlaceWithItsName() throws {
        let circle = Circle(base: Shape(label: "inner"), radius: 1, default: 0)
        let document = try written(Shape(sides: 3, child: .circle(circle)))
        let child = try #require(document.root.children.first { $0.name.localName == "child" })
        #expect(try child.typeName == ExpandedName("Circle", namespace: "urn:v"))
        guard case .circle(let read)? = try roundTrip(Shape(sides: 3, child: .circle(circle))).child else {
            Issue.record("not a circle")
            return
        }
        #expect(read.radius == 1 && read.base.label == "inner")
    }

    /// The plugin cannot import the service model, so that each encodes names by itself: at compile time, and for generic contracts later.
    @Test func namesAreEncodedAlikeByPluginAndServiceModel() {
        for value in UInt32(1)...0x1_0400 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for name in ["\(scalar)", "a\(scalar)"] where WireName.encoded(name) != ExpandedName(contract: name, namespace: "").localName {
                Issue.record("U+\(String(value, radix: 16)) in '\(name)'")
            }
        }
    }

    @Test func namedValues() throws {
        #expect(Color.zero == .red && Outer.Level.zero == Outer.Level.none)
        #expect(Color.green.valueName == "dark green" && Color.hidden.valueName == nil)
        #expect(Color(valueName: "Red") == .red && Color(valueName: "hidden") == nil)
        #expect(Rights.valueNames.map(\.name) == ["None", "Read", "write"] && Rights.valueNames.map(\.value) == [[], .read, .write])
        #expect(try roundTrip([Color.green, .red]) == [.green, .red])
        #expect(try roundTrip(Rights([.read, .write])) == [.read, .write])
    }

    @Test func collections() throws {
        #expect(try members(NameList(items: ["a", "b"])) == ["name=a", "name=b"])
        #expect(try written(Prices(prices: ["a": 1])).root.children.map { $0.children.map(\.name.localName) } == [["article", "euro"]])
        #expect(Ordered.entryElement == "KeyValueOflongstring" && Ordered(entries: [(1, "a")]).entries.count == 1)
        #expect(Tags(items: ["a", "a"]).items == ["a"] && Tags.itemElement == "string")
    }

    @Test func descriptions() {
        let description = CalculatorContract.description
        #expect(description.name == "Named" && description.sessionMode == .required)
        #expect(description.operations.map(\.name) == ["fromBase", "Add", "Do", "Out", "pair", "tell", "wrapped", "raw"])
        let perform = description.operations[2]
        #expect(perform.input.parts.map(\.name) == ["Thing_x0020_One", "input"] && perform.output?.parts.map(\.name) == ["DoResult"])
        #expect(perform.faults.map(\.name.localName) == ["Sq", "Circle", "Detail"] && perform.faults[2].action == "urn:fault")
        #expect(perform.action == "urn:do" && perform.replyAction == "urn:done" && perform.isTerminating)
        #expect(description.operations[0].action == "urn:base/IBase/fromBase")
        #expect(description.operations[3].output?.parts.map(\.name) == ["sum", "both", "only"])
        #expect(description.operations[4].output?.parts.map(\.name) == ["pairResult", "rest"])
        #expect(description.operations[5].isOneWay && description.operations[7].isWildcard)
        #expect(Space.EmptyContract.description.operations.count == 2 && Space.EmptyContract.operations.count == 2)
        #expect(ClockContract.description.callback == TickContract.self)
    }

    @Test func clientsCallServices() async throws {
        let binding = CustomBinding("in-process") {
            TextEncoding(.soap12Addressing10)
            InProcessTransport(hub: InProcessHub())
        }
        var service = HostedService<Abacus>(.single(Abacus()))
        service.addEndpoint(CalculatorContract.self, binding, at: EndpointAddress("inproc:abacus")) { $0 }
        let host = try ServiceHost(service)
        try await host.open()
        let running = Task { try await host.run() }
        try await binding.withClient(CalculatorClient.self, of: host.addresses[0]) { client in
            #expect(try await client.add(1, to: 2) == 3)
            #expect(try await client.out(a: 1, both: 2) == (sum: 3, both: 4, only: nil))
            #expect(try await client.pair() == (1, rest: 2))
            try await client.tell(request: "x")
            try await client.fromBase(x: 1)
            let wrapped = try await client.wrapped(message: Wrapped(token: nil, must: 5, second: Square(side: 9), first: "f"))
            #expect(wrapped.must == 5 && wrapped.token == nil && wrapped.second?.side == 9 && wrapped.first == "f")
            #expect(try await client.perform(one: "a", input: [1]) == "a [1]")
        }
        try await host.close()
        try await running.value
    }
}
