import StrataInfoset
import Testing

@Suite struct BuilderTests {
    private let soap = "http://www.w3.org/2003/05/soap-envelope"

    private func build(_ body: (inout InfosetBuilder) -> Void) throws(InfosetError) -> Infoset {
        var builder = InfosetBuilder()
        body(&builder)
        return try builder.finish()
    }

    private func refused(_ body: (inout InfosetBuilder) -> Void) -> InfosetError.Code? {
        failure { () throws(InfosetError) in try build(body) }?.code
    }

    private func value(_ name: String, _ b: inout InfosetBuilder, _ write: (inout InfosetBuilder) -> Void) {
        b.startElement(ExpandedName(name))
        write(&b)
        b.endElement()
    }

    private func inside(_ body: (inout InfosetBuilder) -> Void) -> InfosetError.Code? {
        refused {
            $0.startElement(ExpandedName("a"))
            body(&$0)
            $0.endElement()
        }
    }

    @Test func declaresWhatIsNotInScope() throws {
        let infoset = try build { b in
            b.startElement(ExpandedName("Envelope", namespace: soap), prefix: "s")
            b.startElement(ExpandedName("Header", namespace: soap), prefix: "x")
            b.attribute(ExpandedName("role", namespace: soap), "r")
            b.endElement()
            b.startElement(ExpandedName("Body", namespace: soap))
            b.startElement(ExpandedName("Echo", namespace: "urn:e"))
            b.attribute(ExpandedName("t", namespace: "urn:e"), "1")
            b.attribute(ExpandedName("u", namespace: "urn:f"), "2", prefix: "f")
            b.attribute(ExpandedName("plain"), "3")
            b.attribute(ExpandedName("lang", namespace: "http://www.w3.org/XML/1998/namespace"), "de")
            b.element(ExpandedName("inner", namespace: "urn:e"), "x<y")
            b.element(ExpandedName("none"), "")
            b.endElement()
            b.endElement()
            b.endElement()
        }
        let golden =
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header s:role=\"r\"/><s:Body>"
            + "<Echo xmlns=\"urn:e\" xmlns:p1=\"urn:e\" xmlns:f=\"urn:f\" p1:t=\"1\" f:u=\"2\" plain=\"3\" xml:lang=\"de\">"
            + "<inner>x&lt;y</inner><none xmlns=\"\"/></Echo></s:Body></s:Envelope>"
        #expect(infoset.text == golden)
        #expect(try read(golden).text == golden)
        #expect(infoset.root.isNamed(ExpandedName("Envelope", namespace: soap)))
    }

