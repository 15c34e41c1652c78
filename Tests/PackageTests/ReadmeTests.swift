import Testing

/// The README shows code that compiles: each of its Swift blocks stands, line by line, in a sample.
@Suite("README")
struct ReadmeTests {
    @Test func showsCodeOfTheSamples() throws {
        let samples = try PackageSources.swiftFiles(under: "Samples").map { lines(try PackageSources.text($0)).joined(separator: "\n") }
        let blocks = try PackageSources.text("README.md").split(separator: "```swift\n").dropFirst().compactMap {
            $0.split(separator: "```").first
        }
        #expect(!blocks.isEmpty)
        for block in blocks {
            let code = lines(String(block)).joined(separator: "\n")
            #expect(samples.contains { $0.contains(code) }, "no sample has this block of the README:\n\(block)")
        }
    }

    @Test func linksLeadSomewhere() throws {
        for match in try PackageSources.text("README.md").matches(of: /\]\(([^)#]+)\)/) where !match.1.contains("://") {
            #expect(PackageSources.exists(String(match.1)), "README.md links to \(match.1)")
        }
    }

    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    }
}
