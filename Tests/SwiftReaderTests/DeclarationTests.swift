import Testing

@testable import SwiftReader

private func read(_ text: String) throws -> Declaration { try Reader.declaration(in: SourceText(text)) }

private func properties(_ body: String) throws -> [Property] {
    try read("struct S {\n\(body)\n}").members.compactMap { if case .property(let p) = $0 { p } else { nil } }
}

private func functions(_ body: String) throws -> [Function] {
    try read("protocol P {\n\(body)\n}").members.compactMap { if case .function(let f) = $0 { f } else { nil } }
}

@Suite("Declarations") struct DeclarationTests {
    @Test func head() throws {
        let d = try read(
            "/// doc\n@A(x: 1) @available(macOS 10, *)\npublic final class Box<T: P<Int>, U>: Base<T>, Q where T: R { var a = 1 }")
        #expect(d.attributes.map(\.name) == ["A", "available"] && d.modifiers.map(\.name) == ["public", "final"])
        #expect(d.keyword.text == "class" && d.name.text == "Box" && d.genericParameters.map(\.name.text) == ["T", "U"])
        #expect(d.inherited.map(\.text) == ["Base<T>", "Q"] && d.members.count == 1)
        #expect(try read("public extension A.B {}").name.text == "A.B")
        let given = try read("extension Table<Int, any P, [String]>: Q where T: R { var a = 1 }")
        #expect(given.name.text == "Table" && given.genericParameters.isEmpty && given.inherited.map(\.text) == ["Q"])
        #expect(given.members.count == 1)
        #expect(try read("func f() {}").keyword.text == "func")
    }

    @Test(arguments: [
        ("var a: Int", Property.Storage.stored), ("let a: Int = 4", .stored), ("var a: Int { 1 }", .computed),
        ("var a: Int { get async throws { 1 } }", .computed), ("var a: Int = 1 { didSet {} }", .observed),
        ("var a: Int = 1 {\n willSet(x) { }\n}", .observed), ("var a: Int\n{ didSet {} }", .observed),
        ("var a: () -> Int = { 1 }", .stored), ("var a: Int = { 1 }()", .stored), ("var a: Int = f(1) { $0 }", .stored),
        ("var a: Int = if x { 1 } else { 2 }", .stored), ("var a: Int { @inlinable get { 1 } }", .computed),
    ])
    func storage(_ text: String, _ expected: Property.Storage) throws {
        let all = try properties(text + "\nvar last: Int")
        #expect(all.map(\.name.text) == ["a", "last"])
        #expect(all.first?.storage == expected)
    }

    @Test func initialValuesEndWhereTheyShould() throws {
        let body = """
            var a: Int = 1 +
                2, b = [1, 2].map { $0 }
                .reversed(), c: String?
            var d = Dictionary<Int, Int>(), e = x < y, f: Int
            private(set) var g = "}" ; @W var h: Int = y
                ?? 4
            static let i = 1
            lazy var j: Int = { 5 }()
            var k = InlineArray<4, Int>(repeating: 0), l: Int
            """
        #expect(try properties(body).map(\.name.text) == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"])
    }

    @Test func otherMembersAreSteppedOver() throws {
        let body = """
            init(a: Int = 1) { var no: Int }
            init?(b: Int)
            subscript(i: Int) -> Int { 1 }
            func f<T>(_ x: T) -> [T] where T: P { let no: Int = 1 }
            struct Inner { var no: Int }
            typealias T = (Int, String)
            typealias U =
                @Sendable (
                    _ no: Int
                ) throws -> Int
            #warning("x")
            deinit { }
            var (m, n): (Int, Int) = (1, 2)
            #if DEBUG
            var no: Int
            #endif
            class var k: Int { 1 }
            var last: Int
            """
        #expect(try properties(body).map(\.name.text) == ["k", "last"])
        let members = try read("struct S {\n\(body)\n}").members
        #expect(members.contains { if case .conditional = $0 { true } else { false } })
        #expect(members.contains { if case .pattern = $0 { true } else { false } })
    }

    @Test func sharedTypes() throws {
        #expect(try properties("var a, b: Int, c = 1, d: [String]").map { $0.type?.text } == ["Int", "Int", nil, "[String]"])
    }

    @Test func enumCases() throws {
        let d = try read(
            "enum E: String { case a, b = \"B\"; @X(\"y\") case c(Int, d: [Int]), `default`\n case e = \"E\"\n var x: Int { switch self { case .a: 1 } } }"
        )
        let cases = d.members.compactMap { if case .enumCase(let c) = $0 { c } else { nil } }
        #expect(cases.map(\.name.plain) == ["a", "b", "c", "default", "e"])
        #expect(cases.map(\.rawValue) == [nil, .string("B"), nil, nil, .string("E")])
        #expect(cases.map(\.associatedValues.count) == [0, 0, 2, 0, 0])
        #expect(cases[2].attributes.first?.name == "X")
    }

    @Test func functionsOfProtocols() throws {
        let all = try functions(
            """
            @Operation(action: "urn:a")
            func add(_ a: Int, to b: inout [Int: String], with: @escaping @Sendable (Int) async throws -> Void) async throws -> Int?
            @OneWay mutating func log() async
            func f<T: P>(x y: T...) throws(MyError<Int>) -> (a: Int, b: String) where T: Q
            static func == (a: Self, b: Self) -> Bool
            func last(x: Int = 3)
            """)
        #expect(all.map(\.name.text) == ["add", "log", "f", "==", "last"])
        #expect(all[0].parameters.map(\.label) == [nil, "to", "with"] && all[0].parameters.map(\.name.text) == ["a", "b", "with"])
        #expect(all[0].parameters[1].specifiers == ["inout"] && all[0].isAsync && all[0].isThrowing && all[0].returnType?.text == "Int?")
        #expect(all[1].modifiers.map(\.name) == ["mutating"] && all[1].isAsync && !all[1].isThrowing)
        #expect(all[2].isGeneric && all[2].thrownType?.text == "MyError<Int>" && all[2].parameters[0].isVariadic)
        #expect(all[4].parameters[0].defaultValue != nil)
    }

    @Test(arguments: [
        "struct", "struct S { var : Int }", "struct S { var a: Int", "struct S { var a: [Int }", "struct S { what a }",
        "struct S {\n#if A\n}",
    ])
    func failures(_ text: String) {
        #expect(throws: ReadFailure.self) { try read(text) }
    }

    @Test func positionsCountBytes() throws {
        let text = "/* ü */ struct S { var é: Int }"
        let property = try #require(try read(text).members.first)
        guard case .property(let p) = property else { return }
        #expect(SourceText(text)[p.name.range] == "é" && p.name.range.lowerBound == 24)
    }
}