    @Test func writesTypedValues() throws {
        let octets = Bytes((0..<10_000).map { UInt8(truncatingIfNeeded: $0) })
        let infoset = try build { b in
            b.startElement(ExpandedName("v"))
            value("int", &b) { $0.int(.min) }
            value("uint", &b) { $0.uint(.max) }
            value("true", &b) { $0.bool(true) }
            value("false", &b) { $0.bool(false) }
            value("double", &b) { $0.double(-0.1) }
            value("inf", &b) { $0.double(-.infinity) }
            value("nan", &b) { $0.double(.nan) }
            value("small", &b) { $0.bytes(Bytes([1, 2, 3, 4])) }
            value("large", &b) { $0.bytes(octets) }
            value("name", &b) { $0.qualifiedName(ExpandedName("q", namespace: "urn:q")) }
            b.endElement()
        }
        let again = try read(infoset.text, quotas: .maximum)
        for root in [infoset.root, again.root] {
            func element(_ name: String) throws -> InfosetCursor { try #require(root.child(ExpandedName(name))) }
            #expect(try element("int").int64() == .min)
            #expect(try element("int").string() == "-9223372036854775808")
            #expect(try element("uint").uint64() == .max)
            #expect(try element("true").bool())
            #expect(try !element("false").bool())
            #expect(try element("double").double() == -0.1)
            #expect(try element("double").decimalText() == "-0.1")
            #expect(try element("inf").double() == -.infinity)
            #expect(try element("nan").double().isNaN)
            #expect(try element("nan").string() == "NaN")
            #expect(try Array(element("small").base64()) == [1, 2, 3, 4])
            #expect(try element("small").string() == "AQIDBA==")
            #expect(try element("large").base64() == octets)
            #expect(try element("name").qualifiedNameValue() == ExpandedName("q", namespace: "urn:q"))
            #expect(try element("uint").hasNonWhitespaceText)
            #expect(failure { () throws(InfosetError) in try root.child(ExpandedName("uint"))?.int64() }?.code == .invalidValue)
            #expect(failure { () throws(InfosetError) in try root.child(ExpandedName("int"))?.uint64() }?.code == .invalidValue)
        }
        // A large value is the same memory, before and after a copy.
        let shared = try #require(infoset.root.child(ExpandedName("large"))).base64()
        let address = octets.withUnsafeBytes { $0.baseAddress }
        #expect(shared.withUnsafeBytes { $0.baseAddress } == address)
        let copy = try build { $0.copy(infoset.root) }
        #expect(try copy.root.child(ExpandedName("large"))?.base64().withUnsafeBytes { $0.baseAddress } == address)
        #expect(copy.text == infoset.text)
    }

    /// Octets given in pieces are one value in memory and on the wire, whatever their lengths.
    @Test func octetsInPieces() throws {
        let whole = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for pieces in [[1, 1, 1, 1], [2, 2], [1, 5000, 1, 7, 4099], [5000, 5001, 1], [4097, 1, 1, 1, 4098, 2], [3, 3], [1, 0, 1]] {
            let total = pieces.reduce(0, +)
            let infoset = try build { b in
                b.startElement(ExpandedName("a"))
                var at = 0
                for piece in pieces {
                    b.bytes(Bytes(Array(whole[at..<at + piece])))
                    at += piece
                }
                b.endElement()
            }
            #expect(try Array(infoset.root.base64()) == Array(whole[..<total]), "\(pieces)")
            #expect(try Array(read(infoset.text).root.base64()) == Array(whole[..<total]), "\(pieces)")
        }
        // Padding in the middle comes about in other ways too; then both views refuse it.
        let source = try build { b in
            b.startElement(ExpandedName("a"))
            b.bytes(Bytes([1]))
            b.comment("c")
            b.bytes(Bytes([2]))
            b.endElement()
        }
        #expect(failure { () throws(InfosetError) in try source.root.base64() }?.code == .invalidValue)
        let again = try read(source.text).root
        #expect(failure { () throws(InfosetError) in try again.base64() }?.code == .invalidValue)
    }

    @Test func qualifiedNamesDeclareTheirPrefix() throws {
        let type = ExpandedName("type", namespace: "http://www.w3.org/2001/XMLSchema-instance")
        let infoset = try build { b in
            b.startElement(ExpandedName("a", namespace: "urn:a"))
            b.attribute(ExpandedName("first"), "1")
            b.attribute(type, qualifiedName: ExpandedName("int", namespace: "urn:x"), prefix: "xsi")
            b.qualifiedName(ExpandedName("own", namespace: "urn:a"))
            b.endElement()
        }
        #expect(
            infoset.text
                == "<a xmlns=\"urn:a\" xmlns:p1=\"urn:x\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" first=\"1\" xsi:type=\"p1:int\">own</a>"
        )
        #expect(try infoset.root.qualifiedNameValue() == ExpandedName("own", namespace: "urn:a"))
        #expect(
            try infoset.root.resolve(qualifiedName: try #require(infoset.root.attribute(type))) == ExpandedName("int", namespace: "urn:x"))
        let none = try build { b in
            b.startElement(ExpandedName("a", namespace: "urn:a"), prefix: "a")
            b.declare(prefix: "", namespace: "urn:d")
            b.startElement(ExpandedName("b", namespace: "urn:a"))
            b.qualifiedName(ExpandedName("none"))
            b.endElement()
            b.endElement()
        }
        #expect(none.text == "<a:a xmlns:a=\"urn:a\" xmlns=\"urn:d\"><a:b xmlns=\"\">none</a:b></a:a>")
    }

    @Test func prefixesThatAreTakenAreAvoided() throws {
        let infoset = try build { b in
            b.startElement(ExpandedName("a", namespace: "urn:1"), prefix: "p")
            b.startElement(ExpandedName("b", namespace: "urn:2"), prefix: "p")
            b.attribute(ExpandedName("x", namespace: "urn:1"), "1", prefix: "p")
            b.element(ExpandedName("c", namespace: "urn:1"), "")
            b.endElement()
            b.element(ExpandedName("d", namespace: "urn:1"), "")
            b.endElement()
        }
        #expect(
            infoset.text
                == "<p:a xmlns:p=\"urn:1\"><p:b xmlns:p=\"urn:2\" xmlns:p1=\"urn:1\" p1:x=\"1\"><p1:c/></p:b><p:d/></p:a>")
        #expect(try read(infoset.text).root.firstChild?.firstChild?.namespace == "urn:1")
    }

