import PluginWire
import SwiftReader

/// An attribute that says something to the macro of the declaration around it, and is a mistake anywhere else.
struct MarkerMacro: Macro {
    private let keywords: Set<String>
    private let owners: [String]
    private let place: String

    init(on keywords: Set<String>, of owners: [String], _ place: String) {
        self.keywords = keywords
        self.owners = owners
        self.place = place
    }

    func expand(_ request: ExpansionRequest) -> Expansion {
        let declaration = try? Reader.declaration(in: request.declaration)
        let owner = request.lexicalContext.first.flatMap { try? Reader.declaration(in: $0) }
        if let declaration, keywords.contains(declaration.keyword.text), owners.contains(where: { owner?.attribute($0) != nil }) {
            return Expansion()
        }
        let range = (try? Reader.attribute(in: request.use))?.range ?? 0..<0
        let hint = owner?.keyword.text == "extension" ? "; write it in the declaration itself, because a macro does not see extensions" : ""
        return Expansion("", [Diagnostic(.error, "@\(request.name) stands on \(place)\(hint)", in: request.use, at: range)])
    }
}
