import PluginWire
import SwiftReader
import Testing

private func contract(_ text: String, context: [String] = []) -> Expansion {
    expand("DataContractMacro", .extension, text, context: context)
}

/// Each row: a contract that is wrong, and what is said of it, as `severity: place: message`.
@Suite("Misuse of @DataContract")
struct DataContractMisuseTests {
    private static func check(_ text: String, _ expected: [String]) {
        let expansion = contract(text)
        #expect(complaints(expansion) == expected.map { "error: " + $0 })
        #expect(expansion.source.isEmpty)
    }

    @Test(arguments: [
        (
            "@DataContract class S {}",
            "class: @DataContract stands on a struct or an enum; 'S' is a class: write 'struct', and @BaseContract at a property for a superclass"
        ),
        ("@DataContract actor S {}", "actor: @DataContract stands on a struct or an enum; 'S' is an actor"),
        ("struct S<T> { var a: T }", "T: 'T' must be a contract value: write '<T: ContractValue>'"),
        ("struct S { var a = 1 }", "a: 'a' needs a type: a macro sees source text, not what the compiler infers"),
        (
            "struct S { let a: Int = 1 }",
            "let: 'let a' with a value cannot be read from a message; make it 'var', or mark it @IgnoreDataMember"
        ),
        ("struct S { var a: (Int, Int)? }", "(Int, Int)?: a tuple cannot be a data member; make a @DataContract struct of it"),
        (
            "struct S { var a: [() -> Int] }",
            "[() -> Int]: a function cannot be a data member; what comes later is a result, or an operation of a callback contract"
        ),
        (
            "struct S { var a: [String: any P] }",
            "[String: any P]: 'any P' cannot be a data member; write a @DataContract enum with a case for each type that it may be"
        ),
        (
            "struct S { var a: [Any] }",
            "[Any]: 'Any' cannot be a data member; write 'AnyContractValue', which takes simple types and known types"
        ),
        ("struct S { var a: Substring }", "Substring: 'Substring' cannot be a data member; write 'String'"),
        ("struct S { var a: ArraySlice<Int>? }", "ArraySlice<Int>?: 'ArraySlice<Int>' cannot be a data member; write '[Int]'"),
        (
            "struct S { var a: Range<Int> }",
            "Range<Int>: 'Range<Int>' cannot be a data member; make a @DataContract struct of it"
        ),
        (
            "struct S { var a: Int?? }",
            "Int??: an optional of an optional cannot be a data member; there is one nil on the wire: write 'Int?'"
        ),
        (
            "struct S { var a: OctetStream }",
            "OctetStream: octets that pass through are in no data contract: write 'Bytes', or a @MessageContract"
        ),
        (
            "struct S { var a: [OctetStream] }",
            "[OctetStream]: '[OctetStream]' cannot be a data member; write 'OctetStream' alone; an empty one has no octets"
        ),
        ("struct S { var next: S? }", "S?: a struct cannot hold itself: write 'Indirect<S>?'"),
        (
            "struct S { static let contractName = 1; var a: Int }",
            "contractName: 'contractName' is what @DataContract writes; take it away, and say 'name' and 'namespace'"
        ),
        (
            "@DataContract @MessageContract struct S { }",
            ""
        ),
        (
            "@MessageContract @DataContract struct S { }",
            "@DataContract: 'S' is one kind of contract: a type in a message (@DataContract), a collection (@CollectionDataContract) or a whole "
                + "message (@MessageContract); take this attribute away"
        ),
        (
            #"struct S { @DataMember(name: "b") @DataMember(order: 1) var a: Int }"#,
            "@DataMember(order: 1): there is one @DataMember already; write its arguments in one attribute"
        ),
        (
            "struct S { @DataMember(emitsDefault: false) var a: Int }",
            "emitsDefault: false: 'a' is left out when it has the default of its type, and could not be read then: give it that as a default "
                + "value, or an optional type"
        ),
        (
            "struct S { @DataMember(emitsDefault: false) var a: Int = 5 }",
            "emitsDefault: false: 'a' is left out when it is 0, and read as its default value then: write '= 0', or leave out 'emitsDefault'"
        ),
        (
            "struct S { @DataMember(emitsDefault: false) var a: Bool = true }",
            "emitsDefault: false: 'a' is left out when it is false, and read as its default value then: write '= false', or leave out "
                + "'emitsDefault'"
        ),
        (
            "struct S { @DataMember(emitsDefault: false) var a: [Int]? = [] }",
            "emitsDefault: false: 'a' is left out when it is nil, and read as its default value then: write '= nil', or leave out "
                + "'emitsDefault'"
        ),
        (
            "@DataContract(knownTypes: [Circle, [Int].self]) struct S {}",
            "knownTypes: [Circle, [Int].self]: 'Circle' must be a type: write 'Circle.self'"
        ),
        (
            "@DataContract(knownTypes: [1]) struct S {}",
            "knownTypes: [1]: 'knownTypes' must be a list of types, such as [Circle.self]"
        ),
        ("struct S { @IgnoreDataMember var a: Int }", "a: 'a' is ignored, so nothing gives it a value: write a default value"),
        (
            "struct S { @IgnoreDataMember @DataMember var a: Int = 1 }",
            "@IgnoreDataMember: a property is a member or it is ignored; take one attribute away"
        ),
        ("struct S { @DataMember var a: Int { 1 } }", "@DataMember: @DataMember stands on a stored property of an instance"),
        ("struct S { @BaseContract static var a: B = b }", "@BaseContract: @BaseContract stands on a stored property of an instance"),
        (
            "struct S { @BaseContract @DataMember var a: B }",
            "@BaseContract: the members of a base are written in its place, so it has no name or order; take one attribute away"
        ),
        ("struct S { @BaseContract var a: B; @BaseContract var b: B }", "b: a contract has one base; mark one property @BaseContract"),
        (
            "struct S { var a: ExtensionData; var b = ExtensionData() }",
            "b: unknown members are kept in one property; take 'ExtensionData' off this one"
        ),
        ("struct S { @EnumMember var a: Int }", "@EnumMember: @EnumMember stands on cases and flags; write @DataMember"),
        (
            "struct S { @EnumMember static let a = S() }",
            "@EnumMember: @EnumMember names flags, which an OptionSet has: write 'struct Name: OptionSet'"
        ),
        (#"struct S { @DataMember(name: "b") var a: Int; var b: Int }"#, #"b: two members are called "b" on the wire"#),
        (
            "struct S { @DataMember(name: n) var a: Int }",
            "name: n: 'name' must be a string literal without interpolation: macros see source text, not values"
        ),
        (#"struct S { @DataMember(name: "") var a: Int }"#, #"name: "": 'name' is empty; write at least one character, or leave it out"#),
        ("struct S { @DataMember(order: x) var a: Int }", "order: x: 'order' must be an integer literal"),
        (
            "struct S { @DataMember(order: -1) var a: Int }",
            "order: -1: 'order' begins at 0; leave it out for a member that comes before those with an order"
        ),
        ("struct S { @DataMember(isRequired: yes) var a: Int }", "isRequired: yes: 'isRequired' must be 'true' or 'false'"),
        (
            "struct S { @DataMember(isRequired: false) var a: Int }",
            "isRequired: false: 'a' has nothing to be when it is missing: give it a default value or an optional type"
        ),
        (
            "struct S { @DataMember(isRequired: true, emitsDefault: false) var a: Int }",
            "emitsDefault: false: a required member that is left out when it has its default could not be read; leave out 'emitsDefault' or "
                + "'isRequired'"
        ),
        (
            "@DataContract(namespace: f()) struct S {}",
            "namespace: f(): 'namespace' must be a string literal or the path of a constant, such as Names.orders"
        ),
        (
            "@DataContract(knownTypes: types) struct S {}",
            "knownTypes: types: 'knownTypes' must be a list of types in square brackets, such as [Circle.self]"
        ),
        ("struct S { var (a, b): (Int, Int) = (1, 2) }", "(: declare the members of a data contract one by one, not in brackets"),
        ("struct S { ??? }", "?: DataContract: expected the name of a declaration"),
        (
            "struct S {\n#if DEBUG\nvar a: Int\n#endif\n}",
            "#if: the members of a data contract cannot stand under #if: a macro does not know which branch is compiled"
        ),
    ])
    func members(_ text: String, _ expected: String) { Self.check(text, expected.isEmpty ? [] : [expected]) }

    @Test(arguments: [
        ("enum S { }", "S: an enum without cases cannot be a data contract; write at least one"),
        (#"enum S { case a; @EnumMember("a") case b }"#, #"b: two cases are called "a" on the wire"#),
        (
            "enum S { @EnumMember(n) case a }",
            "n: 'EnumMember' must be a string literal without interpolation: macros see source text, not values"
        ),
        ("enum S { @EnumMember(value: x) case a }", "value: x: 'value' must be an integer literal"),
        (
            "enum S { @IgnoreDataMember @EnumMember case a; case b }",
            "@EnumMember: a case has a name on the wire or it is ignored; take one attribute away"
        ),
        (
            "@DataContract(knownTypes: [A.self]) enum S { case a }",
            "knownTypes: [A.self]: 'knownTypes' says nothing here: an enum without associated values has no members"
        ),
        (
            "enum S { case a(A), b }",
            "b: each case of an enum of structs carries one value without a label: write 'case b(B)'"
        ),
        (
            "enum S { case a(x: A) }",
            "a: each case of an enum of structs carries one value without a label: write 'case a(A)'"
        ),
        ("enum S { case a(A?) }", "A?: a case holds a value; make the property optional that holds the enum"),
        ("enum S { case a(A), b(A) }", "A: two cases carry 'A', and the wire tells them apart by type"),
        (
            "enum S { case a(() -> Int) }",
            "() -> Int: a function cannot be in the place of a type; what comes later is a result, or an operation of a callback contract"
        ),
        (
            "enum S { case zero, one }",
            "zero: 'zero' says which case has the number 0: call the case otherwise, and write '@EnumMember(\"zero\")'"
        ),
        ("enum S { @EnumMember case a(A) }", "@EnumMember: a case with a value is written as the value's type; take the attribute away"),
        (
            #"@DataContract(name: "x") enum S { case a(A) }"#,
            #"name: "x": 'name' says nothing here: an enum of structs is called what its first case is"#
        ),
        (
            "@DataContract(knownTypes: [B.self]) enum S { case a(A) }",
            "knownTypes: [B.self]: 'knownTypes' says nothing here: the cases are the known types; write a case for each"
        ),
        (
            "@DataContract(isValueType: true) enum S { case a(A) }",
            "isValueType: true: 'isValueType' says nothing here: the structs say it themselves"
        ),
        (
            "enum S {\n#if A\ncase a\n#endif\ncase b }",
            "#if: the cases of a data contract cannot stand under #if: a macro does not know which branch is compiled"
        ),
    ])
    func enums(_ text: String, _ expected: String) { Self.check(text, [expected]) }

    @Test(arguments: [
        ("{ let rawValue: Int }", "S: 'S' has no flags: write '@EnumMember static let read = S(rawValue: 1)'"),
        ("{ @EnumMember var a: Int; @EnumMember static let b = 1 }", "@EnumMember: a flag is a static property: write 'static let'"),
        (
            "{ @DataMember var a: Int; @EnumMember static let b = 1 }",
            "@DataMember: flags have no members; mark static properties @EnumMember"
        ),
        (
            #"{ @EnumMember("a b") static let b = 1 }"#,
            #"@EnumMember("a b"): flags are written with spaces between them; take the space out of "a b""#
        ),
        (
            "{ @EnumMember(value: 1) static let b = 1 }",
            "value: 1: 'value' says nothing here: the value of a flag is that of the property"
        ),
        (#"{ @EnumMember("b") static let a = 1; @EnumMember static let b = 1 }"#, #"b: two flags are called "b" on the wire"#),
    ])
    func flags(_ body: String, _ expected: String) { Self.check("struct S: OptionSet \(body)", [expected]) }

    @Test(arguments: [
        "@DataMember(emitsDefault: false) var a: Int = 0", "@DataMember(emitsDefault: false) var a: Double = 0.0",
        "@DataMember(emitsDefault: false) var a: Int?", "@DataMember(emitsDefault: false) var a: Int? = nil",
        "@DataMember(emitsDefault: false) var a: Bool = false", "@DataMember(emitsDefault: false) var a: Color = .red",
        "var a: [S]", "var a: [String: S]", "var a: Indirect<S>?", "var a: Range", "var a: Result",
    ])
    func whatIsRight(_ property: String) {
        let expansion = contract("struct S { \(property) }")
        #expect(complaints(expansion) == [] && !expansion.source.isEmpty)
    }

    @Test func flagsThatSayTooMuch() {
        Self.check(
            "@DataContract(isValueType: true) struct S<T: P>: OptionSet { @EnumMember static var a: S { 1 } }",
            [
                "isValueType: true: 'isValueType' says nothing here: flags have no members",
                "S: flags cannot be generic: their names are kept once",
            ])
    }

    @Test func fixItsAndPlaces() throws {
        let diagnostic = try #require(contract("struct S { var a = 1 }").diagnostics.first)
        #expect(diagnostic.source.offset + diagnostic.range.lowerBound == 115 && diagnostic.source.fileName == "/f.swift")
        #expect(diagnostic.fixIts.map(\.newText) == [": Int"] && diagnostic.fixIts[0].range == 16..<16)
        for (value, type) in [("1.5", "Double"), ("true", "Bool"), (#""a""#, "String")] {
            #expect(contract("struct S { var a = \(value) }").diagnostics.first?.fixIts.first?.newText == ": " + type)
        }
        #expect(contract("struct S { let a: Int = 1 }").diagnostics.first?.fixIts.map(\.newText) == ["var"])
        #expect(
            contract("struct S { var a: Int; @DataMember(name: \"a\") var b: Int }").diagnostics.first?.notes.map(\.message) == [
                "the other is here"
            ])
    }
}
