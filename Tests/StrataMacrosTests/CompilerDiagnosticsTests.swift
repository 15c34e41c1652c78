import Testing

/// The whole way: the compiler starts the plugin, and says its messages at their places, as `line:column: severity: message`.
@Suite("What the compiler says")
struct CompilerDiagnosticsTests {
    @Test func wrongContracts() async throws {
        let said = try await Toolchain.check(
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

    /// What people write who come from .NET, or from other frameworks: one sentence each, where the mistake stands.
    @Test func whatPeopleWrite() async throws {
        let said = try await Toolchain.check(
            """
            @DataContract(namespace: "urn:a") final class Order { var id = 1 }
            @DataContract(namespace: "urn:a") struct Line {
                @DataMember(emitsDefault: false) var count: Int
                @DataMember(emitsDefault: false) var price: Double = 1.5
                var tag: Any
                var body: OctetStream
            }
            @DataContract(namespace: "urn:a") struct Node { var next: Node? }
            @DataContract(namespace: "urn:a") enum Digit { case zero, one }
            @DataContract(namespace: "urn:a") @MessageContract struct Both { var a: Int }
            @ServiceContract(namespace: "urn:a") struct Desk {}
            @ServiceContract(namespace: "urn:a") protocol Calc: AnyObject, Sendable {
                func add(_: Int, done: @escaping (Int) -> Void) async throws
                static func make() async throws
                func generic<T: ContractValue>(x: T) async throws
                func change(x: inout Int) async throws
                func typed() async throws(CancellationError)
                func many(x: Int...) async throws
                func plain() -> Int
                func plain(x: Int) async throws -> Int
            }
            @ServiceContract(namespace: "urn:a") protocol Good: Sendable { func f() async throws }
            extension Good { @Operation func g() async throws {} }
            """)
        let own = said.filter { $0.contains("from macro") }.map { $0.replacing(#/ \(from macro '\w+ ?'\)/#, with: "") }
        #expect(
            own == [
                "2:41: error: @DataContract stands on a struct or an enum; 'Order' is a class: write 'struct', and @BaseContract "
                    + "at a property for a superclass",
                "4:17: error: 'count' is left out when it has the default of its type, and could not be read then: give it that "
                    + "as a default value, or an optional type",
                "5:17: error: 'price' is left out when it is 0, and read as its default value then: write '= 0', or leave out "
                    + "'emitsDefault'",
                "6:14: error: 'Any' cannot be a data member; write 'AnyContractValue', which takes simple types and known types",
                "7:15: error: octets that pass through are in no data contract: write 'Bytes', or a @MessageContract",
                "9:59: error: a struct cannot hold itself: write 'Indirect<Node>?'",
                "10:53: error: 'zero' says which case has the number 0: call the case otherwise, and write '@EnumMember(\"zero\")'",
                "11:35: error: 'Both' is one kind of contract: a type in a message (@DataContract), a collection "
                    + "(@CollectionDataContract) or a whole message (@MessageContract); take this attribute away",
                "12:38: error: @ServiceContract stands on a protocol; 'Desk' is a struct: write it at a protocol that 'Desk' "
                    + "conforms to",
                "13:53: error: the client of 'Calc' is a struct: write 'Sendable' for 'AnyObject'; what serves the contract may "
                    + "be a class or an actor",
                "14:14: error: a parameter's name is its name on the wire: write '_ name: Int'",
                "14:38: error: a function cannot be a parameter; what comes later is a result, or an operation of a callback contract",
                "15:5: error: an operation cannot be static: take the word away",
                "16:10: error: an operation cannot be generic: write a method for each type",
                "17:17: error: an operation's parameter is a copy: take 'inout' away",
                "18:31: error: a call can fail in more ways than 'CancellationError': write 'throws', and @Faults for what is "
                    + "declared",
                "19:18: error: an operation's parameter cannot be variadic: write '[Int]'",
                "20:10: error: 'plain' must be 'async throws', because a call takes time and can fail: add 'async throws'",
                "21:10: error: two methods are called \"plain\" on the wire; give one of them an @Operation(name:)",
                "24:18: error: @Operation stands on a method of a @ServiceContract protocol; write it in the declaration itself, "
                    + "because a macro does not see extensions",
            ])
    }

    /// In a module of each kind: what is not marked is nobody's, or the main actor's.
    @Test(arguments: ["nonisolated", "MainActor"]) func rightContracts(isolation: String) async throws {
        let said = try await Toolchain.check(
            """
            @DataContract(namespace: "urn:a") struct Person: Hashable { var name: String; var tags: [String]?; var state: State }
            @DataContract(namespace: "urn:a") enum State: String, Hashable, CaseIterable { case open, closed }
            @DataContract(namespace: "urn:a") struct Rights: OptionSet, Hashable {
                let rawValue: Int
                @EnumMember static let read = Rights(rawValue: 1)
            }
            @DataContract indirect enum Anyone: Hashable { case person(Person), other(State) }
            @DataContract(namespace: "urn:a") struct Child {
                @BaseContract var person: Person
                @DataMember(order: 1, emitsDefault: false) var age: Int32 = 0
                var rest = ExtensionData()
            }
            @CollectionDataContract(namespace: "urn:a", itemName: "name") struct Names { var names: [String] }
            @MessageContract struct Card {
                @MessageHeader(isRepeated: true) var states: [State]
                @MessageBodyMember var child: Child
            }
            @ServiceContract(namespace: "urn:a", callback: (any Listener).self) protocol People: Sendable {
                @Faults(Person.self) func find(name: String, as state: State) async throws -> Person?
                func send(card: Card) async throws -> Card
                @MainActor func show(names: Names) async throws -> (rights: Rights, count: Int)
            }
            @ServiceContract(namespace: "urn:a") protocol Listener: Sendable { @OneWay func hear(text: String) async throws }
            @ServiceContract(namespace: "urn:b") protocol MorePeople: People { func more() async throws }
            """, "-default-isolation", isolation)
        #expect(said == [])
    }
}
