import Foundation
import StrataInfoset
import Testing

@Suite struct SplicingTests {
    private let document =
        "<s:E xmlns:s=\"urn:s\"><s:H><h1 xmlns=\"urn:h\">1</h1><h2 a=\"&amp;\"/></s:H><!--c--><s:B>text<x>y</x></s:B></s:E>"

    private func element(_ infoset: Infoset, _ path: String...) throws -> InfosetCursor {
        var element = infoset.root
        for name in path { element = try #require(element.children.first { $0.localName == name }) }
        return element
    }

    /// The structure is sound: what is written reads as the same, and each element finds its neighbours.
    private func expectSound(_ infoset: Infoset) throws {
        let text = infoset.text
        #expect(try read(text, quotas: .maximum).text == text)
        func check(_ element: InfosetCursor) {
            for child in element.children {
                #expect(child.parent == element)
                #expect(element.range.contains(child.range))
                check(child)
            }
        }
        check(infoset.root)
    }

    @Test func replacesAnElement() throws {
        let infoset = try read(document)
        let h2 = try element(infoset, "H", "h2")
        let all = [
            infoset.root.range, try element(infoset, "H").range, try element(infoset, "H", "h1").range, h2.range,
            try element(infoset, "B").range, try element(infoset, "B", "x").range,
        ]
        let other = try read("<n:new xmlns:n='urn:n'><n:deep k='&lt;'>z</n:deep></n:new>")
        let (changed, moved) = try infoset.replacing(h2.range, with: other, tracking: all)
        #expect(
            changed.text
                == "<s:E xmlns:s=\"urn:s\"><s:H><h1 xmlns=\"urn:h\">1</h1><n:new xmlns:n=\"urn:n\"><n:deep k=\"&lt;\">z</n:deep></n:new></s:H><!--c--><s:B>text<x>y</x></s:B></s:E>"
        )
        #expect(infoset.text == document)
        #expect(moved[0] == changed.root.range)
        #expect(moved[1] == (try element(changed, "H").range))
        #expect(moved[2] == (try element(changed, "H", "h1").range))
        #expect(moved[3] == nil)
        #expect(moved[4] == (try element(changed, "B").range))
        #expect(moved[5] == (try element(changed, "B", "x").range))
        try expectSound(changed)
        #expect(try element(changed, "B", "x").string() == "y")
    }

