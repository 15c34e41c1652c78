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

    @Test func oneLongName() {
        let text = "<a>" + "<" + String(repeating: "n", count: 1 << 20) + "/></a>"
        #expect(["maxNameLength", "maxBytesPerRead"].contains(quota(of: text)))
        #expect(unlimited(text)?.quota?.name == "maxNameLength")
    }
}
