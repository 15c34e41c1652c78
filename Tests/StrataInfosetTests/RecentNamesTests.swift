import StrataInfoset
import Testing

/// A builder remembers names by the identity of their strings, once it holds some. What it writes does not show it.
struct RecentNamesTests {
    private static let space = "urn:example:names-that-are-not-short"

    /// The document with that content behind so many elements that names are remembered.
    private func text(_ write: (inout InfosetBuilder) -> Void) throws -> String {
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("root"))
        for _ in 0..<64 {
            builder.startElement(ExpandedName("filling"))
            builder.endElement()
        }
        write(&builder)
        builder.endElement()
        let text = try builder.finish().text
        return String(text.dropFirst("<root>".count + 64 * "<filling/>".count).dropLast("</root>".count))
    }

    @Test func aNameIsTheSameEachTime() throws {
        let name = ExpandedName("record-of-a-long-name", namespace: Self.space)
        let written = try text { builder in
            builder.startElement(ExpandedName("list", namespace: Self.space), prefix: "l")
            for _ in 0..<3 { builder.element(name, "1") }
            builder.endElement()
        }
        let item = "<l:record-of-a-long-name>1</l:record-of-a-long-name>"
        #expect(written == "<l:list xmlns:l=\"\(Self.space)\">\(item)\(item)\(item)</l:list>")
    }

    /// What a prefix or the default namespace means changes between two uses.
    @Test func aNameFollowsTheBindings() throws {
        let (plain, spaced) = (ExpandedName("plain"), ExpandedName("spaced", namespace: Self.space))
        let written = try text { builder in
            for _ in 0..<2 {
                builder.element(plain, "")
                builder.startElement(spaced)
                builder.element(plain, "")
                builder.element(spaced, "")
                builder.startElement(spaced, prefix: "p")
                builder.declare(namespace: "urn:other", prefix: "p")
                builder.declare(namespace: "urn:other", prefix: "p")
                builder.element(spaced, "")
                builder.endElement()
                builder.endElement()
            }
        }
        let inner = "<plain xmlns=\"\"/><spaced/><spaced xmlns:p=\"urn:other\"><spaced/></spaced>"
        let once = "<plain/><spaced xmlns=\"\(Self.space)\">\(inner)</spaced>"
        #expect(written == once + once)
    }

    /// A string that is changed where it stands is another name, though it may keep its place in memory.
    @Test func aStringThatChangesIsAnotherName() throws {
        let written = try text { builder in
            var name = String(repeating: "n", count: 40)
            name.reserveCapacity(100)
            for _ in 0..<3 {
                for _ in 0..<2 { builder.element(ExpandedName(name), "") }
                name.append("x")
            }
        }
        let names = ["", "x", "xx"].map { "<\(String(repeating: "n", count: 40))\($0)/>" }
        #expect(written == names.map { $0 + $0 }.joined())
    }

    /// More names than are remembered take each other's places.
    @Test func manyNamesTakeTurns() throws {
        let names = (0..<100).map { ExpandedName("name-number-\($0)", namespace: $0 % 2 == 0 ? "" : "urn:odd") }
        let written = try text { builder in
            for _ in 0..<3 { for name in names { builder.element(name, "") } }
        }
        let once = names.map { "<\($0.localName)" + ($0.namespace.isEmpty ? "" : " xmlns=\"urn:odd\"") + "/>" }.joined()
        #expect(written == once + once + once)
    }

    /// Wrong names stay wrong.
    @Test func aRefusedNameIsNotRemembered() {
        #expect(throws: InfosetError.self) {
            try text { builder in for _ in 0..<2 { builder.element(ExpandedName("no name"), "") } }
        }
    }
}
