import Testing

/// What the compiler made of the contracts in `ServiceModel`, with the plugin as a process.
@Suite("Compiled contracts")
struct CompiledContractTests {
    private func words(_ value: some ContractValue) throws -> [String] {
        var builder = InfosetBuilder()
        try value.write(to: &builder, ContractCoding())
        return builder.words
    }

    @Test func membersStandInTheOrderOfTheWire() throws {
        let circle = Circle(base: Shape(sides: 0, label: "l", child: nil), radius: 2, default: 7)
        #expect(
            try words(circle) == [
                "Label", "Optional(\"l\")", "child", "nil", "rest 0", "default", "7", "rest 1", "Radius", "2.0", "rest 2",
            ])
        #expect(try words(AnyShape.circle(circle)).first == "type Circle")
        #expect(Shape.knownTypes.count == 2 && AnyShape.contractName == Shape.contractName && AnyShape.knownTypes.count == 2)
        #expect(Two<Int, String>.contractName.localName == "Two{0}And{1}" && Two<Int, Int>.traits == [.structured, .valueType])
        #expect(Square.contractName == ExpandedName("Sq", namespace: "urn:other"))
    }

    @Test func namedValues() {
        #expect(Color.zero == .red && Outer.Level.zero == Outer.Level.none)
        #expect(Color.green.valueName == "dark green" && Color.hidden.valueName == nil)
        #expect(Color(valueName: "Red") == .red && Color(valueName: "hidden") == nil)
        #expect(Rights.valueNames.map(\.name) == ["None", "Read", "write"] && Rights.valueNames.map(\.value) == [[], .read, .write])
    }

    @Test func collections() throws {
        #expect(try words(NameList(items: ["a", "b"])) == ["name", "a", "name", "b"])
        #expect(try words(Prices(prices: ["a": 1])) == ["price: (key: \"a\", value: 1.0)"])
        #expect(Ordered.entryElement == "KeyValueOfIntString" && Ordered(entries: [(1, "a")]).entries.count == 1)
        #expect(Tags(items: ["a", "a"]).items == ["a"] && Tags.itemElement == "String")
    }

    @Test func descriptions() {
        let description = CalculatorContract.description
        #expect(description.name == "Named" && description.callback == TickContract.self)
        #expect(
            description.operations.map { "\($0.name): \($0.words)" } == [
                "fromBase: x ->", "Add: a b -> AddResult",
                "Do: Thing_x0020_One input -> DoResult Sq Circle Detail urn:fault",
                "Out: a both -> sum both only", "pair: -> pairResult rest", "tell: request ->", "wrapped: message -> wrappedResult",
                "raw: service -> rawResult",
            ])
        #expect(description.operations[2].action == "urn:do" && description.operations[0].action == "urn:base/IBase/fromBase")
        #expect(Space.EmptyContract.description.operations.count == 2 && Space.EmptyContract.operations.count == 2)
    }

    @Test func clientsCallServices() async throws {
        let caller = OperationCaller { name, request in
            let index = CalculatorContract.description.operations.firstIndex { $0.name == name }
            var input = IncomingParts(parts: request.parts)
            var output = OutgoingParts()
            try await CalculatorContract.operations[#require(index)].perform(Abacus(), &input, &output)
            return output
        }
        let client = CalculatorClient(caller)
        #expect(try await client.add(1, to: 2) == 3)
        #expect(try await client.perform(one: "a", input: [1]) == "a [1]")
        #expect(try await client.out(a: 1, both: 2) == (sum: 3, both: 4, only: nil))
        #expect(try await client.pair() == (1, rest: 2))
        try await client.tell(request: "x")
        try await client.fromBase(x: 1)
        #expect(try await client.wrapped(message: Wrapped(token: nil, must: 5, second: nil, first: "f")).must == 5)
        _ = try await client.raw(service: Message())
    }
}
