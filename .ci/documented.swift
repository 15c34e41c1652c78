// Checks the documentation of rooms: `documented GRAPHS ROOM...`, run in the root of the repository. GRAPHS holds a folder of symbol
// graphs for each room. Every public symbol must have documentation, and every public type a place in a catalog's list of topics.
//
// What a symbol takes over from the requirement it fulfils, or from what it overrides, counts. What cannot be called (`unavailable`)
// says why in its message, and needs no comment. Exit code 1 when something is missing.
import Foundation

struct Graph: Decodable {
    struct Symbol: Decodable {
        struct Comment: Decodable {
            struct Line: Decodable { let text: String }
            let lines: [Line]
        }
        struct Place: Decodable {
            struct Position: Decodable { let line: Int }
            let uri: String
            let position: Position
        }
        struct Identifier: Decodable { let precise: String }
        struct Kind: Decodable {
            let identifier: String
            let displayName: String
        }
        struct Availability: Decodable { let isUnconditionallyUnavailable: Bool? }
        let identifier: Identifier
        let kind: Kind
        let pathComponents: [String]
        let docComment: Comment?
        let location: Place?
        let availability: [Availability]?

        var isDocumented: Bool { docComment?.lines.contains { $0.text.contains { !$0.isWhitespace } } ?? false }
        var isUnavailable: Bool { availability?.contains { $0.isUnconditionallyUnavailable == true } ?? false }
        /// What the compiler adds, and the block of an extension, of which the members count.
        var isNobodysText: Bool {
            identifier.precise.contains("::SYNTHESIZED::") || location == nil || kind.identifier == "swift.extension"
        }

        var name: String { "\(kind.displayName.lowercased()) \(pathComponents.joined(separator: "."))" }
        var place: String {
            let root = "file://" + FileManager.default.currentDirectoryPath + "/"
            return location.map { "\($0.uri.replacing(root, with: "")):\($0.position.line + 1)" } ?? "?"
        }
    }
    let symbols: [Symbol]
}

func files(in folder: String, _ suffix: String) -> [URL] {
    let found = FileManager.default.enumerator(at: URL(filePath: folder), includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).filter { $0.lastPathComponent.hasSuffix(suffix) }
}

let arguments = CommandLine.arguments.dropFirst()
guard let graphs = arguments.first else { exit(64) }
var problems: [String] = []
var count = 0
for room in arguments.dropFirst() {
    let symbols = try files(in: "\(graphs)/\(room)", ".symbols.json").flatMap {
        try JSONDecoder().decode(Graph.self, from: Data(contentsOf: $0)).symbols
    }.filter { !$0.isNobodysText && !$0.isUnavailable }
    count += symbols.count
    problems += symbols.filter { !$0.isDocumented }.map { "\($0.place): error: \($0.name) has no documentation" }

    let catalog = "Sources/\(room)/\(room).docc"
    let listed = Set(
        try files(in: catalog, ".md").flatMap {
            // A type, or a macro with the labels of its arguments.
            try String(contentsOf: $0, encoding: .utf8).matches(of: /(?m)^- ``(\w+(?:\([\w:]*\))?)``$/).map(\.1)
        })
    let types = symbols.filter { $0.pathComponents.count == 1 }
    problems += types.filter { !listed.contains(Substring($0.pathComponents[0])) }.map {
        "\($0.place): error: \($0.name) stands in no list of topics of \(catalog)"
    }
}
for problem in Set(problems).sorted() { print(problem) }
guard count > 500 else {
    print("error: only \(count) public symbols were found: the symbol graphs are not what they should be")
    exit(2)
}
print("\(count) public symbols, \(problems.count) problems")
exit(problems.isEmpty ? 0 : 1)