    /// A name that is a value keeps its meaning, whatever is declared behind it on the same element.
    @Test func laterDeclarationsDoNotChangeNamesInValues() throws {
        let type = ExpandedName("type", namespace: "http://www.w3.org/2001/XMLSchema-instance")
        let value = ExpandedName("x", namespace: "urn:1")
        let infoset = try build { b in
            b.startElement(ExpandedName("r"))
            b.declare(prefix: "p", namespace: "urn:1")
            b.startElement(ExpandedName("c"))
            b.attribute(type, qualifiedName: value, prefix: "xsi")
            b.attribute(ExpandedName("y", namespace: "urn:2"), "2", prefix: "p")
            b.endElement()
            b.endElement()
        }
        let child = try #require(try read(infoset.text).root.firstChild)
        #expect(try child.resolve(qualifiedName: try #require(child.attribute(type))) == value)
        #expect(child.attribute(ExpandedName("y", namespace: "urn:2")) == "2")
        for prefix in ["p", ""] {
            let code = refused { b in
                b.startElement(ExpandedName("r", namespace: "urn:r"), prefix: "r")
                b.declare(prefix: prefix, namespace: "urn:1")
                b.startElement(ExpandedName("c", namespace: "urn:r"))
                b.attribute(type, qualifiedName: value, prefix: "xsi")
                b.declare(prefix: prefix, namespace: "urn:2")
                b.endElement()
                b.endElement()
            }
            #expect(code == .namespace, "\(prefix)")
        }
        // Declaring what is in scope already changes nothing, and the tag of another element is another matter.
        let same = try build { b in
            b.startElement(ExpandedName("r"))
            b.declare(prefix: "p", namespace: "urn:1")
            b.attribute(ExpandedName("a", namespace: "urn:1"), "")
            b.startElement(ExpandedName("c"))
            b.attribute(ExpandedName("a", namespace: "urn:1"), "")
            b.declare(prefix: "p", namespace: "urn:1")
            b.startElement(ExpandedName("d"))
            b.declare(prefix: "p", namespace: "urn:2")
            b.endElement()
            b.endElement()
            b.endElement()
        }
        #expect(same.text == "<r xmlns:p=\"urn:1\" p:a=\"\"><c xmlns:p=\"urn:1\" p:a=\"\"><d xmlns:p=\"urn:2\"/></c></r>")
    }