    @Test func insertsAtEveryPlace() throws {
        let infoset = try read(document)
        let body = try element(infoset, "B")
        let header = try element(infoset, "H")
        let other = try read("<new>!</new>")
        let x = try element(infoset, "B", "x")
        for (position, expected) in [
            (.before(x.range), "text<new>!</new><x>y</x>"), (.after(x.range), "text<x>y</x><new>!</new>"),
            (.firstChild(of: body.range), "<new>!</new>text<x>y</x>"), (.lastChild(of: body.range), "text<x>y</x><new>!</new>"),
        ] as [(InfosetPosition, String)] {
            let result = try infoset.splicing(other, at: position, tracking: [x.range, header.range, body.range])
            #expect(result.infoset.text == document.replacing("text<x>y</x>", with: expected))
            let inserted = try #require(result.inserted)
            #expect(result.infoset.element(at: inserted.lowerBound)?.range == inserted)
            #expect(result.infoset.element(at: inserted.lowerBound)?.localName == "new")
            let tracked = try result.tracked.map { try #require($0) }
            #expect(result.infoset.element(at: tracked[0].lowerBound)?.text == x.text)
            #expect(result.infoset.element(at: tracked[1].lowerBound)?.range == tracked[1])
            #expect(result.infoset.element(at: tracked[2].lowerBound)?.range == tracked[2])
            try expectSound(result.infoset)
        }
        let empty = try read("<a k='v' xmlns:p='u'/>")
        #expect(try empty.inserting(other, at: .lastChild(of: empty.root.range)).0.text == "<a xmlns:p=\"u\" k=\"v\"><new>!</new></a>")
    }

    @Test func removes() throws {
        let infoset = try read(document)
        let header = try element(infoset, "H")
        let body = try element(infoset, "B")
        let (changed, moved) = try infoset.removing(
            header.range, tracking: [infoset.root.range, header.firstChild?.range ?? header.range, body.range])
        #expect(changed.text == "<s:E xmlns:s=\"urn:s\"><!--c--><s:B>text<x>y</x></s:B></s:E>")
        #expect(moved[0] == changed.root.range && moved[1] == nil)
        #expect(moved[2] == (try element(changed, "B").range))
        let comment = NodeRange(lowerBound: header.range.upperBound + 1, upperBound: header.range.upperBound + 1)
        #expect(try infoset.removing(comment).0.text == document.replacing("<!--c-->", with: ""))
        try expectSound(changed)
    }

    @Test func namespacesKeepTheirMeaning() throws {
        let host = try read("<o xmlns='urn:o' xmlns:p='urn:1'><i/></o>")
        let i = try #require(host.root.firstChild)
        // The guest's own declarations come with it; its names in no namespace do not fall into the host's default.
        let guest = try read("<g><p:h xmlns:p='urn:2' p:a=''>q</p:h></g>")
        let (changed, _) = try host.replacing(i.range, with: guest)
        #expect(changed.text == "<o xmlns=\"urn:o\" xmlns:p=\"urn:1\"><g xmlns=\"\"><p:h xmlns:p=\"urn:2\" p:a=\"\">q</p:h></g></o>")
        try expectSound(changed)
        let prefixed = try read("<p:g xmlns:p='urn:1'>name</p:g>")
        let (second, _) = try host.replacing(i.range, with: prefixed)
        #expect(try second.root.firstChild?.qualifiedNameValue() == ExpandedName("name"))
        // Equal names are one again, so that they compare as before.
        let third = try host.inserting(try read("<i xmlns='urn:o'/>"), at: .after(i.range)).0
        let pair = third.root.children.map { $0 }
        #expect(pair.count == 2 && pair[0].name == pair[1].name && pair[1].isNamed(ExpandedName("i", namespace: "urn:o")))
    }

    @Test func fragmentsAreReadInTheScopeOfTheirPlace() throws {
        let infoset = try read("<a xmlns='urn:a' xmlns:p='urn:p'>before<secret/>after<z/></a>")
        let secret = try #require(infoset.root.firstChild)
        let text = "one<b p:k='1'/>&lt;two<p:c><d xmlns=''/></p:c>three\r\n"
        let fragment = try XMLTextReader.readFragment(Bytes(text), inContentOf: infoset.root)
        #expect(fragment.firstElement?.namespace == "urn:a")
        let z = try #require(secret.next)
        let result = try infoset.splicing(fragment, at: .replacing(secret.range), tracking: [z.range])
        #expect(
            result.infoset.text
                == "<a xmlns=\"urn:a\" xmlns:p=\"urn:p\">beforeone<b p:k=\"1\"/>&lt;two<p:c><d xmlns=\"\"/></p:c>three\nafter<z/></a>")
        #expect(result.inserted?.count == fragment.nodeCount)
        #expect(result.infoset.root.children.map { $0.namespace } == ["urn:a", "urn:p", "urn:a"])
        #expect(result.tracked[0].flatMap { result.infoset.element(at: $0.lowerBound) }?.localName == "z")
        try expectSound(result.infoset)
        // Read in one scope and put into another, it takes the declarations along that it uses.
        let other = try read("<o><h/></o>")
        let moved = try other.splicing(fragment, at: .lastChild(of: other.root.range)).infoset
        #expect(moved.root.children.map { $0.namespace } == ["", "urn:a", "urn:p"])
        try expectSound(moved)
        // Empty, white space only, text only.
        for text in ["", " ", "only text", "<!--c-->"] {
            let fragment = try XMLTextReader.readFragment(Bytes(text), inContentOf: secret)
            let changed = try infoset.splicing(fragment, at: .replacing(secret.range)).infoset
            #expect(changed.text == infoset.text.replacing("<secret/>", with: text))
        }
        for (text, code) in [
            ("</a>", .malformed), ("<b>", .unexpectedEnd), ("<q:b/>", .namespace), ("<!DOCTYPE a>", .documentTypeForbidden),
            ("<?xml version='1.0'?>", .malformed), ("a&b", .unexpectedEnd), ("\u{0}", .invalidCharacter),
        ] as [(String, InfosetError.Code)] {
            #expect(
                failure { () throws(InfosetError) in try XMLTextReader.readFragment(Bytes(text), inContentOf: infoset.root) }?.code == code,
                "\(text)")
        }
        var quotas = XMLQuotas.defaults
        quotas.maxDepth = 2
        #expect(
            failure { () throws(InfosetError) in
                try XMLTextReader.readFragment(Bytes("<b><c/></b>"), inContentOf: infoset.root, quotas: quotas)
            }?.quota?.name == "maxDepth")
        #expect(
            failure { () throws(InfosetError) in try XMLTextReader.readFragment(Bytes("<b/>"), inContentOf: infoset.root, quotas: quotas) }
                == nil)
    }

    @Test func aMarkInContentIsACharacter() throws {
        let context = try read("<a/>").root
        let fragment = try XMLTextReader.readFragment(Bytes("\u{FEFF}x"), inContentOf: context)
        let spliced = try context.infoset.splicing(fragment, at: .lastChild(of: context.range)).infoset
        #expect(try Array(spliced.root.string().unicodeScalars) == ["\u{FEFF}", "x"])
    }

    @Test func onlyWholeNodesAreWritten() throws {
        let infoset = try read("<!--c--><a k='1'>t<b/>u</a>")
        func text(_ lower: Int, _ upper: Int) -> String {
            let writer = ByteWriter()
            XMLTextWriter.write(infoset, range: NodeRange(lowerBound: lower, upperBound: upper), to: writer)
            return String(writer.take())
        }
        var written: Set<String> = []
        for lower in -2..<infoset.nodeCount + 2 {
            for upper in lower..<infoset.nodeCount + 2 { written.insert(text(lower, upper)) }
        }
        #expect(
            written == [
                "", "<!--c-->", "<!--c--><a k=\"1\">t<b/>u</a>", "<a k=\"1\">t<b/>u</a>", "t", "t<b/>", "t<b/>u", "<b/>", "<b/>u", "u",
            ])
        #expect(text(.min, .max).isEmpty && text(.max, .max).isEmpty)
    }

    @Test func rangesOfNoInfosetAreLost() throws {
        let host = try read("<a><b/></a>")
        let wild = [NodeRange(lowerBound: .max, upperBound: .max), NodeRange(lowerBound: .min, upperBound: .max)]
        let result = try host.inserting(try read("<c/>"), at: .firstChild(of: host.root.range), tracking: wild)
        #expect(result.1 == [nil, nil])
        let after = [NodeRange(lowerBound: .min, upperBound: -1), NodeRange(lowerBound: -3, upperBound: 0)]
        #expect(try host.removing(try #require(host.root.firstChild).range, tracking: wild + after).1 == [nil, nil, nil, nil])
        for range in wild + after {
            let error = failure { () throws(InfosetError) in try host.removing(range) }
            #expect(error?.code == .invalidRange)
        }
    }

    @Test func theDocumentElementCanBeReplacedButNotLost() throws {
        let infoset = try read("<!--x--><a><b/></a>")
        let other = try read("<c/>")
        #expect(try infoset.replacing(infoset.root.range, with: other).0.text == "<!--x--><c/>")
        let root = infoset.root.range
        func refusal(_ body: () throws(InfosetError) -> Void) -> InfosetError.Code? { failure(body)?.code }
        #expect(refusal { () throws(InfosetError) in _ = try infoset.removing(root) } == .invalidRange)
        #expect(refusal { () throws(InfosetError) in _ = try infoset.inserting(other, at: .before(root)) } == .invalidRange)
        #expect(refusal { () throws(InfosetError) in _ = try infoset.inserting(other, at: .after(root)) } == .invalidRange)
        #expect(try infoset.removing(NodeRange(lowerBound: 1, upperBound: 1)).0.text == "<a><b/></a>")
        for lower in -1...infoset.nodeCount + 1 {
            for upper in lower...infoset.nodeCount + 1 {
                let range = NodeRange(lowerBound: lower, upperBound: upper)
                let isNode = range == root || range == infoset.root.firstChild?.range || range == NodeRange(lowerBound: 1, upperBound: 1)
                let code = refusal { () throws(InfosetError) in _ = try infoset.replacing(range, with: other) }
                if !isNode { #expect(code == .invalidRange) }
                let element = infoset.element(at: lower)?.range == range
                let child = refusal { () throws(InfosetError) in _ = try infoset.inserting(other, at: .lastChild(of: range)) }
                #expect((child == nil) == element)
            }
        }
    }

    @Test func externalValuesAndTypedValuesSurvive() throws {
        let octets = Bytes([UInt8](repeating: 9, count: 9000))
        func make(_ name: String) throws -> Infoset {
            var builder = InfosetBuilder()
            builder.startElement(ExpandedName(name))
            builder.startElement(ExpandedName("v"))
            builder.bytes(octets)
            builder.endElement()
            builder.startElement(ExpandedName("i"))
            builder.int(5)
            builder.endElement()
            builder.endElement()
            return try builder.finish()
        }
        let host = try make("host")
        let changed = try host.inserting(try make("guest"), at: .firstChild(of: host.root.range)).0
        let guest = try #require(changed.root.firstChild)
        #expect(try guest.child(ExpandedName("v"))?.base64() == octets)
        #expect(try guest.child(ExpandedName("i"))?.int() == 5)
        #expect(try changed.root.child(ExpandedName("v"))?.base64() == octets)
        #expect(try changed.root.child(ExpandedName("i"))?.int() == 5)
        let text = changed.text
        #expect(try read(text, quotas: .maximum).text == text)
    }

    @Test func manyChangesInARow() throws {
        var infoset = try read("<l xmlns='urn:l'/>")
        var first: NodeRange?
        for i in 0..<200 {
            let item = try read("<p:i xmlns:p='urn:\(i % 7)' n='\(i)'>v\(i)</p:i>")
            let result = try infoset.splicing(
                item, at: i % 2 == 0 ? .lastChild(of: infoset.root.range) : .firstChild(of: infoset.root.range),
                tracking: first.map { [$0] } ?? [])
            infoset = result.infoset
            first = i == 0 ? result.inserted : result.tracked[0]
        }
        let tracked = try #require(first)
        #expect(try infoset.element(at: tracked.lowerBound)?.string() == "v0")
        #expect(infoset.root.children.reduce(0) { count, _ in count + 1 } == 200)
        try expectSound(infoset)
    }
}
