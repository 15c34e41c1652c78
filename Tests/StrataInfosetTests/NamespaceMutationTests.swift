import StrataInfoset
import TestSupport
import Testing

/// Random documents with shadowed, undeclared and repeated prefixes, copied and spliced at random: every name, and every name that is a
/// value, means the same afterwards.
@Suite struct NamespaceMutationTests {
    private static let prefixes = ["", "p", "q", "p1", "long-prefix"]
    private static let namespaces = ["urn:a", "urn:b", "urn:c"]

    /// An element as text, with names and values whose prefixes are in scope.
    private func element(_ depth: Int, _ scope: [String: String], _ random: inout SeededGenerator) -> String {
        var scope = scope
        var attributes = ""
        for prefix in Self.prefixes where Int.random(in: 0..<4, using: &random) == 0 {
            let undeclares = prefix.isEmpty && Bool.random(using: &random)
            let namespace = undeclares ? "" : Self.namespaces[Int.random(in: 0..<3, using: &random)]
            scope[prefix] = undeclares ? nil : namespace
            attributes += (prefix.isEmpty ? " xmlns='" : " xmlns:\(prefix)='") + namespace + "'"
        }
        func name(_ random: inout SeededGenerator, _ usable: [String]) -> String {
            let prefix = usable.isEmpty ? "" : usable[Int.random(in: 0..<usable.count, using: &random)]
            return (prefix.isEmpty ? "" : prefix + ":") + ["x", "y", "z"][Int.random(in: 0..<3, using: &random)]
        }
        let usable = Self.prefixes.filter { $0.isEmpty || scope[$0] != nil }
        let own = name(&random, usable)
        if Bool.random(using: &random) { attributes += " type='\(name(&random, usable))'" }
        let prefixed = usable.filter { !$0.isEmpty }
        if !prefixed.isEmpty, Bool.random(using: &random) { attributes += " \(name(&random, prefixed))='v'" }
        var content = ""
        if depth == 0 || Int.random(in: 0..<4, using: &random) == 0 {
            content = name(&random, usable)
        } else {
            for _ in 0..<Int.random(in: 0...3, using: &random) { content += element(depth - 1, scope, &random) }
        }
        return "<\(own)\(attributes)>\(content)</\(own)>"
    }

    private func document(_ random: inout SeededGenerator) throws -> Infoset { try read(element(3, [:], &random), quotas: .maximum) }

    /// What an element means: expanded names, values, and what values that are names resolve to.
    private func meaning(_ element: InfosetCursor) -> String {
        var text = "(" + element.name.description
        for (name, value) in element.attributes {
            text += " \(name)=" + (name.localName == "type" ? resolved(value, element) : value)
        }
        for node in element.nodes {
            switch node {
            case .element(let child): text += meaning(child)
            case .text(let value): text += " " + resolved(value, element)
            default: text += "?"
            }
        }
        return text + ")"
    }

    private func resolved(_ value: String, _ element: InfosetCursor) -> String {
        do throws(InfosetError) { return try element.resolve(qualifiedName: value).description } catch { return "\(error.code)" }
    }

    private func elements(_ infoset: Infoset) -> [InfosetCursor] { (0..<infoset.nodeCount).compactMap(infoset.element(at:)) }

