import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

@Suite struct CanonicalizationTests {
    static let methods = Canonicalization.Method.allCases

    @Test(arguments: methods)
    func whatEveryFormDoes(_ method: Canonicalization.Method) throws {
        let text = """
            <?xml version='1.0'?><?before  data ?><!--a--><a  z='&lt;&gt;&quot;&apos;&#9;&#10;&#13;&amp;' b = "x"\r
             ><![CDATA[<&>]]>\r
            &#13;&gt;<empty/>\u{10400}<?p?><!-- in --></a><!--b--><?behind?>
            """
        let inside =
            "<a b=\"x\" z=\"&lt;>&quot;'&#x9;&#xA;&#xD;&amp;\">&lt;&amp;&gt;\n&#xD;&gt;<empty></empty>\u{10400}<?p?>"
        #expect(try canonical(method, text) == "<?before data ?>\n\(inside)</a>\n<?behind?>")
        #expect(
            try canonical(method, text, comments: true) == "<?before data ?>\n<!--a-->\n\(inside)<!-- in --></a>\n<!--b-->\n<?behind?>")
    }

    @Test func attributesInTheOrderOfNamespacesThenNames() throws {
        let text = "<e xmlns:b='urn:a' xmlns:a='urn:b' a:x='1' b:y='2' b:x='3' z='4' \u{FF61}='5' \u{10000}='6' xml:lang='de'/>"
        #expect(
            try canonical(.exclusive10, text)
                == "<e xmlns:a=\"urn:b\" xmlns:b=\"urn:a\" z=\"4\" \u{FF61}=\"5\" \u{10000}=\"6\" xml:lang=\"de\" b:x=\"3\" b:y=\"2\" a:x=\"1\"></e>"
        )
    }

    @Test func manyAttributesAreSortedToo() throws {
        let names = (0..<3000).map { "a\($0)" }
        let text = "<e " + names.map { "\($0)=''" }.joined(separator: " ") + "/>"
        let sorted = "<e " + names.sorted().map { "\($0)=\"\"" }.joined(separator: " ") + "></e>"
        #expect(try canonical(.inclusive10, text) == sorted)
    }

    @Test func noNamespaceIsDeclaredWhereANamespaceWas() throws {
        let text = "<a xmlns='urn:a'><b xmlns=''><c xmlns=''/></b><d/></a>"
        for method in Self.methods {
            #expect(
                try canonical(method, text)
                    == "<a xmlns=\"urn:a\"><b xmlns=\"\"><c></c></b><d></d></a>")
            #expect(try canonical(method, text, at: "b") == "<b><c></c></b>")
            #expect(try canonical(method, "<a xmlns=''><b xmlns='urn:b'/></a>", at: "a") == "<a><b xmlns=\"urn:b\"></b></a>")
        }
        // In the exclusive form an element with a prefix does not use the default namespace.
        let prefixed = "<a xmlns='urn:a'><p:b xmlns='' xmlns:p='urn:p'><c/></p:b></a>"
        #expect(
            try canonical(.exclusive10, prefixed)
                == "<a xmlns=\"urn:a\"><p:b xmlns:p=\"urn:p\"><c xmlns=\"\"></c></p:b></a>")
        #expect(
            try canonical(.inclusive10, prefixed)
                == "<a xmlns=\"urn:a\"><p:b xmlns=\"\" xmlns:p=\"urn:p\"><c></c></p:b></a>")
        #expect(try canonical(.exclusive10, prefixed, at: "p:b", prefixes: [""]) == "<p:b xmlns:p=\"urn:p\"><c></c></p:b>")
        #expect(
            try canonical(.exclusive10, prefixed, prefixes: [""])
                == "<a xmlns=\"urn:a\"><p:b xmlns=\"\" xmlns:p=\"urn:p\"><c></c></p:b></a>")
    }

    @Test func namespacesOfTheExclusiveForm() throws {
        let text =
            "<a:a xmlns:a='urn:a' xmlns:b='urn:b' xmlns:c='urn:c' xmlns='urn:d'><b:b><a:a c:x=''/><c xmlns:b='urn:e'><b:b/><b:b/></c></b:b></a:a>"
        #expect(
            try canonical(.exclusive10, text, at: "b:b")
                == "<b:b xmlns:b=\"urn:b\"><a:a xmlns:a=\"urn:a\" xmlns:c=\"urn:c\" c:x=\"\"></a:a>"
                + "<c xmlns=\"urn:d\"><b:b xmlns:b=\"urn:e\"></b:b><b:b xmlns:b=\"urn:e\"></b:b></c></b:b>")
        #expect(
            try canonical(.exclusive10, text, at: "b:b", prefixes: ["", "b", "z"])
                == "<b:b xmlns=\"urn:d\" xmlns:b=\"urn:b\"><a:a xmlns:a=\"urn:a\" xmlns:c=\"urn:c\" c:x=\"\"></a:a>"
                + "<c xmlns:b=\"urn:e\"><b:b></b:b><b:b></b:b></c></b:b>")
        #expect(Canonicalization.prefixes(ofList: " a #default\n\tb ") == ["a", "", "b"])
        #expect(Canonicalization.prefixes(ofList: "") == [])
    }

    @Test func namespacesOfTheInclusiveForms() throws {
        let text =
            "<a xmlns:x='urn:x' xmlns='urn:d' xmlns:y='urn:y'><b xmlns:x='urn:z'><c xmlns:x='urn:z' xmlns:xml='http://www.w3.org/XML/1998/namespace'/></b></a>"
        for method in [Canonicalization.Method.inclusive10, .inclusive11] {
            #expect(
                try canonical(method, text, at: "b") == "<b xmlns=\"urn:d\" xmlns:x=\"urn:z\" xmlns:y=\"urn:y\"><c></c></b>")
        }
    }

    @Test func attributesThatAnElementBringsAlong() throws {
        let text =
            "<a xml:lang='de' xml:id='i' xml:other='o' xml:base='http://h/x/'><b xml:space='preserve' xml:lang='en'><c xml:space='default' z='' xml:base='y/../z'/></b></a>"
        #expect(
            try canonical(.inclusive10, text, at: "c")
                == "<c z=\"\" xml:base=\"y/../z\" xml:id=\"i\" xml:lang=\"en\" xml:other=\"o\" xml:space=\"default\"></c>")
        #expect(
            try canonical(.inclusive11, text, at: "c")
                == "<c z=\"\" xml:base=\"http://h/x/z\" xml:lang=\"en\" xml:space=\"default\"></c>")
        #expect(try canonical(.exclusive10, text, at: "c") == "<c z=\"\" xml:base=\"y/../z\" xml:space=\"default\"></c>")
        #expect(
            try canonical(.inclusive11, text, at: "b").hasPrefix("<b xml:base=\"http://h/x/\" xml:lang=\"en\" xml:space=\"preserve\">"))
        // Of the document itself nothing is joined.
        #expect(try canonical(.inclusive11, text).contains("<c z=\"\" xml:base=\"y/../z\" xml:space=\"default\"></c>"))
    }

    /// RFC 3986, sections 5.4.1 and 5.4.2, without those that give another meaning to empty path segments or leave the root.
    @Test(
        arguments: [
            ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
            ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
            ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"), ("g/../h", "http://a/b/c/h"),
        ] as [(String, String)])
    func basesAreJoined(_ reference: String, _ result: String) throws {
        let text = "<a xml:base='http://a/b/c/d;p?q'><b xml:base='\(reference)'/></a>"
        #expect(try canonical(.inclusive11, text, at: "b") == "<b xml:base=\"\(result)\"></b>")
    }

    /// Canonical XML 1.1, section 2.4: what RFC 3986 does not know.
    @Test(
        arguments: [
            (["..", "..", "x"], "../../x"), (["foo/bar", "..", "..", "x"], "../x"), (["a//b", "c"], "a/c"), (["", "c"], "c"),
            (["a/", ""], "a/"), (["a", "../.."], "../../"),
        ] as [([String], String)])
    func relativeBasesAreJoined(_ bases: [String], _ result: String) throws {
        var text = "<e/>"
        for (i, base) in bases.reversed().enumerated() { text = "<e\(i) xml:base='\(base)'>\(text)</e\(i)>" }
        #expect(try canonical(.inclusive11, text, at: "e0") == "<e0 xml:base=\"\(result)\"><e></e></e0>")
    }

    @Test(arguments: methods)
    func relativeNamespacesAreRefused(_ method: Canonicalization.Method) throws {
        for name in ["x", "../x", "/x", "#x", "1a:b", ":x", "ä:x"] {
            #expect(throws: XMLSecurityError.self) { try canonical(method, "<a xmlns='\(name)'/>") }
            #expect { try canonical(method, "<a><b xmlns:p='\(name)'/></a>") } throws: {
                ($0 as? XMLSecurityError)?.code == .relativeNamespace
            }
        }
        // A table that a refused document left behind does not show in the next.
        #expect(try canonical(method, "<p:a xmlns:p='urn:p'/>") == "<p:a xmlns:p=\"urn:p\"></p:a>")
        // Outside the subset, and not brought along.
        let text = "<a><b xmlns='x'/><c/></a>"
        #expect(try canonical(method, text, at: "c") == "<c></c>")
    }

    @Test func aRelativeNamespaceInScopeIsRefusedWhereItIsBroughtAlong() throws {
        let text = "<a xmlns:p='x'><b/></a>"
        #expect(try canonical(.exclusive10, text, at: "b") == "<b></b>")
        #expect(throws: XMLSecurityError.self) { try canonical(.inclusive10, text, at: "b") }
        #expect(throws: XMLSecurityError.self) { try canonical(.exclusive10, text, at: "b", prefixes: ["p"]) }
    }

    /// Declared around the subset, and written because a name in it uses it.
    @Test func aRelativeNamespaceThatIsUsedIsRefused() throws {
        for text in ["<a xmlns:p='x'><b><p:c/></b></a>", "<a xmlns:p='x'><b p:c=''/></a>", "<a xmlns='x'><b/></a>"] {
            for method in Self.methods {
                #expect { try canonical(method, text, at: "b") } throws: { ($0 as? XMLSecurityError)?.code == .relativeNamespace }
            }
        }
    }

    @Test func elementsAreLeftOut() throws {
        let infoset = try read("<a xmlns:p='urn:p'>1<b><c/></b>2<d xmlns='urn:d'/>3<e><p:f/></e><p:f/>4</a>")
        var subset = DocumentSubset(document: infoset)
        subset = try subset.excluding(infoset.first("d")).excluding(infoset.first("c"))
        #expect(
            try canonical(.exclusive10, subset) == "<a>1<b></b>23<e><p:f xmlns:p=\"urn:p\"></p:f></e><p:f xmlns:p=\"urn:p\"></p:f>4</a>")
        let whole = try infoset.first("e")
        let partly = try infoset.first("b")
        #expect(subset.covers(whole) && !subset.covers(partly))
        // A hole in a larger one is no longer one of its own.
        subset = try subset.excluding(infoset.first("b"))
        #expect(subset.holes.count == 2)
        #expect(try canonical(.exclusive10, subset).hasPrefix("<a>123<e>"))
        for element in [try infoset.first("c"), try read("<d/>").root] {
            #expect { try subset.excluding(element) } throws: { ($0 as? XMLSecurityError)?.code == .invalidSubset }
        }
        #expect { try subset.excluding(infoset.root) } throws: { ($0 as? XMLSecurityError)?.code == .emptySubset }
    }

    @Test func commentsThatASubsetHasNotDoNotComeBack() throws {
        let infoset = try read("<a><!--c--></a>")
        let subset = DocumentSubset(document: infoset, includesComments: false)
        #expect(try canonical(.exclusive10, subset, comments: true) == "<a></a>")
        #expect(try canonical(.exclusive10, DocumentSubset(infoset.root), comments: true) == "<a><!--c--></a>")
    }

    /// Values that never were text, and pieces longer than the block that the output is gathered in.
    @Test func typedAndLongValues() throws {
        var builder = InfosetBuilder()
        let octets = Bytes((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        builder.startElement(ExpandedName("a"))
        builder.attribute(ExpandedName("long"), String(repeating: "<x", count: 20_000))
        for value in [Int.min, 0, .max] {
            builder.startElement(ExpandedName("b"))
            builder.int(value)
            builder.endElement()
        }
        builder.element(ExpandedName("t"), String(repeating: "y", count: 50_000) + "&")
        builder.startElement(ExpandedName("c"))
        builder.double(-1.5e300)
        builder.endElement()
        builder.startElement(ExpandedName("d"))
        builder.bool(true)
        builder.endElement()
        builder.startElement(ExpandedName("e"))
        builder.bytes(octets)
        builder.endElement()
        builder.endElement()
        let infoset = try builder.finish()
        // As text it is the same document, and has the same form.
        let again = try XMLTextReader.read(Bytes(infoset.text), quotas: .maximum)
        for method in Self.methods {
            let form = try canonical(method, DocumentSubset(document: infoset))
            #expect(try canonical(method, DocumentSubset(document: again)) == form)
            #expect(form.contains("<b>-9223372036854775808</b><b>0</b>") && form.hasSuffix("</e></a>"))
            #expect(form.utf8.count > 250_000)
            let digest = try Canonicalization(method).digest(of: DocumentSubset(document: infoset), .sha256)
            #expect(try digest == DigestAlgorithm.sha256.digest(Bytes(form)))
        }
    }

    @Test func formsOfSplicedDocuments() throws {
        let host = try read("<a xmlns:p='urn:p'><x/><p:b/></a>")
        let other = try read("<p:c xmlns:p='urn:p' p:d='&amp;'>&lt;</p:c>")
        let spliced = try host.splicing(other, at: .replacing(host.first("x").range)).infoset
        #expect(
            try canonical(.exclusive10, DocumentSubset(document: spliced))
                == "<a><p:c xmlns:p=\"urn:p\" p:d=\"&amp;\">&lt;</p:c><p:b xmlns:p=\"urn:p\"></p:b></a>")
        #expect(
            try canonical(.inclusive10, DocumentSubset(document: spliced))
                == "<a xmlns:p=\"urn:p\"><p:c p:d=\"&amp;\">&lt;</p:c><p:b></p:b></a>")
    }

    @Test func theDocumentationsExample() throws {
        let body = try read("<s:Body xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>").root
        let form = Canonicalization(.exclusive10)
        let digest = try form.digest(of: DocumentSubset(body), .sha256)
        let octets = "<s:Body xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"></s:Body>"
        #expect(try digest == DigestAlgorithm.sha256.digest(Bytes(octets)))
    }

    @Test func identifiers() {
        for method in Self.methods {
            for comments in [false, true] {
                let form = Canonicalization(method, includesComments: comments)
                #expect(Canonicalization(algorithm: form.algorithm) == form)
            }
        }
        for unknown in ["", "http://www.w3.org/2001/10/xml-exc-c14n", "http://www.w3.org/2006/12/xml-c14n11#withcomments"] {
            #expect(Canonicalization(algorithm: unknown) == nil)
        }
    }

    /// Many at once, each with tables of its own.
    @Test func atOnce() async throws {
        try await withThrowingTaskGroup { group in
            for i in 0..<64 {
                group.addTask {
                    try canonical(.exclusive10, "<p\(i):a xmlns:p\(i)='urn:\(i)'/>") == "<p\(i):a xmlns:p\(i)=\"urn:\(i)\"></p\(i):a>"
                }
            }
            for try await right in group { #expect(right) }
        }
    }
}
