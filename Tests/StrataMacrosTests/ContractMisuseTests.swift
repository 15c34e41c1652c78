import PluginWire
import Testing

/// Misuse of the macros around data contracts, row by row as `place: message`.
@Suite("Misuse of other macros")
struct ContractMisuseTests {
    private static func check(_ expansion: Expansion, _ expected: [String]) {
        #expect(complaints(expansion) == expected.map { "error: " + $0 })
        #expect(expansion.source.isEmpty)
    }

    @Test(arguments: [
        ("enum S {}", "enum: @CollectionDataContract stands on a struct; 'S' is an enum"),
        ("struct S {}", "S: a collection contract has one stored property, an array or a dictionary; 'S' has 0"),
        (
            "struct S { var a: [Int]; var b: [Int] }",
            "b: a collection contract has one stored property, an array or a dictionary; 'S' has 2"
        ),
        (
            "struct S { var a: Int }",
            "Int: a collection contract holds an array, a set or a dictionary, not 'Int': write '[Item]' or '[Key: Value]'"
        ),
        (
            "struct S { var a: Sequence<Int> }",
            "Sequence<Int>: a collection contract holds an array, a set or a dictionary, not 'Sequence<Int>': write '[Item]' or '[Key: Value]'"
        ),
        (
            "struct S { var a: [() -> Int] }",
            "[() -> Int]: a function cannot be a collection; what comes later is a result, or an operation of a callback contract"
        ),
        (
            #"@CollectionDataContract(keyName: "k") struct S { var a: [Int] }"#,
            #"keyName: "k": 'keyName' says nothing here: an array has items; write 'itemName'"#
        ),
        (
            #"@CollectionDataContract(valueName: "Key") struct S { var a: [Int: Int] }"#,
            #"valueName: "Key": key and value are called "Key"; give them two names"#
        ),
        (
            "public struct S { var items: [Int] }",
            "items: Swift makes 'init(items:)' for the module alone; write one that is public, or call the property something else"
        ),
        (
            "struct S {\n#if A\nvar a: [Int]\n#endif\nvar b: [Int] }",
            "#if: the property of a collection contract cannot stand under #if: a macro does not know which branch is compiled"
        ),
    ])
    func collections(_ text: String, _ expected: String) { Self.check(expand("CollectionDataContractMacro", .extension, text), [expected]) }

    @Test(arguments: [
        ("class S {}", "class: @MessageContract stands on a struct; 'S' is a class"),
        ("struct S { var a: Int }", "a: say what 'a' is: one of @MessageHeader, @MessageBodyMember and @IgnoreDataMember"),
        (
            "struct S { @MessageHeader @MessageBodyMember var a: Int }",
            "@MessageBodyMember: say what 'a' is: one of @MessageHeader, @MessageBodyMember and @IgnoreDataMember"
        ),
        ("struct S { @MessageHeader static var a: Int }", "@MessageHeader: @MessageHeader stands on a stored property of an instance"),
        ("struct S { @IgnoreDataMember let a: Int }", "a: 'a' is ignored, so nothing gives it a value: write a default value"),
        (
            "struct S { @IgnoreDataMember @MessageHeader var a: Int? }",
            "@IgnoreDataMember: a property is a member or it is ignored; take one attribute away"
        ),
        (
            "struct S { @MessageBodyMember var a: (Int, Int) }",
            "(Int, Int): a tuple cannot be in a message; make a @DataContract struct of it"
        ),
        (
            "struct S { @MessageBodyMember(order: -2) var a: Int }",
            "order: -2: 'order' begins at 0; leave it out for a member that comes before those with an order"
        ),
        (
            "struct S { @MessageHeader(isRepeated: true) var a: Int }",
            "isRepeated: true: a header that is repeated is an array: write '[Int]'"
        ),
        (
            "struct S { @MessageHeader(isRepeated: true) var a: [Int]? }",
            "[Int]?: no header is an empty array: write '[Int]'"
        ),
        (
            "struct S { @MessageHeader var a: OctetStream }",
            "a: an OctetStream is a body: mark it @MessageBodyMember, or make it Bytes"
        ),
        (
            "struct S { @MessageBodyMember var a: OctetStream; @MessageBodyMember var b: Int }",
            "a: 'a' is a whole body, so it must be the only @MessageBodyMember; make it Bytes, or the others headers"
        ),
        (
            "struct S { @MessageHeader @MessageHeader var a: Int }",
            "@MessageHeader: there is one @MessageHeader already; write its arguments in one attribute"
        ),
        (#"struct S { @MessageHeader var a: Int; @MessageHeader(name: "a") var b: Int }"#, #"b: two headers are called "a" on the wire"#),
        (
            #"struct S { @MessageBodyMember(name: "b") var a: Int; @MessageBodyMember var b: Int }"#,
            #"b: two body members are called "b" on the wire"#
        ),
        (
            #"@MessageContract(isWrapped: false, wrapperName: "W") struct S {}"#,
            #"wrapperName: "W": 'wrapperName' says nothing here: the body has no wrapper; leave out 'isWrapped: false'"#
        ),
        (
            "struct S {\n#if A\n#endif\n}",
            "#if: the members of a message contract cannot stand under #if: a macro does not know which branch is compiled"
        ),
    ])
    func messages(_ text: String, _ expected: String) { Self.check(expand("MessageContractMacro", .extension, text), [expected]) }

    @Test func attributesInExtensions() {
        Self.check(
            expand("OperationMacro", .peer, "@Operation func f()", context: ["extension P {}"]),
            [
                "@Operation: @Operation stands on a method of a @ServiceContract protocol; write it in the declaration itself, because a macro "
                    + "does not see extensions"
            ])
    }

    @Test(arguments: [
        ("DataMember", "var a: Int", "@DataContract struct S {}", "a stored property of a @DataContract struct"),
        ("BaseContract", "var a: Int", "@Strata.DataContract struct S {}", "a stored property of a @DataContract struct"),
        (
            "IgnoreDataMember", "case a", "@DataContract enum S {}",
            "a stored property or a case of a @DataContract, or a stored property of a @MessageContract"
        ),
        (
            "EnumMember", "case a", "@DataContract enum S {}",
            "a case of a @DataContract enum or a static property of a @DataContract OptionSet"
        ),
        ("MessageMember", "var a: Int", "@MessageContract struct S {}", "a stored property of a @MessageContract struct"),
        ("Operation", "func f()", "@ServiceContract protocol P {}", "a method of a @ServiceContract protocol"),
    ])
    func attributesOutOfPlace(_ name: String, _ declaration: String, _ owner: String, _ place: String) {
        let marked = "@\(name) \(declaration)"
        #expect(expand(name + "Macro", .peer, marked, context: [owner]).diagnostics.isEmpty)
        for (text, context) in [(marked, ["struct S {}"]), (marked, []), ("@\(name) typealias A = B", [owner])] {
            Self.check(expand(name + "Macro", .peer, text, context: context), ["@\(name): @\(name) stands on \(place)"])
        }
    }
}
