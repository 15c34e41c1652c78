import PluginWire
import Testing

@testable import MacroExpansion

@Suite("What @DataContract writes")
struct DataContractMacroTests {
    @Test func members() {
        let expansion = expand(
            "DataContractMacro", .extension,
            """
            @DataContract(name: "P p", namespace: "urn:p", knownTypes: [A.self, [Int32].self])
            public struct S: Equatable {
                @DataMember(order: 1) var zebra: String!
                @DataMember(name: "1digit", order: 0, emitsDefault: false) var age: Int?
                @DataMember(isRequired: true) let b: [String: Level?]
                var level: Level = .low
                var count: Int { 1 }
                static let shared = 1
                func f() {}
            }
            """, type: "Outer.S")
        #expect(complaints(expansion) == [])
        #expect(
            expansion.source == """
                nonisolated extension Outer.S: MemberContract {
                    public static let contractName: ExpandedName = ExpandedName("P_x0020_p", namespace: "urn:p")
                    public static let knownTypes: [any ContractValue.Type] = [A.self, [Int32].self]

                    private nonisolated enum ContractNames {
                        static let b = ExpandedName("b", namespace: "urn:p")
                        static let level = ExpandedName("level", namespace: "urn:p")
                        static let age = ExpandedName("_x0031_digit", namespace: "urn:p")
                        static let zebra = ExpandedName("zebra", namespace: "urn:p")
                    }

                    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
                        try builder.write(self.b, as: ContractNames.b, coding)
                        try builder.write(self.level, as: ContractNames.level, coding)
                        try builder.writeUnlessDefault(self.age, as: ContractNames.age, coding)
                        try builder.write(self.zebra, as: ContractNames.zebra, coding)
                    }

                    public init(from members: inout ContractMembers) throws {
                        self.b = try members.readRequired(ContractNames.b, as: [String: Level?].self)
                        if let value = try members.readIfPresent(ContractNames.level, as: Level.self) { self.level = value }
                        self.age = try members.read(ContractNames.age, as: Int?.self)
                        self.zebra = try members.read(ContractNames.zebra, as: String?.self)
                    }
                }

                """)
    }

    @Test func namesAsDotNetWritesThem() {
        let names = ["plain", "with space", "1digit", "a:b", "_x0041_", "ü", "a-b.c", "-a", "😀"]
        #expect(
            names.map(WireName.encoded) == [
                "plain", "with_x0020_space", "_x0031_digit", "a_x003A_b", "_x0041_", "ü", "a-b.c", "_x002D_a", "😀",
            ])
    }

    @Test func membersInTheOrderOfDotNet() {
        let places = [
            WirePlace(order: nil, name: "b"), WirePlace(order: nil, name: "a"), WirePlace(order: nil, name: "B"),
            WirePlace(order: 1, name: "z1"),
            WirePlace(order: 1, name: "y1"), WirePlace(order: 0, name: "x0"), WirePlace(order: nil, name: "ﬀ"),
            WirePlace(order: nil, name: "😀"),
        ]
        #expect(places.sorted().map(\.name) == ["B", "a", "b", "😀", "ﬀ", "x0", "y1", "z1"])
    }

    @Test func genericContractsStoreNothing() {
        let text = "@DataContract(namespace: \"urn:v\") struct Box<T: ContractValue> { var content: T }"
        let expansion = expand("DataContractMacro", .extension, text)
        #expect(complaints(expansion) == [] && !expansion.source.contains("static let"))
        #expect(expansion.source.contains("ExpandedName(generic: \"Box\", of: [T.contractName], namespace: \"urn:v\")"))
        let inner = expand("DataContractMacro", .extension, "struct S { var a: Int }", context: ["struct Outer<T> {}"])
        #expect(!inner.source.contains("static let"))
    }

    @Test func aConformanceByHandIsKept() {
        let source = SourceTextOf("struct S: MemberContract { var a: Int }")
        let expansion = ContractMacros.plugin.expand(source.request(missing: []))
        #expect(expansion.source.hasPrefix("nonisolated extension S {"))
    }
}
