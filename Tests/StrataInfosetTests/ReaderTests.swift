import StrataInfoset
import Testing

@Suite struct ReaderTests {
    @Test(arguments: [
        "<a/>", "<a></a >", "<a\n/>", " \r\n<a/>\n ", "<a b='1' c=\"2\"/>", "<a b=\"'\"/>", "<a b='\"&lt;&#x10FFFF;'/>",
        "<a>]]&gt;]]x></a>",
        "<a><![CDATA[]]></a>", "<a><![CDATA[]]]]><![CDATA[>]]></a>", "<a><!----><!--- - --></a>", "<?p?><a/><?p x?><!--c-->",
        "<a><?p ?x??></a>", "<é:ü xmlns:é='u' é:x='1'/>", "<a xml:lang='de' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        "<?xml version='1.0'?><a/>", "<?xml version=\"1.0\" encoding='UTF-8' standalone='yes' ?><a/>", "\u{FEFF}<a/>",
        "<p:a xmlns:p='u'><b xmlns:p='v' p:x='1'/><p:c/></p:a>", "<a xmlns='u'><b xmlns=''/></a>", "<_-.0/>", "<a x='&#9;&#10;&#13;'/>",
        "<a p:x='1' xmlns:p='u' q:x='2' y='' xmlns:q='v' x='3'/>",
    ])
    func accepts(_ text: String) throws {
        let infoset = try read(text)
        #expect(try read(infoset.text).text == infoset.text)
    }

    static let refused: [(String, InfosetError.Code)] = [
        ("", .unexpectedEnd), (" ", .unexpectedEnd), ("<a>", .unexpectedEnd), ("<a", .unexpectedEnd), ("<", .unexpectedEnd),
        ("<a b", .unexpectedEnd), ("<a b=", .unexpectedEnd), ("<a b='", .unexpectedEnd), ("<a>x", .unexpectedEnd),
        ("<a></a", .unexpectedEnd), ("<a><!--", .unexpectedEnd), ("<a><![CDATA[", .unexpectedEnd), ("<a>&am", .unexpectedEnd),
        ("<?x", .unexpectedEnd), ("<!DOC", .unexpectedEnd), ("<!-", .unexpectedEnd),
        ("x<a/>", .malformed), ("<a/>x", .malformed), ("<a/><b/>", .malformed), ("<a></b>", .malformed), ("<a></ab>", .malformed),
        ("<ab></a>", .malformed), ("</a>", .malformed), ("< a/>", .malformed), ("<a b/>", .malformed), ("<a b=c/>", .malformed),
        ("<a b='1'c='2'/>", .malformed), ("<a b='<'/>", .malformed), ("<a>]]></a>", .malformed), ("<a/ >", .malformed),
        ("<a><!-- -- --></a>", .malformed), ("<a><!--x---></a>", .malformed), ("<a><![cdata[x]]></a>", .malformed),
        ("<![CDATA[x]]><a/>", .malformed), ("<a/><![CDATA[x]]>", .malformed), ("<1/>", .malformed), ("<-a/>", .malformed),
        ("<a><?xml version='1.0'?></a>", .malformed), (" <?xml version='1.0'?><a/>", .malformed), ("<a><?XmL?></a>", .malformed),
        ("<?xml?><a/>", .malformed), ("<?xml version='1.0' standalone='maybe'?><a/>", .malformed),
        ("<?xml encoding='utf-8' version='1.0'?><a/>", .malformed), ("<?xml version='1.0'encoding='utf-8'?><a/>", .malformed),
        ("<?xml version='1.0' encoding='-8'?><a/>", .malformed), ("<?xml version='1.1'?><a/>", .unsupportedEncoding),
        ("<?xml version='1.0' encoding='iso-8859-1'?><a/>", .unsupportedEncoding),
        ("<?xml version='1.0' encoding='utf-7'?><a/>", .unsupportedEncoding),
        ("<?xml version='1.0' encoding='utf-16'?><a/>", .encodingMismatch),
        ("<a>&nbsp;</a>", .undefinedEntity), ("<a>&;</a>", .undefinedEntity), ("<a>& b</a>", .undefinedEntity),
        ("<a>&#;</a>", .undefinedEntity), ("<a>&#x;</a>", .undefinedEntity), ("<a>&#1a;</a>", .undefinedEntity),
        ("<a>&#X41;</a>", .undefinedEntity), ("<a b='&lt'/>", .undefinedEntity), ("<a>&#0;</a>", .invalidCharacter),
        ("<a>&#x110000;</a>", .invalidCharacter), ("<a>&#xD800;</a>", .invalidCharacter), ("<a>&#xFFFE;</a>", .invalidCharacter),
        ("<a>&#99999999999999999999;</a>", .invalidCharacter), ("<a>\u{1}</a>", .invalidCharacter), ("<a b='\u{0}'/>", .invalidCharacter),
        ("<a>\u{0}</a>", .invalidCharacter), ("\u{0}<a/>", .invalidCharacter), ("<a/>\u{0}", .invalidCharacter),
        ("<a><!--\u{2}--></a>", .invalidCharacter), ("<a><![CDATA[\u{2}]]></a>", .invalidCharacter), ("<a>\u{FFFF}</a>", .invalidEncoding),
        ("<p:a/>", .namespace), ("<a p:b=''/>", .namespace), ("<:a/>", .namespace), ("<a:/>", .namespace),
        ("<a:b:c xmlns:a='u'/>", .namespace),
        ("<a:1 xmlns:a='u'/>", .namespace), ("<a xmlns:p=''/>", .namespace), ("<a xmlns:xml='u'/>", .namespace),
        ("<a xmlns:xmlns='u'/>", .namespace), ("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", .namespace),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", .namespace), ("<a xmlns='http://www.w3.org/XML/1998/namespace'/>", .namespace),
        ("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", .namespace), ("<xmlns:a/>", .namespace), ("<a><?p:q?></a>", .namespace),
        ("<a><p:b xmlns:p='u'/><p:c/></a>", .namespace),
        ("<a b='1' b='2'/>", .duplicateAttribute), ("<a xmlns='u' xmlns='u'/>", .duplicateAttribute),
        ("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", .duplicateAttribute),
        ("<a p:x='1' q:x='2' xmlns:p='u' xmlns:q='u'/>", .duplicateAttribute),
        ("<!DOCTYPE a><a/>", .documentTypeForbidden), ("<!--x--><!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", .documentTypeForbidden),
        ("<!DOCTYPE", .documentTypeForbidden), ("<a/><!DOCTYPE a>", .documentTypeForbidden),
        ("<a><!DOCTYPE a></a>", .documentTypeForbidden),
        ("<!doctype a><a/>", .malformed), ("<!ENTITY e 'x'><a/>", .malformed),
    ]

