import StrataInfoset
import Testing

/// Documents made to exhaust a reader: each is refused by its quota, and read without harm where the quotas are lifted.
@Suite struct FloodTests {
    private func quota(of text: String) -> String? {
        failure { () throws(InfosetError) in try read(text) }?.quota?.name
    }

    private func unlimited(_ text: String) -> InfosetError? {
        failure { () throws(InfosetError) in try read(text, quotas: .maximum) }
    }

    @Test func aMillionLevels() {
        let text = String(repeating: "<a>", count: 1_000_000)
        #expect(quota(of: text) == "maxDepth")
        // No stack is used up: the reader comes to the end, and misses the end tags there.
        #expect(unlimited(text)?.code == .unexpectedEnd)
    }

    /// Nothing that reads, writes, copies, splices or frees goes down with the depth; each level shadows the prefix of the one around it.
    @Test func deepDocumentsAreWrittenAndCopied() throws {
        let depth = 100_000
        let text = (0..<depth).map { "<p:a xmlns:p='u\($0 % 3)'>" }.joined() + "x" + String(repeating: "</p:a>", count: depth)
        let infoset = try read(text, quotas: .maximum)
        let written = text.replacing("'", with: "\"")
        #expect(infoset.text == written)
        var builder = InfosetBuilder()
        builder.copy(infoset.root)
        #expect(try builder.finish().text == written)
        var renamed = InfosetBuilder()
        renamed.copy(infoset.root, settingAttributes: [(ExpandedName("k"), "1")])
        #expect(try renamed.finish().text.utf8.count == written.utf8.count + 6)
        let innermost = try #require((0..<infoset.nodeCount).reversed().lazy.compactMap(infoset.element(at:)).first)
        #expect(innermost.depth == depth && innermost.namespace == "u\((depth - 1) % 3)")
        let spliced = try infoset.splicing(try read("<p:b xmlns:p='v'/>"), at: .replacing(innermost.range))
        #expect(spliced.infoset.nodeCount == infoset.nodeCount - 1)
        #expect(unlimited(text.replacing("x", with: "<p:b/></p:a>"))?.code == .malformed)
    }

    /// A value in very many pieces is one value, and is read in one go through them.
    @Test func textInManyPieces() throws {
        let pieces = 100_000
        let text = "<a>" + String(repeating: "1<!---->&#50;<![CDATA[3]]><?p?>", count: pieces) + "</a>"
        let root = try read(text, quotas: .maximum).root
        #expect(try root.string() == String(repeating: "123", count: pieces))
        #expect(failure { () throws(InfosetError) in try read(text).root.string() }?.quota?.name == "maxStringContentLength")
        #expect(failure { () throws(InfosetError) in try root.int64() }?.code == .invalidValue)
        #expect(root.hasNonWhitespaceText && root.firstChild == nil)
        #expect(try read("<a>" + String(repeating: "AA<!---->AA", count: 4000) + "</a>", quotas: .maximum).root.base64().count == 12_000)
    }

    @Test(arguments: ["", "xmlns:"])
    func tensOfThousandsOfAttributes(prefix: String) {
        let text = "<a " + (0..<60_000).map { "\(prefix)n\($0)='u'" }.joined(separator: " ") + "/>"
        #expect(["maxBytesPerRead", "maxAttributesPerElement"].contains(quota(of: text)))
        #expect(unlimited(text) == nil)
        let more = "<a " + (0..<100_000).map { "\(prefix)n\($0)='u'" }.joined(separator: " ") + "/>"
        #expect(unlimited(more)?.quota?.name == "maxAttributesPerElement")
    }

    @Test func aFloodOfNames() {
        let text = "<a>" + (0..<100_000).map { "<n\($0)/>" }.joined() + "</a>"
        #expect(quota(of: text) == "maxNameTableCharCount")
        #expect(unlimited(text) == nil)
    }

    /// Carriage returns around the document element; read again from the front for each, 2 MiB would take days.
    @Test func carriageReturnsOutsideTheDocumentElement() {
        let returns = String(repeating: "\r", count: 1 << 20)
        #expect(unlimited(returns + "<a/>" + returns) == nil)
        #expect(unlimited(returns)?.code == .unexpectedEnd)
        #expect(unlimited("<a/>" + returns + "x")?.line == (1 << 20) + 1)
    }

