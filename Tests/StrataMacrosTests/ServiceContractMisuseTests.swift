import PluginWire
import Testing

private func contract(_ text: String) -> Expansion { expand("ServiceContractMacro", .peer, text) }

/// Each row: a contract that is wrong, and what is said of it, as `place: message`.
@Suite("Misuse of @ServiceContract")
struct ServiceContractMisuseTests {
    private static func check(_ text: String, _ expected: [String]) {
        let expansion = contract(text)
        #expect(complaints(expansion) == expected.map { "error: " + $0 })
        #expect(expansion.source.isEmpty)
        // The other role says nothing twice.
        let other = expand("ServiceContractMacro", .extension, text)
        #expect(other.source.isEmpty && other.diagnostics.isEmpty)
    }

    @Test(arguments: [
        (
            "struct S {}",
            "struct: @ServiceContract stands on a protocol; 'S' is a struct: write it at a protocol that 'S' conforms to"
        ),
        ("typealias S = Int", "typealias: @ServiceContract stands on a protocol; 'S' is a typealias"),
        (
            "protocol P: AnyObject, Sendable {}",
            "AnyObject: the client of 'P' is a struct: write 'Sendable' for 'AnyObject'; what serves the contract may be a class or an actor"
        ),
        (
            "protocol P: Actor {}",
            "Actor: the client of 'P' is a struct: write 'Sendable' for 'Actor'; what serves the contract may be a class or an actor"
        ),
        (
            "protocol P: Sendable, Swift.Equatable {}",
            "Swift.Equatable: 'Swift.Equatable' is no service contract: take it away; what serves 'P' may have it"
        ),
        (
            "@ServiceContract(knownTypes: types) protocol P: Sendable {}",
            "knownTypes: types: 'knownTypes' must be a list of types in square brackets, such as [Circle.self]"
        ),
        ("protocol P {}", "P: a service is called from many tasks: write 'protocol P: Sendable'"),
        ("protocol P: A & B {}", "A & B: write the protocols that 'P' refines one by one, with commas"),
        ("protocol P: Sendable { var a: Int { get } }", "var: a service contract has methods only; take the property away"),
        ("protocol P: Sendable { associatedtype A }", "associatedtype: a service contract has methods only; take the associatedtype away"),
        ("protocol P: Sendable { init() }", "init: a service contract has methods only; take the init away"),
        (
            "protocol P: Sendable {\n#if A\n#endif\n}",
            "#if: the methods of a service contract cannot stand under #if: a macro does not know which branch is compiled"
        ),
        (
            "@ServiceContract(sessionMode: mode()) protocol P: Sendable {}",
            "sessionMode: mode(): 'sessionMode' must be .allowed, .required or .notAllowed"
        ),
        (
            "@ServiceContract(callback: a + b) protocol P: Sendable {}",
            "callback: a + b: 'callback' must be the type of a @ServiceContract protocol: write '(any Callback).self'"
        ),
        (
            "@ServiceContract(namespace: \"a\\(b)\") protocol P: Sendable {}",
            "namespace: \"a\\(b)\": 'namespace' must be a string literal or the path of a constant, such as Names.orders"
        ),
        (
            "protocol P: Sendable { func f() async throws; func f(x: Int) async throws }",
            #"f: two methods are called "f" on the wire; give one of them an @Operation(name:)"#
        ),
        (
            #"protocol P: Sendable { @Operation(action: "*") func f(m: Message) async throws; @Operation(action: "*") func g(m: Message) async throws }"#,
            #"g: two methods have the action "*"; give one of them another"#
        ),
    ])
    func contracts(_ text: String, _ expected: String) { Self.check(text, [expected]) }

