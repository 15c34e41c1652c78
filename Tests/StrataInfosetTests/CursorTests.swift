import StrataInfoset
import Testing

@Suite struct CursorTests {
    @Test func walks() throws {
        let infoset = try read("<!--x--><r xmlns='u' xmlns:p='v'> <a/>t<p:b k='1' p:k='2'><c/></p:b><?d?><a>2</a> </r><!--y-->")
        let root = infoset.root
        #expect(root.parent == nil && root.next == nil)
        #expect(root.depth == 1)
        #expect(root.children.map { $0.localName } == ["a", "b", "a"])
        let b = try #require(root.child(ExpandedName("b", namespace: "v")))
        #expect(b.qualifiedName == "p:b" && b.prefix == "p" && b.namespace == "v")
        #expect(b.firstChild?.depth == 3)
        #expect(b.firstChild?.parent == b)
        #expect(b.attribute(ExpandedName("k")) == "1")
        #expect(b.attribute(ExpandedName("k", namespace: "v")) == "2")
        #expect(b.attribute(ExpandedName("k", namespace: "w")) == nil)
        #expect(b.namespace(forPrefix: "") == "u")
        #expect(b.namespace(forPrefix: "p") == "v")
        #expect(b.namespace(forPrefix: "xml") == "http://www.w3.org/XML/1998/namespace")
        #expect(b.namespace(forPrefix: "q") == nil)
        #expect(root.child(ExpandedName("c", namespace: "u")) == nil)
        #expect(root.hasElementChildren && root.hasNonWhitespaceText)
        #expect(!b.hasNonWhitespaceText && b.firstChild?.isEmpty == true)
        #expect(root.range.contains(b.range) && !b.range.contains(root.range))
        #expect(infoset.element(at: b.index) == b)
        #expect(infoset.element(at: b.index + 1) == nil)
        #expect(infoset.element(at: -1) == nil && infoset.element(at: 0) == nil && infoset.element(at: 1000) == nil)
        var kinds: [String] = []
        for node in root.nodes {
            switch node {
            case .element(let element): kinds.append(element.qualifiedName)
            case .text(let text): kinds.append("'\(text)'")
            case .comment(let text): kinds.append("!\(text)")
            case .processingInstruction(let target, let data): kinds.append("?\(target)\(data)")
            }
        }
        #expect(kinds == ["' '", "a", "'t'", "p:b", "?d", "a", "' '"])
        #expect(Array(infoset.nodes).count == 3)
    }

