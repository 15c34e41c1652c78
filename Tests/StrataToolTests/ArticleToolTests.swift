import Foundation
import TestSupport
import Testing

/// What the article on signatures that do not hold shows is what comes out.
@Suite(.enabled(if: Tool.isExpected)) struct ArticleToolTests {
    private static let article = "Sources/StrataXMLSecurity/StrataXMLSecurity.docc/Finding-out-why-a-signature-does-not-hold.md"

    /// A command of the article and what it shows of the output.
    struct Step {
        let command: String
        var output: [String] = []
    }

    /// The steps of the blocks: lines with `$` are commands, the others what comes out.
    static func steps() throws -> [Step] {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: article).path) {
            folder.deleteLastPathComponent()
        }
        var steps: [Step] = []
        var isInside = false
        for line in try String(contentsOf: folder.appending(path: article), encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line.hasPrefix("```") {
                isInside = line == "```text"
            } else if isInside, line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2))))
            } else if isInside, !steps.isEmpty {
                steps[steps.count - 1].output.append(String(line))
            }
        }
        return steps
    }

    @Test func theCommandsSayWhatIsShown() throws {
        let steps = try Self.steps()
        #expect(steps.count >= 6)
        try withFolder { folder in
            let tool = try #require(Tool.url)
            try FileManager.default.createSymbolicLink(at: folder.appending(path: "strata"), withDestinationURL: tool)
            for step in steps {
                let (_, text) = try Tool.shell(step.command, in: folder)
                let lines = text.split(separator: "\n").map(String.init)
                #expect(lines == step.output, "$ \(step.command)\n\(text)")
            }
        }
    }
}
