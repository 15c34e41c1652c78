import Testing

/// The whole way: the compiler starts the plugin, and says its messages at their places, as `line:column: severity: message`.
@Suite("What the compiler says")
struct CompilerDiagnosticsTests {
    @Test func wrongContracts() throws {
        let said = try Toolchain.check(
            """
            // ü: places are counted in octets.
            @DataContract(namespace: "urn:a") struct Ünit { var größe = 1 }
            @DataContract(namespace: "urn:a")
            struct Order {
                @DataMember(order: -1) var id: Int
                @EnumMember var state: Int
            }
            struct Plain { @DataMember var a: Int }
            @DataContract(namespace: "urn:a") enum State { case open, closed(Int) }
            @CollectionDataContract struct List { var a: [Int]; var b: Int }
            @MessageContract struct Request { var a: Int }
            @ServiceContract protocol Calc {
                func add(a: Int) async throws -> Int
                @OneWay func tell() async throws -> Int
            }
            @ServiceContract(namespace: "urn:a") protocol Good: Sendable { func add(a: Int) async throws -> Int }
            @OneWay func free() {}
            """)
        #expect(
            Set(said.filter { $0.contains("error: ") }.map { $0.replacing(#/ \(from macro '\w+ ?'\)/#, with: "") }) == [
                "3:54: error: 'größe' needs a type: a macro sees source text, not what the compiler infers",
                "6:17: error: 'order' begins at 0; leave it out for a member that comes before those with an order",
                "7:5: error: @EnumMember stands on cases and flags; write @DataMember",
                "9:16: error: @DataMember stands on a stored property of a @DataContract struct",
                "10:15: error: 'namespace' says nothing here: an enum of structs is called what its first case is",
                "10:53: error: each case of an enum of structs carries one value without a label: write 'case open(Open)'",
                "11:57: error: a collection contract has one stored property, an array or a dictionary; 'List' has 2",
                "12:39: error: say what 'a' is: one of @MessageHeader, @MessageBodyMember and @IgnoreDataMember",
                "13:27: error: a service is called from many tasks: write 'protocol Calc: Sendable'",
                "15:41: error: a @OneWay method has no reply: return nothing, or take @OneWay away",
                "18:1: error: @OneWay stands on a method of a @ServiceContract protocol",
            ])
    }

    @Test func rightContracts() throws {
        let said = try Toolchain.check(
            """
            @DataContract(namespace: "urn:a") struct Person: Hashable { var name: String; var tags: [String]?; var state: State }
            @DataContract(namespace: "urn:a") enum State: String, Hashable, CaseIterable { case open, closed }
            @DataContract(namespace: "urn:a") struct Rights: OptionSet, Hashable {
                let rawValue: Int
                @EnumMember static let read = Rights(rawValue: 1)
            }
            @DataContract indirect enum Anyone: Hashable { case person(Person), other(State) }
            @ServiceContract(namespace: "urn:a") protocol People: Sendable {
                @Faults(Person.self) func find(name: String, as state: State) async throws -> Person?
            }
            """)
        #expect(said == [])
    }
}