    @Test func aCursorKeepsItsInfosetAlive() throws {
        func make() throws -> InfosetCursor { try #require(try read("<a><b>x</b></a>").root.firstChild) }
        #expect(try make().string() == "x")
    }

    @Test func namesAreComparedByBothParts() throws {
        let root = try read("<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'/>").root
        #expect(root.isNamed(ExpandedName("Envelope", namespace: "http://schemas.xmlsoap.org/soap/envelope/")))
        #expect(!root.isNamed(ExpandedName("Envelope", namespace: "http://www.w3.org/2003/05/soap-envelope")))
        #expect(!root.isNamed(ExpandedName("Envelope")))
        #expect(!root.isNamed(ExpandedName("Envelop", namespace: "http://schemas.xmlsoap.org/soap/envelope/")))
        #expect(root.name == ExpandedName("Envelope", namespace: "http://schemas.xmlsoap.org/soap/envelope/"))
        let other = try read("<unknown xmlns='urn:x'/>").root
        #expect(other.isNamed(ExpandedName("unknown", namespace: "urn:x")))
        #expect(!other.isNamed(ExpandedName("unknown", namespace: "urn:y")))
        #expect(other.name.description == "{urn:x}unknown")
        #expect(ExpandedName("é") != ExpandedName("e\u{301}"))
        #expect(Set([ExpandedName("a"), ExpandedName("a"), ExpandedName("a", namespace: "u")]).count == 2)
    }

    @Test func lexicalSpaces() throws {
        func text(_ value: String) throws -> InfosetCursor { try read("<a>\(value)</a>").root }
        for (value, expected) in [
            ("0", 0), (" +7\n", 7), ("-0", 0), ("007", 7), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ] as [(String, Int64)] {
            #expect(try text(value).int64() == expected)
        }
        for value in ["", " ", "+", "-", "1 2", "1.0", "0x1", "9223372036854775808", "-9223372036854775809", "1e3", "١", "--1"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.int64() }?.code == .invalidValue, "\(value)")
        }
        #expect(try text("18446744073709551615").uint64() == .max)
        for value in ["18446744073709551616", "-1", "a"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.uint64() }?.code == .invalidValue)
        }
        for (value, expected) in [("true", true), (" 1 ", true), ("false", false), ("0", false)] {
            #expect(try text(value).bool() == expected)
        }
        for value in ["True", "TRUE", "yes", "2", "", "tru", "trues", "fals1"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.bool() }?.code == .invalidValue, "\(value)")
        }
        for (value, expected) in [
            ("1", 1), ("-1.5", -1.5), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1E-2", 0.01), ("+1.0e+2", 100), ("INF", .infinity),
            ("-INF", -.infinity), ("123456789012345678901234567890", 1.2345678901234568e29), ("4.9e-324", .leastNonzeroMagnitude),
            ("0.1", 0.1), ("1.7976931348623157e308", .greatestFiniteMagnitude), ("0.000000000000001", 1e-15), ("-0", 0),
        ] as [(String, Double)] {
            #expect(try text(value).double() == expected, "\(value)")
        }
        #expect(try text("-0").double().sign == .minus)
        #expect(try text("-0.0e5").double().sign == .minus)
        #expect(try text("1e99999").double() == .infinity && text("-1e400").double() == -.infinity)
        #expect(try text("1e-99999").double() == 0 && text("1e0000000000000000000000000003").double() == 1000)
        #expect(try text("1" + String(repeating: "0", count: 300) + "e-300").double() == 1)
        #expect(try text("0." + String(repeating: "0", count: 5000) + "1").double() == 0)
        #expect(try text("2.4703282292062327e-324").double() == 0 && text("2.4703282292062328e-324").double() > 0)
        #expect(try text("\t\r\n 1.5 \n").double() == 1.5)
        for space in ["\u{A0}", "\u{2003}", "\u{85}", "\u{FEFF}"] {
            let root = try text(space + "1")
            #expect(failure { () throws(InfosetError) in try root.double() }?.code == .invalidValue)
            #expect(failure { () throws(InfosetError) in try root.int64() }?.code == .invalidValue)
            #expect(failure { () throws(InfosetError) in try root.base64() }?.code == .invalidValue)
            // U+FEFF may begin a name.
            if space != "\u{FEFF}" {
                #expect(failure { () throws(InfosetError) in try root.qualifiedNameValue() }?.code == .invalidValue)
            }
        }
        #expect(try text("NaN").double().isNaN)
        for value in ["", ".", "-", "e", "1e", "1e+", "1.2.3", "0x1p3", "inf", "nan", "Infinity", "1 2", "1,5", "+INF", "--1", "1e1.5"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.double() }?.code == .invalidValue, "\(value)")
        }
        #expect(try text(" -12.50 ").decimalText() == "-12.50")
        for value in ["", "1e3", "INF", "-", ".", "1..2"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.decimalText() }?.code == .invalidValue, "\(value)")
        }
        for (value, expected) in [("", []), ("AA==", [0]), ("AAE=", [0, 1]), (" A Q I\nD ", [1, 2, 3]), ("/+8=", [255, 239])]
            as [(String, [UInt8])]
        {
            #expect(try Array(text(value).base64()) == expected, "\(value)")
        }
        for value in ["A", "AA", "AAA", "AA=", "AA===", "=", "====", "AB==", "AAB=", "AA==AA==", "A-__", "AAAA=", "AQ=I", "AQID*"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.base64() }?.code == .invalidValue, "\(value)")
        }
        for value in ["", ":a", "a:", "a:b:c", "1a", "a b", "xmlns:1"] {
            let root = try text(value)
            #expect(failure { () throws(InfosetError) in try root.qualifiedNameValue() }?.code == .invalidValue, "\(value)")
        }
        let unknown = try text("p:q")
        #expect(failure { () throws(InfosetError) in try unknown.qualifiedNameValue() }?.code == .namespace)
        let parent = try read("<a>1<b/>2</a>").root
        #expect(failure { () throws(InfosetError) in try parent.string() }?.code == .invalidValue)
        #expect(failure { () throws(InfosetError) in try parent.int() }?.code == .invalidValue)
        #expect(failure { () throws(InfosetError) in try parent.base64() }?.code == .invalidValue)
        #expect(try text("").string() == "")
    }

    @Test func longBase64WithLineBreaks() throws {
        let octets = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("a"))
        builder.bytes(Bytes(octets))
        builder.endElement()
        let text = try builder.finish().root.string()
        var broken = ""
        for (i, character) in text.enumerated() {
            broken.append(character)
            if i % 76 == 75 { broken += "\r\n" }
        }
        #expect(try Array(read("<a>\(broken)</a>").root.base64()) == octets)
    }
}