    @Test func escapesAndRoundTrips() throws {
        let text = "a<b>&\"'\r\n\t]]>\u{85}\u{2028}é😀"
        let infoset = try build { b in
            b.startElement(ExpandedName("a"))
            b.attribute(ExpandedName("b"), text)
            b.text(text)
            b.comment(" c<&> ")
            b.text("")
            b.text("more")
            b.endElement()
        }
        #expect(
            infoset.text
                == "<a b=\"a&lt;b>&amp;&quot;'&#xD;&#xA;&#x9;]]>\u{85}\u{2028}é😀\">a&lt;b&gt;&amp;\"'&#xD;\n\t]]&gt;\u{85}\u{2028}é😀<!-- c<&> -->more</a>"
        )
        let again = try read(infoset.text)
        #expect(again.root.attribute(ExpandedName("b")) == text)
        #expect(try again.root.string() == text + "more")
        #expect(try infoset.root.string() == text + "more")
    }

    @Test func mistakesAreThrownAtTheEnd() {
        let a = ExpandedName("a")
        #expect(refused { _ in } == .invalidUse)
        #expect(refused { $0.startElement(a) } == .invalidUse)
        #expect(refused { $0.endElement() } == .invalidUse)
        #expect(refused { $0.text("x") } == .invalidUse)
        #expect(refused { $0.attribute(a, "x") } == .invalidUse)
        #expect(refused { $0.qualifiedName(a) } == .invalidUse)
        #expect(
            refused {
                $0.element(a, ""); $0.element(a, "")
            } == .invalidUse)
        #expect(
            refused {
                $0.element(a, ""); $0.int(1)
            } == .invalidUse)
        #expect(refused { $0.element(ExpandedName("1"), "") } == .invalidName)
        #expect(refused { $0.element(ExpandedName("a:b"), "") } == .invalidName)
        #expect(refused { $0.element(ExpandedName(""), "") } == .invalidName)
        #expect(refused { $0.element(ExpandedName("a", namespace: "u"), "", prefix: "1") } == .invalidName)
        #expect(refused { $0.element(ExpandedName("a", namespace: "u"), "", prefix: "xml") } == .namespace)
        #expect(refused { $0.element(ExpandedName("a", namespace: "u"), "", prefix: "xmlns") } == .namespace)
        #expect(refused { $0.element(ExpandedName("a", namespace: "http://www.w3.org/2000/xmlns/"), "") } == .namespace)
        #expect(refused { $0.element(a, "\u{0}") } == .invalidCharacter)
        #expect(refused { $0.element(a, "é\u{FFFE}") } == .invalidCharacter)
        #expect(refused { $0.element(ExpandedName("a", namespace: "\u{1}"), "") } == .invalidCharacter)
        #expect(
            inside {
                $0.attribute(a, "1"); $0.attribute(a, "2")
            } == .duplicateAttribute)
        #expect(inside { $0.attribute(ExpandedName("xmlns"), "u") } == .invalidName)
        #expect(inside { $0.attribute(a, "\u{1F}") } == .invalidCharacter)
        #expect(
            inside {
                $0.text("x"); $0.attribute(a, "1")
            } == .invalidUse)
        #expect(
            inside {
                $0.text("x"); $0.declare(prefix: "p", namespace: "u")
            } == .invalidUse)
        #expect(
            inside {
                $0.text("x"); $0.qualifiedName(ExpandedName("q", namespace: "u"))
            } == .invalidUse)
        #expect(inside { $0.declare(prefix: "p", namespace: "") } == .namespace)
        #expect(inside { $0.declare(prefix: "xmlns", namespace: "u") } == .namespace)
        #expect(inside { $0.declare(prefix: "", namespace: "u") } == .namespace)
        #expect(
            inside {
                $0.declare(prefix: "p", namespace: "u"); $0.declare(prefix: "p", namespace: "v")
            } == .namespace)
        #expect(
            inside {
                $0.declare(prefix: "p", namespace: "u"); $0.declare(prefix: "p", namespace: "u")
            } == nil)
        #expect(inside { $0.comment("a--b") } == .invalidValue)
        #expect(inside { $0.comment("a-") } == .invalidValue)
        #expect(inside { $0.comment("-") } == .invalidValue)
        #expect(inside { $0.comment("a\r\nb") } == .invalidValue)
        // One character for Swift, but a hyphen all the same.
        #expect(inside { $0.comment("a\u{600}-") } == .invalidValue)
        #expect(inside { $0.comment("\u{1}") } == .invalidCharacter)
    }

    @Test func copiesKeepOctetsPrefixesAndScope() throws {
        let source = try read(
            "<e:root xmlns:e='urn:e' xmlns='urn:d' xmlns:q='urn:q'><e:x a='1&#10;' q:b='&amp;'>t<!--c--><![CDATA[<]]><y>q:name</y><?pi d?></e:x></e:root>"
        )
        let element = try #require(source.root.firstChild)
        let copy = try build { $0.copy(element) }
        #expect(copy.root.prefix == "e")
        #expect(copy.root.child(ExpandedName("y", namespace: "urn:d")) != nil)
        #expect(try copy.root.firstChild?.qualifiedNameValue() == ExpandedName("name", namespace: "urn:q"))
        #expect(copy.text == element.text)
        // What the new place has already is not declared again; what it has otherwise is.
        let nested = try build { b in
            b.startElement(ExpandedName("o", namespace: "urn:e"), prefix: "e")
            b.declare(prefix: "q", namespace: "urn:other")
            b.copy(element)
            b.copy(element)
            b.endElement()
        }
        let inner = "<e:x xmlns=\"urn:d\" xmlns:q=\"urn:q\" a=\"1&#xA;\" q:b=\"&amp;\">t<!--c-->&lt;<y>q:name</y><?pi d?></e:x>"
        #expect(nested.text == "<e:o xmlns:e=\"urn:e\" xmlns:q=\"urn:other\">" + inner + inner + "</e:o>")
        // An unprefixed name in no namespace stays in none below a default namespace.
        let plain = try read("<p><c/></p>")
        let below = try build { b in
            b.startElement(ExpandedName("o", namespace: "urn:o"))
            b.copy(plain.root)
            b.endElement()
        }
        #expect(below.text == "<o xmlns=\"urn:o\"><p xmlns=\"\"><c/></p></o>")
        // Indices of the copy are right: navigation in it works.
        let first = try #require(nested.root.firstChild)
        let second = try #require(first.next)
        #expect(second.next == nil && second.parent == nested.root && second.firstChild?.parent == second)
        #expect(nested.element(at: second.range.lowerBound) == second)
    }

    @Test func growsOverEveryTable() throws {
        let count = 3000
        let infoset = try build { b in
            b.startElement(ExpandedName("root"))
            for i in 0..<count {
                b.startElement(ExpandedName("e\(i)", namespace: "urn:n\(i)"), prefix: "p\(i)")
                b.attribute(ExpandedName("a\(i)", namespace: "urn:m\(i)"), String(repeating: "v", count: i % 50))
                b.text("text \(i)")
                b.endElement()
            }
            b.endElement()
        }
        let again = try read(infoset.text, quotas: .maximum)
        #expect(again.text == infoset.text)
        var i = 0
        for child in again.root.children {
            #expect(child.isNamed(ExpandedName("e\(i)", namespace: "urn:n\(i)")))
            #expect(child.attribute(ExpandedName("a\(i)", namespace: "urn:m\(i)"))?.count == i % 50)
            i += 1
        }
        #expect(i == count)
        let copy = try build { $0.copy(again.root) }
        #expect(copy.text == infoset.text)
    }

    @Test func copiesContentsAndChangesAttributes() throws {
        let source = try read("<r xmlns:q='urn:q' xmlns='urn:d'><h q:k='1' x='2'>a<!--c--><b t='q:n'/><?p d?></h></r>")
        let header = try #require(source.root.firstChild)
        let key = ExpandedName("k", namespace: "urn:q")
        let changed = try build { b in
            b.startElement(ExpandedName("o"))
            b.copy(header, settingAttributes: [(key, "new"), (ExpandedName("x"), nil), (ExpandedName("y", namespace: "urn:y"), "3")])
            b.element(ExpandedName("z"), "")
            b.startElement(ExpandedName("c"))
            b.copyContents(of: header)
            b.endElement()
            b.endElement()
        }
        #expect(
            changed.text
                == "<o><h xmlns:q=\"urn:q\" xmlns=\"urn:d\" xmlns:p1=\"urn:y\" q:k=\"new\" p1:y=\"3\">a<!--c--><b t=\"q:n\"/><?p d?></h><z/>"
                + "<c xmlns:q=\"urn:q\">a<!--c--><b xmlns=\"urn:d\" t=\"q:n\"/><?p d?></c></o>")
        #expect(try read(changed.text).text == changed.text)
        #expect(try build { $0.copy(header, settingAttributes: []) }.text == header.text)
        let named = try build { b in
            b.startElement(ExpandedName("o"))
            b.attribute(ExpandedName("q"), qualifiedName: ExpandedName("n", namespace: "urn:n"), valuePrefix: "w")
            b.qualifiedName(ExpandedName("m", namespace: "urn:m"), prefix: "v")
            b.endElement()
        }
        #expect(named.text == "<o xmlns:w=\"urn:n\" xmlns:v=\"urn:m\" q=\"w:n\">v:m</o>")
        #expect(
            inside {
                $0.text("x"); $0.attribute(ExpandedName("q"), qualifiedName: ExpandedName("n"))
            } == .invalidUse)
    }
}
