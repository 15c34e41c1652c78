/// The sources that the build compiles and the documentation may quote: samples and tests.
enum BuiltCode {
    private static let files: [[String]] = (PackageSources.swiftFiles(under: "Samples") + PackageSources.swiftFiles(under: "Tests"))
        .compactMap { try? PackageSources.text($0) }
        .map { $0.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.map(String.init) }

    /// Whether these lines stand in a file one after the other, indented alike; blank lines do not count.
    static func contains(_ lines: [String]) -> Bool {
        guard let first = lines.first, !first.isEmpty else { return false }
        return files.contains { file in
            file.indices.contains { start in
                guard file[start].hasSuffix(first), start + lines.count <= file.count else { return false }
                return CodeBlock.normalized(Array(file[start..<start + lines.count])) == lines
            }
        }
    }
}