    @Test func refusesEachWithItsCode() {
        for (text, code) in Self.refused { #expect(refusal(text) == code, "\(text.debugDescription)") }
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF, 0xBE],
            [0xEF, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
            [0x80], [0xBF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFE], [0xFF], [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func refusesInvalidUTF8Everywhere(_ octets: [UInt8]) {
        for (before, after) in [
            ("<a>", "</a>"), ("<a b='", "'/>"), ("<a><!--", "--></a>"), ("<a><![CDATA[", "]]></a>"), ("<a", "/>"), ("<a><?p ", "?></a>"),
        ] {
            #expect(refusal(Array(before.utf8) + octets + Array(after.utf8)) == .invalidEncoding)
        }
        #expect(refusal(Array("<a/>".utf8) + octets) == .invalidEncoding)
    }

    @Test func textIsJoinedAroundCommentsAndCDATA() throws {
        let root = try read("<a>one<!--x-->two<![CDATA[<three>]]>&amp;<?p x?>four</a>").root
        #expect(try root.string() == "onetwo<three>&four")
        #expect(root.containsComments)
        #expect(root.containsProcessingInstructions)
        #expect(try read("<a>1<!--x-->2</a>").root.int() == 12)
        #expect(try read("<a>tr<!-- -->ue</a>").root.bool())
        #expect(try read("<a>1<![CDATA[.5]]></a>").root.double() == 1.5)
        #expect(Array(try read("<a>AQ<!---->ID</a>").root.base64()) == [1, 2, 3])
        #expect(try read("<a xmlns:p='u'>p<!-- -->:x</a>").root.qualifiedNameValue() == ExpandedName("x", namespace: "u"))
    }

    @Test func constructsAreKeptOrRefused() throws {
        let text = "<?b x?><!--c--><a><?d?><!--e--></a><!--f--><?g?>"
        let infoset = try read(text)
        #expect(infoset.text == text)
        #expect(infoset.containsProcessingInstructions)
        #expect(refusal(text, refusing: .processingInstructions) == .processingInstructionForbidden)
        #expect(refusal(text, refusing: .comments) == .commentForbidden)
        #expect(refusal("<a><!--e--></a>", refusing: .comments) == .commentForbidden)
        #expect(refusal("<a><?e?></a>", refusing: .comments) == nil)
        #expect(refusal("<a/><?e?>", refusing: .processingInstructions) == .processingInstructionForbidden)
        #expect(refusal("<?xml version='1.0'?><a/>", refusing: .processingInstructions) == nil)
        #expect(!(try read("<a/>").containsProcessingInstructions))
    }

    @Test func lineEndsAndWhiteSpaceAreNormalized() throws {
        let root = try read("<a b='1\r\n2\r3\t4\n5&#13;&#10;6'>x\r\ny\rz&#13;</a>").root
        #expect(root.attribute(ExpandedName("b")) == "1 2 3 4 5\r\n6")
        #expect(try root.string() == "x\ny\nz\r")
        #expect(try read("<a><![CDATA[x\r\ny\r]]></a>").root.string() == "x\ny\n")
    }

    @Test func errorsTellTheirPlace() throws {
        let error = try #require(failure { () throws(InfosetError) in try read("<a>\r\n  <bü/>&lt;\r\n\r<c></d>\n</a>") })
        #expect((error.line, error.column) == (4, 6))
        #expect(error.offset == 25)
        #expect(error.description.contains("line 4, column 6"))
        let wide = try #require(
            failure { () throws(InfosetError) in
                try XMLTextReader.read(Bytes(utf16("<a>\n<b>😀é</c></a>", big: true)))
            })
        #expect((wide.line, wide.column) == (2, 8))
        #expect(wide.offset == 2 + 2 * 12)
    }

    @Test func declarationsMixedWithAttributesKeepTheirOrder() throws {
        let root = try read("<a x='1' xmlns:p='u' y='2' p:z='3' xmlns='v' xmlns:q='w' q:t='4'/>").root
        #expect(root.namespaceDeclarations.map { $0.prefix } == ["p", "", "q"])
        #expect(root.attributes.map { $0.name.localName } == ["x", "y", "z", "t"])
        #expect(root.attributes.map { $0.value } == ["1", "2", "3", "4"])
        #expect(root.attributes.map { $0.name.namespace } == ["", "", "u", "w"])
        #expect(root.namespace == "v")
    }
}
