import Testing

@testable import StrataInfoset

@Suite("What builders hand on to one another", .timeLimit(.minutes(1)))
struct BuilderScratchTests {
    private static let name = ExpandedName("Envelope", namespace: "http://www.w3.org/2003/05/soap-envelope")

    @Test("A name that another builder has chosen is not taken for one's own")
    func namesAreChosenAfresh() throws {
        #expect(Self.name.id != NameDictionary.unknown)
        for prefix in ["s", "x", "s", "y"] {
            var builder = InfosetBuilder()
            builder.startElement(Self.name, prefix: prefix)
            builder.attribute(Self.name, "1")
            builder.endElement()
            let document = try builder.finish()
            let text = ByteWriter(capacity: 256)
            XMLTextWriter.write(document, to: text)
            let namespace = "xmlns:\(prefix)=\"\(Self.name.namespace)\""
            #expect(String(decoding: text.bytes, as: UTF8.self) == "<\(prefix):Envelope \(namespace) \(prefix):Envelope=\"1\"/>")
        }
    }

    @Test("Generations begin again, with nothing chosen, before their counter is used up")
    func generationsBeginAgain() {
        var scratch = Scratch()
        defer { scratch.deallocate() }
        let id = Int(Self.name.id)
        scratch.generation = 1 << 30
        let last = scratch.nextGeneration()
        #expect(last == 1 << 30 + 1)
        scratch.elementNames[id] = InfosetBuilder.ChosenName(name: 7, generation: 1)
        scratch.attributeNames[id] = InfosetBuilder.ChosenName(name: 7, generation: 1)
        scratch.generation = last
        #expect(scratch.nextGeneration() == 1)
        #expect(scratch.elementNames[id].generation == 0)
        #expect(scratch.attributeNames[id].generation == 0)
    }
}
