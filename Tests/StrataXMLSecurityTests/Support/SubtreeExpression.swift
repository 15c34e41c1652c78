import StrataInfoset
import StrataXMLSecurity

/// The XPath expressions of the vector suites that select whole elements: what can be said as subsets.
struct SubtreeExpression {
    /// Elements of one name, without elements of other names in them.
    let names: [String]
    let withoutNames: [String]

    /// Nil for an expression of any other shape.
    init?(_ text: String) {
        var text = text.replacing(/<!--[\s\S]*?-->/, with: "").replacing(/\s+/, with: " ")
        text = text.replacing(/\( ?\/\/\. ?\| ?\/\/@\* ?\| ?\/\/namespace::\* ?\)/, with: "")
        text = String(text.trimmingPrefix(/[ \[]*/)).replacing(/[ \]]*$/, with: "")
        let parts = text.split(separator: " and not(")
        guard let first = parts.first, parts.count <= 2, let names = Self.names(first) else { return nil }
        self.names = names
        guard parts.count == 2 else {
            withoutNames = []
            return
        }
        guard parts[1].hasSuffix(")"), let without = Self.names(parts[1].dropLast()) else { return nil }
        withoutNames = without
    }

    private static func names(_ text: Substring) -> [String]? {
        var names: [String] = []
        for part in text.split(separator: " or ") {
            guard let match = part.wholeMatch(of: /\s*ancestor-or-self::([\w:]+)\s*/) else { return nil }
            names.append(String(match.1))
        }
        return names
    }

    /// The subsets, in document order.
    ///
    /// - Parameters:
    ///   - infoset: the document.
    ///   - namespaces: what the prefixes of the expression mean; one that is not there means what it means in the document.
    func subsets(_ infoset: Infoset, _ namespaces: [String: String] = [:]) throws -> [DocumentSubset] {
        func isNamed(_ element: InfosetCursor, _ names: [String]) -> Bool {
            names.contains { name in
                let parts = name.split(separator: ":").map(String.init)
                guard parts.count == 2, let namespace = namespaces[parts[0]] else { return element.qualifiedName == name }
                return element.localName == parts[1] && element.namespace == namespace
            }
        }
        var subsets: [DocumentSubset] = []
        for element in infoset.all({ isNamed($0, names) }) where !subsets.contains(where: { $0.range.contains(element.range) }) {
            var subset = DocumentSubset(element, includesComments: false)
            let without = infoset.all { isNamed($0, withoutNames) && element.range.contains($0.range) }
            for hole in without where !subset.holes.contains(where: { $0.contains(hole.range) }) { subset = try subset.excluding(hole) }
            subsets.append(subset)
        }
        return subsets
    }
}
