import StrataInfoset
import Testing

/// Declarations that a builder makes where they are wanted, and text without strings.
@Suite("Declaring builder")
struct DeclaringTests {
    private func text(_ build: (inout InfosetBuilder) -> Void) throws -> String {
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("r", namespace: "urn:r"))
        build(&builder)
        builder.endElement()
        return try builder.finish().text
    }

    @Test func declaresAPrefixUnlessOneServes() throws {
        let result = try text { b in
            b.declare(namespace: "urn:r")
            b.declare(namespace: "")
            b.declare(namespace: "urn:a")
            b.declare(namespace: "urn:a")
            b.declare(namespace: "urn:b")
            b.declare(namespace: "urn:x", prefix: "i")
            b.attribute(ExpandedName("k", namespace: "urn:x"), "1", prefix: "i")
            b.element(ExpandedName("c", namespace: "urn:a"), "1")
            // The tag is closed: nothing is declared, and nothing fails.
            b.declare(namespace: "urn:late")
            b.element(ExpandedName("d", namespace: "urn:b"), "2")
        }
        #expect(
            result == """
                <r xmlns="urn:r" xmlns:a="urn:a" xmlns:b="urn:b" xmlns:i="urn:x" i:k="1"><a:c>1</a:c><b:d>2</b:d></r>
                """)
    }

    @Test func findsLettersThatMeanNothingYet() throws {
        let result = try text { b in
            for number in 0..<30 { b.declare(namespace: "urn:\(number)") }
            b.element(ExpandedName("c", namespace: "urn:29"), "1")
        }
        #expect(result.contains(" xmlns:z=\"urn:25\" ") && result.contains("<p4:c>1</p4:c>"), "\(result)")
    }

    @Test func aPrefixedElementLeavesTheDefaultToItsContent() throws {
        let result = try text { b in
            b.startPrefixedElement(ExpandedName("q", namespace: "urn:r"), prefix: "q")
            b.qualifiedName(ExpandedName("local"))
            b.endElement()
        }
        #expect(result == "<r xmlns=\"urn:r\"><q:q xmlns:q=\"urn:r\" xmlns=\"\">local</q:q></r>")
        var builder = InfosetBuilder()
        builder.startPrefixedElement(ExpandedName("a"), prefix: "q")
        builder.endElement()
        #expect(try builder.finish().text == "<a/>")
    }

    @Test func textInASCIIAlone() throws {
        let octets: [UInt8] = Array("a<b".utf8)
        #expect(try text { $0.text(ascii: octets.span) } == "<r xmlns=\"urn:r\">a&lt;b</r>")
        let others: [UInt8] = Array("é".utf8)
        let error = #expect(throws: InfosetError.self) { try text { $0.text(ascii: others.span) } }
        #expect(error?.code == .invalidCharacter)
    }

    @Test func textWithoutAString() throws {
        let root = try XMLTextReader.read(Bytes("<a>b<!--c--><![CDATA[d]]></a>")).root
        let octets = try root.withText { text in (0..<text.count).map { text[$0] } }
        #expect(octets == Array("bd".utf8))
        let parent = try XMLTextReader.read(Bytes("<a><b/></a>")).root
        #expect(throws: InfosetError.self) { try parent.withText { $0.count } }
    }
}