    @Test func copiesMeanTheSame() throws {
        for seed in 0..<400 {
            var random = SeededGenerator(seed: UInt64(seed))
            let sources = [try document(&random), try document(&random)]
            var expected: [String] = []
            var builder = InfosetBuilder()
            builder.startElement(ExpandedName("root", namespace: Self.namespaces[seed % 3]), prefix: seed % 2 == 0 ? "p" : nil)
            if seed % 5 == 0 { builder.declare(prefix: "q", namespace: "urn:other") }
            for _ in 0..<6 {
                let all = elements(sources[Int.random(in: 0..<2, using: &random)])
                let source = all[Int.random(in: 0..<all.count, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    builder.copy(source)
                    expected.append(meaning(source))
                case 1:
                    builder.copy(source, settingAttributes: [(ExpandedName("k", namespace: "urn:k"), "1")])
                    expected.append(meaning(source))
                default:
                    builder.startElement(ExpandedName("w", namespace: "urn:b"), prefix: Bool.random(using: &random) ? "long-prefix" : "w")
                    builder.copyContents(of: source)
                    builder.endElement()
                    expected += source.children.map(meaning)
                }
            }
            builder.endElement()
            let built = try builder.finish()
            for infoset in [built, try read(built.text, quotas: .maximum)] {
                var found: [String] = []
                for child in infoset.root.children {
                    if child.localName == "w" { found += child.children.map(meaning) } else { found.append(meaning(child)) }
                }
                #expect(found.map { $0.replacing(" {urn:k}k=1", with: "") } == expected, "seed \(seed)\n\(built.text)")
            }
        }
    }

    @Test func splicedElementsAndTheirNeighboursMeanTheSame() throws {
        for seed in 1000..<1400 {
            var random = SeededGenerator(seed: UInt64(seed))
            let host = try document(&random)
            let source = try document(&random)
            let all = elements(host)
            let place = all[Int.random(in: 0..<all.count, using: &random)]
            let isRoot = place == host.root
            let position: InfosetPosition =
                switch Int.random(in: 0..<5, using: &random) {
                case 0 where !isRoot: .before(place.range)
                case 1 where !isRoot: .after(place.range)
                case 2: .replacing(place.range)
                case 3: .firstChild(of: place.range)
                default: .lastChild(of: place.range)
                }
            let result = try host.splicing(source, at: position, tracking: all.map(\.range))
            let inserted = try #require(result.inserted.flatMap { result.infoset.element(at: $0.lowerBound) })
            #expect(meaning(inserted) == meaning(source.root), "seed \(seed)\n\(result.infoset.text)")
            let again = try read(result.infoset.text, quotas: .maximum)
            #expect(meaning(again.root) == meaning(result.infoset.root), "seed \(seed)\n\(result.infoset.text)")
            for (element, range) in zip(all, result.tracked) {
                guard let range, let moved = result.infoset.element(at: range.lowerBound) else { continue }
                #expect(moved.range == range && moved.name == element.name, "seed \(seed)")
                // What does not hold the place is the same to the octet.
                if !range.contains(inserted.range) { #expect(meaning(moved) == meaning(element), "seed \(seed)") }
            }
            let gone = result.tracked.filter { $0 == nil }.count
            if case .replacing = position { #expect(gone >= 1) } else { #expect(gone == 0) }
        }
    }

    /// A change that is made at an element, wherever that is by then.
    private struct PlannedChange {
        let kind: Int
        let place: Int
        let source: Infoset
        let fragment: InfosetFragment

        func change(at range: NodeRange) -> InfosetChange {
            switch kind {
            case 0: InfosetChange(.before(range), source)
            case 1: InfosetChange(.firstChild(of: range), source)
            case 2: InfosetChange(.replacingContent(of: range), source)
            case 3: InfosetChange(removing: range)
            case 4: InfosetChange(.replacing(range), fragment)
            default: InfosetChange(.replacing(range), source)
            }
        }
    }

    /// Several changes at once give what the same ones give one after the other, and both find the same again.
    @Test func severalChangesAreOneAfterTheOther() throws {
        var together = 0
        for seed in 2000..<2400 {
            var random = SeededGenerator(seed: UInt64(seed))
            let host = try document(&random)
            let all = elements(host)
            var planned: [PlannedChange] = []
            var covered = 0
            for (i, place) in all.enumerated().dropFirst() where place.range.lowerBound > covered {
                guard Bool.random(using: &random), let parent = place.parent else { continue }
                let fragment = try XMLTextReader.readFragment(Bytes("one<k/><!--c--><l/>"), inContentOf: parent)
                let kind = Int.random(in: 0..<6, using: &random)
                planned.append(PlannedChange(kind: kind, place: i, source: try document(&random), fragment: fragment))
                if kind > 1 { covered = place.range.upperBound }
            }
            together = max(together, planned.count)
            let once = try host.splicing(planned.map { $0.change(at: all[$0.place].range) }, tracking: all.map(\.range))
            var current = host
            var tracked: [NodeRange?] = all.map(\.range)
            for item in planned {
                let range = try #require(tracked[item.place])
                let step = try current.splicing([item.change(at: range)], tracking: tracked)
                current = step.infoset
                tracked = step.tracked + step.inserted
            }
            #expect(once.infoset.text == current.text && once.infoset.nodeCount == current.nodeCount, "seed \(seed)")
            #expect(once.tracked + once.inserted == tracked, "seed \(seed)")
            #expect(try meaning(read(once.infoset.text, quotas: .maximum).root) == meaning(once.infoset.root), "seed \(seed)")
        }
        #expect(together > 5)
    }
}