    /// Names of one length that differ in the namespace alone must not meet in one bucket of a set.
    @Test func namesInASetDoNotCollide() {
        let names = (1000..<3000).map { ExpandedName("a", namespace: "urn:\($0)") }
        #expect(Set(names.map(\.hashValue)).count == names.count)
        #expect(ExpandedName("ab", namespace: "c").hashValue != ExpandedName("a", namespace: "bc").hashValue)
        #expect(Set(names + names).count == names.count)
    }

    /// A thousand bindings in scope of thousands of elements that use few of them: what a copy holds grows with what it uses.
    @Test func copiesDoNotMultiplyDeclarations() throws {
        let shell = (0..<5).map { level in
            "<l\(level)" + (0..<200).map { " xmlns:n\(level)n\($0)='u\($0)'" }.joined() + ">"
        }
        let items = String(repeating: "<i/><n0n7:i n1n8:k=''>n2n9:v n4n199</n0n7:i>", count: 2000)
        let close = (0..<5).reversed().map { "</l\($0)>" }.joined()
        let source = try read(shell.joined() + items + close, quotas: .maximum)
        var parent = source.root
        while let child = parent.firstChild, child.localName.hasPrefix("l") { parent = child }
        #expect(parent.depth == 5)
        var one = InfosetBuilder()
        one.startElement(ExpandedName("r"))
        for child in parent.children { one.copy(child) }
        one.endElement()
        let singly = try one.finish()
        // Of 1000 bindings each second copy takes the four it has a word of; nodes are those, two elements, an attribute and a text.
        #expect(singly.nodeCount == 4 + 2000 * (2 + 2 + 1 + 1 + 4))
        var two = InfosetBuilder()
        two.startElement(ExpandedName("r"))
        for child in parent.children { two.copy(child, settingAttributes: [(ExpandedName("k"), "1")]) }
        two.endElement()
        #expect(try two.finish().nodeCount == 4 + 2000 * (2 + 2 + 1 + 1 + 4 + 2))
        var all = InfosetBuilder()
        all.startElement(ExpandedName("r"))
        all.copyContents(of: parent)
        all.endElement()
        let together = try all.finish()
        // Declared once, on the element around them.
        #expect(together.nodeCount == 4 + 4 + 2000 * (2 + 2 + 1 + 1))
        for infoset in [singly, together] {
            let last = try #require(Array(try read(infoset.text, quotas: .maximum).root.children).last)
            #expect(try last.name == ExpandedName("i", namespace: "u7") && last.resolve(qualifiedName: "n2n9:v").namespace == "u9")
            #expect(last.namespace(forPrefix: "n4n199") == "u199")
        }
    }

    /// Attributes that each bring a namespace of their own, added and copied one by one.
    @Test func manyAttributesAreBuiltAndCopied() throws {
        let count = 20_000
        var builder = InfosetBuilder()
        builder.startElement(ExpandedName("r"))
        for i in 0..<count { builder.attribute(ExpandedName("a", namespace: "u\(i)"), "", prefix: "n\(i)") }
        builder.endElement()
        let infoset = try builder.finish()
        #expect(infoset.root.attributes.count == count && infoset.root.namespaceDeclarations.count == count)
        #expect(infoset.root.namespaceDeclarations.map { $0.prefix } == (0..<count).map { "n\($0)" })
        var copy = InfosetBuilder()
        copy.startElement(ExpandedName("r"))
        copy.copyAttributes(of: infoset.root)
        copy.attribute(ExpandedName("last"), "")
        copy.endElement()
        let copied = try copy.finish()
        #expect(copied.text == infoset.text.replacing("/>", with: " last=\"\"/>"))
        let error = failure { () throws(InfosetError) in
            var twice = InfosetBuilder()
            twice.startElement(ExpandedName("r"))
            twice.copyAttributes(of: infoset.root)
            twice.copyAttributes(of: infoset.root)
            twice.endElement()
            return try twice.finish()
        }
        #expect(error?.code == .duplicateAttribute)
    }

    @Test func oneLongName() {
        let text = "<a>" + "<" + String(repeating: "n", count: 1 << 20) + "/></a>"
        #expect(["maxNameLength", "maxBytesPerRead"].contains(quota(of: text)))
        #expect(unlimited(text)?.quota?.name == "maxNameLength")
    }
}