    @Test(arguments: [
        ("func f()", "f: 'f' must be 'async throws', because a call takes time and can fail: add 'async throws'"),
        ("func f() async", "f: 'f' must be 'async throws', because a call takes time and can fail: add 'throws'"),
        ("func f() async throws(E)", "E: a call can fail in more ways than 'E': write 'throws', and @Faults for what is declared"),
        ("func f<T>(x: T) async throws", "f: an operation cannot be generic: write a method for each type"),
        ("static func f() async throws", "static: an operation cannot be static: take the word away"),
        ("mutating func f() async throws", "mutating: an operation cannot be mutating: take the word away"),
        ("func + (a: Int, b: Int) async throws", "+: an operator cannot be an operation: write a method with a name"),
        ("func f(x: inout Int) async throws", "x: an operation's parameter is a copy: take 'inout' away"),
        ("func f(x: sending A) async throws", "x: an operation's parameter is a copy: take 'sending' away"),
        ("func f(x: Int...) async throws", "Int: an operation's parameter cannot be variadic: write '[Int]'"),
        ("func f(x: (Int, Int)) async throws", "(Int, Int): a tuple cannot be a parameter; make a @DataContract struct of it"),
        (
            "func f() async throws -> () -> Int",
            "() -> Int: a function cannot be a result; what comes later is a result, or an operation of a callback contract"
        ),
        (
            "func f(done: @escaping (Int) -> Void) async throws",
            "(Int) -> Void: a function cannot be a parameter; what comes later is a result, or an operation of a callback contract"
        ),
        (
            "func f() async throws -> Result<Int, E>",
            "Result<Int, E>: 'Result<Int, E>' cannot be a result; return 'Int' and throw the error"
        ),
        (
            "func f() async throws -> AsyncThrowingStream<Int, any Error>",
            "AsyncThrowingStream<Int, any Error>: 'AsyncThrowingStream<Int, any Error>' cannot be a result; write 'OctetStream' for octets; "
                + "values that come later are operations of a callback contract"
        ),
        (
            "func f(x: OctetStream?) async throws",
            "OctetStream?: 'OctetStream?' cannot be a parameter; write 'OctetStream' alone; an empty one has no octets"
        ),
        ("func f(_: Int) async throws", "_: a parameter's name is its name on the wire: write '_ name: Int'"),
        (
            #"@Operation(replyAction: "*") func f() async throws -> Int"#,
            #"replyAction: "*": '*' leaves the action of the reply to the Message that is returned: return 'Message', or write the action"#
        ),
        (
            #"@Operation(name: "a") @Operation(action: "b") func f() async throws"#,
            #"@Operation(action: "b"): there is one @Operation already; write its arguments in one attribute"#
        ),
        (
            "@Operation(knownTypes: [A]) func f() async throws",
            "knownTypes: [A]: 'A' must be a type: write 'A.self'"
        ),
        (
            "func f() async throws -> (a: Int, b: any P)",
            "any P: 'any P' cannot be part of a result; write a @DataContract enum with a case for each type that it may be"
        ),
        (
            "func f() async throws -> (a: Int, Int)",
            "Int: this part of the result needs a label, which is its name on the wire: write 'name: Int'"
        ),
        (
            "func f() async throws -> (Int, fResult: Int)",
            #"Int: two parts of the result are called "fResult" on the wire"#
        ),
        (
            #"@Operation(parameterNames: ["a": "b"]) func f(a: Int, b: Int) async throws"#,
            #"b: two parameters are called "b" on the wire"#
        ),
        (
            #"@Operation(parameterNames: ["c": "b"]) func f(a: Int) async throws"#,
            #"parameterNames: ["c": "b"]: 'f' has no parameter 'c'"#
        ),
        (
            "@Operation(parameterNames: names) func f(a: Int) async throws",
            #"parameterNames: names: 'parameterNames' must be a dictionary of string literals: write ["parameter": "Name on the wire"]"#
        ),
        (
            #"@Operation(parameterNames: ["a": b]) func f(a: Int) async throws"#,
            #"parameterNames: ["a": b]: 'parameterNames' must have string literals: write ["parameter": "Name on the wire"]"#
        ),
        (
            "func f(a: Int, m: Strata.Message) async throws",
            "m: 'Strata.Message' is a whole body, so it must be the only parameter or the only result"
        ),
        (
            #"@Operation(resultName: "r") func f() async throws"#,
            #"resultName: "r": 'resultName' says nothing here: the labels of a tuple are names, and no result has none"#
        ),
        ("@OneWay func f() async throws -> Int", "Int: a @OneWay method has no reply: return nothing, or take @OneWay away"),
        (
            #"@OneWay @Operation(replyAction: "r") func f() async throws"#,
            #"replyAction: "r": a @OneWay method has no reply: leave out 'replyAction', or take @OneWay away"#
        ),
        (
            "@OneWay @Faults(A.self) func f() async throws",
            "@Faults(A.self): a @OneWay method has no reply that a fault could be: take one attribute away"
        ),
        ("@OneWay(true) func f() async throws", "@OneWay(true): @OneWay has no arguments"),
        ("@Faults func f() async throws", "@Faults: name the types of the details: write '@Faults(Detail.self)'"),
        ("@Faults(A) func f() async throws", "A: 'A' must be a type: write 'A.self'"),
        (
            #"@Faults(A.self, B.self, action: "x") func f() async throws"#,
            #"@Faults(A.self, B.self, action: "x"): an action or a name belongs to one fault; write one @Faults for each type"#
        ),
        (
            "@Operation(isInitiating: false) func f() async throws",
            "isInitiating: false: 'isInitiating' is about sessions: write @ServiceContract(sessionMode: .required)"
        ),
        (
            "@Operation(isTerminating: true) func f() async throws",
            "isTerminating: true: 'isTerminating' is about sessions: write @ServiceContract(sessionMode: .required)"
        ),
        ("@Operation(isTerminating: t) func f() async throws", "isTerminating: t: 'isTerminating' must be 'true' or 'false'"),
    ])
    func operations(_ text: String, _ expected: String) { Self.check("protocol P: Sendable { \(text) }", [expected]) }

