import StrataInfoset
import StrataServiceModel
import Testing

/// Every row of the vectors that .NET's own serializer made.
@Suite("Data contract vectors", .enabled(if: Vectors.arePresent, "needs the shared vectors"))
struct VectorTests {
    /// What .NET accepts and we refuse, because XML Schema, or the schema of .NET's own types, does not have it.
    static let stricter: [String: String] = [
        "double-read-infinity": "XML Schema has INF",
        "datetime-read-date": "a date is no xs:dateTime",
        "guid-read-braces": "the schema of guid has 36 characters, without braces",
        "guid-read-bare": "the schema of guid has hyphens",
        "bytes-read-pad-inside": "padding ends a base64 value",
        "qname-read-undeclared": "a prefix that is not declared names nothing",
    ]
    /// What .NET writes and we refuse to write.
    static let unwritable: [String: String] = [
        "string-control": "no character of XML 1.0: a strict reader refuses the document",
        "string-fffe": "no character of XML 1.0: a strict reader refuses the document",
    ]
    /// What has no form in Swift.
    static let leftOut: [String: String] = [
        "node-cycle": "references between values (IsReference) are refused",
        "plain-enum-zero": "a Swift enumeration has no value that none of its cases is",
    ]
    /// A set has no order, here as in .NET.
    static let unordered: Set = ["set"]

    @Test(arguments: Vectors.rows.filter { $0.kind == "write" && leftOut[$0.name] == nil })
    func writesAsDotNetDoes(row: Vectors.Row) throws {
        if row.isError || Self.unwritable[row.name] != nil {
            #expect(throws: (any Error).self) { try self.write(VectorValues.written(row)) }
            return
        }
        let own = try write(VectorValues.written(row))
        try expect(own, Vectors.octets(row.file), row)
    }

    @Test(arguments: Vectors.rows.filter { $0.kind == "read" })
    func readsAsDotNetDoes(row: Vectors.Row) throws {
        let type = try #require(VectorValues.types[row.type], "no Swift type for \(row.type)")
        let octets = try Vectors.octets(row.file)
        if row.isError || Self.stricter[row.name] != nil {
            #expect(throws: (any Error).self) { try self.readAndWrite(type, octets) }
            return
        }
        try expect(readAndWrite(type, octets), Vectors.octets(row.expected), row)
    }

    /// No row is passed over: each is run or stands in a list, and each name in a list is a row.
    @Test func everyRowIsAccountedFor() {
        #expect(Vectors.rows.count == 203)
        let names = Set(Vectors.rows.map(\.name))
        for list in [Self.stricter, Self.unwritable, Self.leftOut] { #expect(names.isSuperset(of: list.keys)) }
        #expect(Set(Vectors.rows.map(\.kind)) == ["write", "read"])
    }

    private func expect(_ own: Infoset, _ expected: [UInt8], _ row: Vectors.Row) throws {
        let names = row.type == "XmlQualifiedName"
        let sorted = Self.unordered.contains(row.name)
        let wanted = try canonical(document(expected).root, names: names, sorted: sorted)
        #expect(try canonical(own.root, names: names, sorted: sorted) == wanted, "\(own.text)")
    }

    private func write(_ value: some ContractValue) throws -> Infoset { try written(value) }

    private func readAndWrite<Value: ContractValue>(_ type: Value.Type, _ octets: [UInt8]) throws -> Infoset {
        try written(try document(octets).root.read(as: type, ContractCoding()))
    }
}
