import StrataInfoset
import StrataServiceModel
import Testing

/// What an error says: where, what should stand there, and what does.
@Suite("Contract errors")
struct ContractErrorTests {
    private func failure<Value: ContractValue>(_ type: Value.Type, _ element: InfosetCursor) -> ContractError? {
        #expect(throws: ContractError.self) { try element.read(as: type, ContractCoding()) }
    }

    private func failure<Value: ContractValue>(
        _ type: Value.Type, _ content: String, attributes: String = ""
    ) throws -> ContractError? { failure(type, try value(content, attributes: attributes)) }

    private func failure(writing value: some ContractValue) -> ContractError? {
        #expect(throws: ContractError.self) { try written(value) }
    }

    @Test func namesThePlaceAmongSiblings() throws {
        let order = try document(
            """
            <Order xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><lines><a:int>1</a:int><a:int>2</a:int>\
            <a:int>three</a:int></lines></Order>
            """)
        let lines = try #require(order.root.firstChild)
        let error = try #require(failure([Int32].self, lines))
        #expect(error.path == "/Order/lines/int[3]")
        #expect(error.expected == "a number from -2147483648 to 2147483647")
        #expect(error.found == "'three'")
        #expect("\(error)" == "at /Order/lines/int[3] there should be a number from -2147483648 to 2147483647, not 'three'")
    }

    @Test func namesTheMemberThatIsMissing() throws {
        let error = try #require(try failure(Person.self, "<v:Age>3</v:Age>"))
        #expect(error == ContractError(path: "/value", expected: "the member {urn:v}Name", found: "<Age>"))
        let none = try #require(try failure(Person.self, ""))
        #expect(none.found == "the end of the element")
    }

    /// .NET drops such a member without a word.
    @Test func refusesAMemberOutOfOrder() throws {
        let error = try #require(try failure(Person?.self, "<v:Nick>k</v:Nick><v:Name>n</v:Name>"))
        #expect(error.path == "/value/Nick")
        #expect(error.expected == "the member {urn:v}Nick behind those that come before it in the contract")
    }

    @Test func saysNilWhereItMayNotBe() throws {
        let error = try #require(try failure(Person.self, "<v:Name>n</v:Name><v:Age i:nil=\"true\"/>"))
        #expect(error == ContractError(path: "/value/Age", expected: "a value of int", found: "i:nil"))
        #expect(try failure(Int32?.self, "", attributes: "i:nil=\"yes\"")?.found == "'yes'")
    }

    @Test func namesTheTypeThatIsNotKnown() throws {
        let person = try #require(try failure(Person.self, "<v:Name>n</v:Name>", attributes: "i:type=\"v:Nobody\""))
        #expect(person.expected == "a value of {urn:v}Person or a type known there")
        #expect(person.found == "i:type {urn:v}Nobody")
        let any = try #require(try failure(AnyContractValue.self, "5", attributes: "i:type=\"v:Nobody\""))
        #expect(any.expected == "i:type to name a simple type or one of the known types")
        #expect(any.found == "{urn:v}Nobody")
        #expect(try failure(AnyContractValue.self, "5", attributes: "i:type=\"q:int\"")?.expected == "the name of a type")
        #expect(try failure(AnyContractValue.self, "5")?.expected == "i:type, or an element without content")
        let shape = try #require(try failure(Shape.self, "<v:Child i:type=\"v:Person\"/>"))
        #expect(shape.path == "/value/Child")
        #expect(shape.found == "i:type {urn:v}Person")
    }

    @Test(arguments: ["Id", "Ref"])
    func refusesReferences(name: String) throws {
        let error = try #require(try failure(Person?.self, "<v:Name>n</v:Name>", attributes: "z:\(name)=\"i1\""))
        #expect(error.expected == "a value in its place (references between values, IsReference, are not read)")
        #expect(error.found == "z:\(name)")
    }

    @Test func saysWhatAKeyIs() throws {
        let entry = "<a:KeyValueOfstringint><a:Key>k</a:Key><a:Value>1</a:Value></a:KeyValueOfstringint>"
        let error = try #require(try failure([String: Int32].self, entry + entry))
        #expect(error == ContractError(path: "/value/KeyValueOfstringint[2]/Key", expected: "a key that has not come before", found: "'k'"))
    }

    @Test func cutsWhatItFound() throws {
        let long = try #require(try failure(Int32.self, String(repeating: "x", count: 5000)))
        #expect(long.found.unicodeScalars.count <= 64)
        // One character that is as long as its sender likes.
        let marks = try #require(try failure(Bool.self, "e" + String(repeating: "\u{301}", count: 4000)))
        #expect(marks.found.unicodeScalars.count <= 64)
        #expect(ContractError(path: String(repeating: "/a", count: 5000), expected: "", found: "").path.unicodeScalars.count == 512)
        #expect(try failure(Int32.self, "<v:b/>")?.found == "<b>")
        #expect(try failure(Int32.self, "")?.found == "nothing")
    }

    @Test func namesThePlaceWhileWriting() throws {
        let shape = try #require(failure(writing: Shape(child: .circle(Circle(Shape(any: AnyContractValue(Heir())))))))
        let expected = "a simple type or one of the known types"
        #expect(shape == ContractError(path: "/value/Child/Any", expected: expected, found: "a {urn:w}Heir"))
        let color = try #require(failure(writing: [Color.red, .hidden]))
        #expect(color.path == "/value/Color[2]")
        #expect(color.found == "hidden")
        #expect(failure(writing: Rights(rawValue: 4))?.expected == "flags of {urn:v}Rights that have names on the wire")
        #expect(failure(writing: DictionaryEntries([(key: String?.none, value: 1)]))?.path == "/value/KeyValueOfstringlong[1]")
    }

    @Test func aQuotaIsAnErrorOfItsOwn() throws {
        let root = try document("<a>" + String(repeating: "1", count: 9000) + "</a>").root
        let error = #expect(throws: InfosetError.self) { try root.read(as: Int32.self, ContractCoding()) }
        #expect(error?.quota?.name == "maxStringContentLength")
    }
}