    @Test(arguments: [
        (
            #"@Operation(action: "*") func f(x: Int) async throws"#,
            #"action: "*": '*' takes messages of any form: take a 'Message' as the only parameter, or write the action"#
        ),
        (
            #"@Operation(action: "*") func f() async throws"#,
            #"action: "*": '*' takes messages of any form: take a 'Message' as the only parameter, or write the action"#
        ),
        (
            "@Faults(A.self, A.self) func f() async throws", "A.self: 'A.self' is declared twice; take one away, or give its detail a name"
        ),
        (
            #"@Faults(A.self) @Faults(A.self, action: "urn:a") func f() async throws"#,
            "A.self: 'A.self' is declared twice; take one away, or give its detail a name"
        ),
        (
            #"@Faults(A.self, namespace: "urn:a") func f() async throws"#,
            #"namespace: "urn:a": 'namespace' says nothing here: it is that of 'name'; write that too, or leave it out"#
        ),
    ])
    func wildcardsAndFaults(_ text: String, _ expected: String) { Self.check("protocol P: Sendable { \(text) }", [expected]) }

    @Test(arguments: [
        "func f() async throws(any Error)", #"@Faults(A.self) @Faults(A.self, name: "B", namespace: "urn:b") func f() async throws"#,
        #"@Operation(action: "*", replyAction: "*") func f(m: Message) async throws -> Message"#,
        "@Operation(knownTypes: [A.self, [A].self]) func f(x: AnyContractValue) async throws",
    ])
    func whatIsRight(_ method: String) {
        let expansion = contract("protocol P: Sendable { \(method) }")
        #expect(complaints(expansion) == [] && !expansion.source.isEmpty)
    }

    @Test func aRoleOfAnotherCompiler() {
        #expect(
            complaints(expand("ServiceContractMacro", .body, "protocol P: Sendable {}")) == [
                "error: P: the compiler asks for a body, which @ServiceContract does not make"
            ])
    }

    @Test func fixIts() {
        #expect(contract("protocol P: Sendable { func f() throws }").diagnostics.first?.fixIts.map(\.message) == ["add 'async'"])
        #expect(contract("protocol P {}").diagnostics.first?.fixIts.map(\.newText) == [": Sendable"])
    }
}
