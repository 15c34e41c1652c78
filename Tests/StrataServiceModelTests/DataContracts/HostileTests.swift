import Foundation
import StrataInfoset
import StrataServiceModel
import Testing

/// What a sender may try: each is an error or a value, and none ends the process.
@Suite("Hostile values")
struct HostileTests {
    private static let types: [any ContractValue.Type] = [
        Bool.self, Int8.self, Int16.self, Int32.self, Int64.self, Int.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self, UInt.self,
        Float.self, Double.self, DecimalNumber.self, Decimal.self, String.self, Bytes.self, Data.self, DateTime.self, Date.self,
        DateTimeOffset.self, TimeSpan.self, UUID.self, URL.self, CharacterCode.self, ExpandedName.self, Color.self, Rights.self,
        AnyContractValue.self, XMLFragment.self, XMLContent.self, [Int32].self, Set<String>.self, [String: Int32].self, Person.self,
        Extensible.self, Shape.self, AnyShape.self, Plain.self, Names.self, Prices.self, Collections.self, Int32?.self, Plain?.self,
    ]

    private static let contents: [String] = {
        let digits = String(repeating: "9", count: 4000)
        let zeros = String(repeating: "0", count: 4000)
        return [
            "", " ", "-", "+", ".", "-.", "e", "1e", "1e99999999999999999999", "-1e-99999999999999999999", digits, "-" + digits,
            zeros + "1", "0." + zeros + "1", digits + "." + digits, "0." + digits, "-0", "9223372036854775808", "-9223372036854775809",
            "18446744073709551616", "79228162514264337593543950336", "79228162514264337593543950335.5", "-79228162514264337593543950335.49",
            "7922816251426433759354395033.55", "P", "PT", "P1DT", "-P10675199DT2H48M5.4775808S", "P10675199DT2H48M5.4775808S",
            "P\(digits)Y", "PT\(digits)S", "PT0.\(digits)S", "P1D1D", "PT1S1H", "P1H", "PT.5S", "PT1.S", "9999-12-31T23:59:59.99999999Z",
            "0000-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-13-01T00:00:00", "2024-00-01T00:00:00",
            "2024-02-30T00:00:00", "2024-01-01T00:00:00+14:01", "2024-01-01T00:00:00+99:99", "2024-01-01T00:00:60", "-2024-01-01T00:00:00",
            "2024-01-01T00:00:00.", "2024-01-01T00:00:00." + digits + "Z", "{" + zeros, "====", "A===", "AA=A", "AAAAA", "\u{661}", "1 2",
            "\u{FEFF}1", "q:q", ":", "a:", ":a", "<b/>", "<v:b>1</v:b>", "1<v:b/>2", "<v:Name><v:Name/></v:Name>",
        ]
    }()

    @Test func everyTypeMeetsEveryContent() throws {
        for content in Self.contents {
            let element = try value(content)
            for type in Self.types { survive(type, element) }
        }
    }

    private func survive<Value: ContractValue>(_ type: Value.Type, _ element: InfosetCursor) {
        guard let value = try? element.read(as: type, ContractCoding()) else { return }
        // What is read can be written, and read again.
        #expect(throws: Never.self) { _ = try written(value).root.read(as: type, ContractCoding()) }
    }

    @Test func depthIsLimitedWhereTheReadersIsNot() throws {
        let deep = 20_000
        let name = "http://schemas.datacontract.org/2004/07/Vectors"
        let inside = String(repeating: "<Next>", count: deep) + String(repeating: "</Next>", count: deep)
        let text = "<Next xmlns=\"\(name)\">\(inside)</Next>"
        let root = try document(text, quotas: .maximum).root
        let error = #expect(throws: ContractError.self) { try root.read(as: Plain.self, ContractCoding()) }
        #expect(error?.expected == "a value at most 128 elements deep (ContractCoding.maxDepth)")
        var coding = ContractCoding()
        coding.maxDepth = 2
        #expect(throws: ContractError.self) { try root.read(as: Plain.self, coding) }
        #expect(throws: Never.self) { try document("<Next xmlns=\"\(name)\"><Next/></Next>").root.read(as: Plain.self, coding) }
    }

    @Test func listsInListsAreLimitedToo() throws {
        let arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
        let root = try document("<v xmlns:a=\"\(arrays)\"><a:ArrayOfArrayOfint><a:ArrayOfint/></a:ArrayOfArrayOfint></v>").root
        var coding = ContractCoding()
        #expect(try root.read(as: [[[Int32]]].self, coding) == [[[]]])
        coding.maxDepth = 2
        #expect(throws: ContractError.self) { try root.read(as: [[[Int32]]].self, coding) }
    }

    @Test func objectsInObjectsAreLimited() throws {
        let open = "<v:Any i:type=\"v:Circle\">"
        let content = String(repeating: open, count: 300) + String(repeating: "</v:Any>", count: 300)
        let text = "<value xmlns:v=\"urn:v\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\(content)</value>"
        let root = try document(text, quotas: .maximum).root
        #expect(throws: ContractError.self) { try root.read(as: Shape.self, ContractCoding()) }
    }

    @Test func duplicatedMembersAreReadOnce() throws {
        let many = String(repeating: "<v:Name>m</v:Name>", count: 5000)
        let person = try value("<v:Name>n</v:Name>" + many + "<v:Age>4</v:Age>" + many).read(as: Person.self, ContractCoding())
        #expect(person == Person(name: "n", age: 4))
        // As extension data they come back, but nothing else does.
        let known = "<v:Known>1</v:Known><v:Known>2</v:Known>"
        #expect(try value(known).read(as: Extensible.self, ContractCoding()).more.elements.count == 1)
    }

    @Test func valuesOutOfRangeAreKeptInIt() {
        #expect(DateTime(ticks: .max).description == "9999-12-31T23:59:59.9999999")
        #expect(DateTime(ticks: .min, zone: .offset(.max)).description == "0001-01-01T00:00:00+14:00")
        #expect(DateTime(Int.max, 1, 1) == nil && DateTime(1, 1, 1, ticks: .max) == nil && DateTime(2024, .min, .max) == nil)
        #expect(DateTimeOffset(ticksInUTC: .min, offsetMinutes: .min).offsetMinutes == -840)
        #expect(TimeSpan(.seconds(Int64.max)) == nil)
        #expect(TimeSpan(TimeSpan(ticks: .min).duration) == TimeSpan(ticks: .min))
        #expect(DecimalNumber(.max, scale: 0) == nil && DecimalNumber(1, scale: 29) == nil && DecimalNumber(1, scale: -1) == nil)
        #expect(DateTime(Date(timeIntervalSinceReferenceDate: .infinity)) == nil)
        #expect(DateTime(Date(timeIntervalSinceReferenceDate: -1e18)) == nil && DateTime(Date(timeIntervalSince1970: 0)) != nil)
    }
}
