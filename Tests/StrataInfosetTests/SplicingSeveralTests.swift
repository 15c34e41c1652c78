import StrataInfoset
import Testing

/// Several changes of one infoset that are made together.
@Suite struct SplicingSeveralTests {
    private let document = "<r><a>1</a><b><c/>2<d/></b><e/></r>"

    private func range(_ name: String, _ infoset: Infoset) throws -> NodeRange {
        try #require((0..<infoset.nodeCount).lazy.compactMap(infoset.element(at:)).first { $0.localName == name }).range
    }

    @Test func eachComesToItsPlaceInTheOrderGiven() throws {
        let infoset = try read(document)
        let (one, two) = (try read("<one/>"), try read("<two/>"))
        let d = try range("d", infoset)
        let result = try infoset.splicing(
            [
                InfosetChange(.after(d), one), InfosetChange(.lastChild(of: try range("b", infoset)), two),
                InfosetChange(.replacing(d), one), InfosetChange(.replacingContent(of: try range("a", infoset)), two),
                InfosetChange(.firstChild(of: try range("e", infoset)), two), InfosetChange(.lastChild(of: try range("e", infoset)), one),
                InfosetChange(removing: try range("c", infoset)),
            ])
        #expect(result.infoset.text == "<r><a><two/></a><b>2<one/><one/><two/></b><e><two/><one/></e></r>")
        let names = result.inserted.map { $0.flatMap { result.infoset.element(at: $0.lowerBound)?.localName } }
        #expect(names == ["one", "two", "one", "two", "two", "one", nil])
        for range in result.inserted { if let range { #expect(result.infoset.element(at: range.lowerBound)?.range == range) } }
        #expect(infoset.text == document)
        let none = try infoset.splicing([], tracking: [d, nil])
        #expect(none.infoset.text == document && none.inserted.isEmpty && none.tracked == [d, nil])
    }

    @Test func whatStandsWithinWhatIsReplacedCannotBe() throws {
        let infoset = try read(document)
        let other = try read("<new/>")
        let (b, c, root) = (try range("b", infoset), try range("c", infoset), infoset.root.range)
        let pairs: [[InfosetPosition]] = [
            [.replacing(b), .replacing(c)], [.replacing(c), .replacing(b)], [.replacing(b), .replacing(b)],
            [.replacing(b), .replacingContent(of: b)], [.replacingContent(of: b), .after(c)], [.replacing(c), .firstChild(of: c)],
            [.replacing(root), .lastChild(of: root)], [.replacing(b), .lastChild(of: b)],
        ]
        for positions in pairs {
            let error = failure { () throws(InfosetError) in
                try infoset.splicing(positions.map { InfosetChange($0, other) })
            }
            #expect(error?.code == .invalidRange, "\(positions)")
        }
        let outside = failure { () throws(InfosetError) in
            try infoset.splicing([InfosetChange(.before(c), other), InfosetChange(.before(root), other)])
        }
        #expect(outside?.code == .invalidRange)
    }

    @Test func runsOfNodesAreFollowed() throws {
        let infoset = try read(document)
        let other = try read("<new/>")
        let (c, d) = (try range("c", infoset), try range("d", infoset))
        let run = NodeRange(lowerBound: c.lowerBound, upperBound: d.upperBound)
        let text = NodeRange(lowerBound: c.upperBound + 1, upperBound: d.lowerBound - 1)
        func outcome(_ changes: [InfosetChange], _ range: NodeRange) throws -> [String?] {
            let result = try infoset.splicing(changes, tracking: [range])
            func shown(_ range: NodeRange?) -> String? {
                guard let range else { return nil }
                let writer = ByteWriter()
                XMLTextWriter.write(result.infoset, range: range, to: writer)
                return String(writer.take())
            }
            return [shown(result.tracked[0]), shown(result.range(following: range))]
        }
        let ends = [InfosetChange(.replacing(c), other), InfosetChange(.replacing(d), other)]
        #expect(try outcome(ends, run) == ["<new/>2<new/>", "<new/>2<new/>"])
        #expect(try outcome(ends, text) == ["2", "2"])
        #expect(try outcome(ends, c) == [nil, "<new/>"])
        #expect(try outcome([InfosetChange(removing: c), InfosetChange(removing: d)], run) == ["2", "2"])
        #expect(try outcome([InfosetChange(removing: c)], c) == [nil, nil])
        let all = [InfosetChange(removing: c), InfosetChange(removing: text), InfosetChange(removing: d)]
        #expect(try outcome(all, run) == [nil, nil])
        #expect(try outcome(ends, NodeRange(lowerBound: -1, upperBound: 3)) == [nil, nil])
        #expect(try outcome(ends, NodeRange(lowerBound: 3, upperBound: .max)) == [nil, nil])
    }

    /// A namespace that many prefixes are bound to does not come along for each of them.
    @Test func aFragmentTakesItsScopeOnce() throws {
        let declarations = (0..<200).map { " xmlns:p\($0)='urn:\(String(repeating: "n", count: 1000))'" }.joined()
        let infoset = try read("<r\(declarations)><a/></r>", quotas: .maximum)
        let fragment = try XMLTextReader.readFragment(Bytes("<p7:b/>"), inContentOf: infoset.root, quotas: .maximum)
        #expect(fragment.firstElement?.namespace.utf8.count == 1004)
        let result = try infoset.splicing(fragment, at: .lastChild(of: infoset.root.range)).infoset
        #expect(result.byteCount - infoset.byteCount < 5000)
        #expect(result.root.children.map { $0.namespace.utf8.count } == [0, 1004])
    }

    /// Limits of what comes out, not of what is put in.
    @Test func limitsOfTheNewInfoset() throws {
        let infoset = try read(document)
        let other = try read("<long-name a='1'/>")
        let changes = [
            InfosetChange(.replacing(try range("a", infoset)), other), InfosetChange(.replacing(try range("e", infoset)), other),
        ]
        let count = try infoset.splicing(changes).infoset.nodeCount
        var quotas = XMLQuotas.defaults
        quotas.maxStringContentLength = 1
        #expect(try infoset.splicing(changes, within: quotas).infoset.quotas == quotas)
        #expect(try infoset.splicing(changes).infoset.quotas == infoset.quotas)
        quotas.maxNodes = count
        #expect(try infoset.splicing(changes, within: quotas).infoset.nodeCount == count)
        quotas.maxNodes = count - 1
        let nodes = failure { () throws(InfosetError) in try infoset.splicing(changes, within: quotas) }
        #expect(nodes?.quota?.name == "maxNodes")
        // r, a, b, c, d, e and long-name.
        quotas = .defaults
        quotas.maxNameTableCharCount = 15
        #expect(try infoset.splicing(changes, within: quotas).infoset.nodeCount == count)
        quotas.maxNameTableCharCount = 14
        let names = failure { () throws(InfosetError) in try infoset.splicing(changes, within: quotas) }
        #expect(names?.quota?.name == "maxNameTableCharCount")
    }
}
