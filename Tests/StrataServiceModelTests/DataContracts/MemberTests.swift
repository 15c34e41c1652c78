import Foundation
import StrataInfoset
import StrataServiceModel
import Testing

/// Members, bases, heirs and what is not known.
@Suite("Members of contracts")
struct MemberTests {
    private let coding = ContractCoding()

    private func roundTrip<Value: ContractValue>(_ value: Value, _ coding: ContractCoding = ContractCoding()) throws -> Value {
        try written(value, coding).root.read(as: Value.self, coding)
    }

    @Test func comeBackAsTheyWent() throws {
        let heir = Heir(base: Base(zebra: 1, ant: 2), apple: 3, bee: 4)
        #expect(try roundTrip(heir) == heir)
        let person = Person(name: "n", age: -1, nick: "", tags: ["a", nil, ""])
        #expect(try roundTrip(person) == person)
        let unordered = Unordered(b: 1, a: 2, B: 3, A: 4, z1: 5, y1: 6, x0: 7)
        #expect(try roundTrip(unordered) == unordered)
        #expect(try roundTrip([[1, 2], [], [3]] as [[Int32]]) == [[1, 2], [], [3]])
        #expect(try roundTrip(Set(["a", "b"])) == ["a", "b"])
        #expect(try roundTrip(["a": [1: Inner("x", 1)]] as [String: [Int32: Inner]]) == ["a": [1: Inner("x", 1)]])
        #expect(try roundTrip(Rights.read.union(.write)) == [.read, .write])
        #expect(try value(" Read\tWrite\r\n").read(as: Rights.self, coding) == [.read, .write])
        #expect(throws: ContractError.self) { try value("Read\u{A0}Write").read(as: Rights.self, coding) }
    }

    /// A base's members come first, in its own namespace.
    @Test func aBaseComesFirst() throws {
        let text = try written(Heir(base: Base(zebra: 1, ant: 2), apple: 3, bee: 4)).root.children.map(\.name.description)
        #expect(text == ["{urn:v}Zebra", "{urn:v}Ant", "{urn:w}Apple", "{urn:w}Bee"])
    }

    /// One declaration of a namespace serves all members and items.
    @Test func declaresOnce() throws {
        let text = try written([Inner("a", 1), nil, Inner("b", 2)] as [Inner?]).text
        #expect(
            text == """
                <value xmlns="urn:vectors" xmlns:a="urn:inner" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a:Inner>\
                <a:Name>a</a:Name><a:Value>1</a:Value></a:Inner><a:Inner i:nil="true"/><a:Inner><a:Name>b</a:Name><a:Value>2</a:Value>\
                </a:Inner></value>
                """)
        #expect(try written(Heir()).text.components(separatedBy: "xmlns:").count <= 5)
    }

    @Test func extensionDataKeepsItsPlace() throws {
        let content = "<v:First/><v:Known>1</v:Known><v:Extra>2</v:Extra><v:Late>3</v:Late><v:More><v:b>4</v:b></v:More>"
        let read = try value(content).read(as: Extensible.self, coding)
        #expect(read.more.elements.map(\.localName) == ["First", "Extra", "More"])
        let names = try written(read).root.children.map(\.localName)
        #expect(names == ["First", "Known", "Extra", "Late", "More"])
        // The element that a contract does not know stands where it stood, also where a known one is missing.
        let short = try value("<v:Known>1</v:Known><v:Extra>2</v:Extra>").read(as: Extensible.self, coding)
        #expect(try written(short).root.children.map(\.localName) == ["Known", "Extra", "Late"])
    }

    @Test func extensionDataIsKeptOnlyWhereItIsWanted() throws {
        var coding = ContractCoding()
        coding.keepsExtensionData = false
        let read = try value("<v:Known>1</v:Known><v:Extra>2</v:Extra><v:Late>3</v:Late>").read(as: Extensible.self, coding)
        #expect(read.more.isEmpty && read.late == 3)
    }

    @Test func heirsKeepTheirTypes() throws {
        let shapes: [AnyShape] = [.circle(Circle(radius: 2)), .shape(Shape(label: "s")), .square(Square(side: 3))]
        let read = try roundTrip(shapes)
        guard case .circle(let circle) = read[0], case .shape(let shape) = read[1], case .square(let square) = read[2] else {
            Issue.record("other types")
            return
        }
        #expect(circle.radius == 2 && shape.label == "s" && square.side == 3)
    }

    @Test func knownTypesComeFromContractsAndSettings() throws {
        let any = AnyContractValue(Inner("n", 1))
        #expect(throws: ContractError.self) { try written(any) }
        let coding = ContractCoding(knownTypes: [Inner.self])
        #expect(try roundTrip(any, coding).value(as: Inner.self) == Inner("n", 1))
        // Known to the contract around it, and to what is inside it.
        let inside = Shape(any: AnyContractValue(Circle(Shape(any: any))))
        let circle = try #require(try roundTrip(inside).any?.value(as: Circle.self))
        #expect(circle.base.any?.value(as: Inner.self) == Inner("n", 1))
    }

    @Test func simpleTypesOfOtherNamesAreRead() throws {
        func read(_ content: String, _ type: String) throws -> AnyContractValue {
            try value(content, attributes: "i:type=\"\(type)\"").read(as: AnyContractValue.self, coding)
        }
        #expect(try read("P1D", "x:duration").value(as: TimeSpan.self) == TimeSpan(ticks: DateTime.ticksPerDay))
        #expect(try read("5", "x:integer").value(as: Int64.self) == 5)
        #expect(try read(" a ", "x:token").value(as: String.self) == " a ")
        #expect(try read("", "x:anyType").value == nil)
        #expect(AnyContractValue(String?.none).isNull && AnyContractValue(Int32?(1)).value(as: Int32.self) == 1)
    }

    @Test func anXMLMemberKeepsItsMeaning() throws {
        let content = "<v:Element><v:e q=\"x:int\" xmlns=\"urn:d\">x:int<f/></v:e></v:Element><v:Nodes v:k=\"1\">a<v:b/>c<!--d--></v:Nodes>"
        let read = try value(content).read(as: Xml.self, coding)
        let again = try written(read)
        let element = try #require(again.root.firstChild?.firstChild)
        #expect(try element.resolve(qualifiedName: "x:int") == Int32.contractName)
        #expect(element.firstChild?.name == ExpandedName("f", namespace: "urn:d"))
        #expect(try canonical(again.root).contains("<{urn:v}Nodes {urn:v}k='1'>a<{urn:v}b></>c<!--d--></>"))
        #expect(throws: ContractError.self) { try value("<v:Element><v:a/><v:b/></v:Element>").read(as: Xml.self, coding) }
        #expect(throws: ContractError.self) { try value("<v:Element>text<v:b/></v:Element>").read(as: Xml.self, coding) }
    }
}
