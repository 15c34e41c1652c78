import StrataInfoset
import StrataServiceModel

/// The name of the document element of the vectors.
let valueName = ExpandedName("value", namespace: "urn:vectors")

/// Reads a document as a text encoding does: no processing instructions.
func document(_ octets: [UInt8], quotas: XMLQuotas = .defaults) throws -> Infoset {
    try XMLTextReader.read(Bytes(octets), quotas: quotas, refusing: .processingInstructions)
}

func document(_ text: String, quotas: XMLQuotas = .defaults) throws -> Infoset { try document(Array(text.utf8), quotas: quotas) }

/// A document whose element has that content, with the prefixes of the vectors.
func value(_ content: String, attributes: String = "") throws -> InfosetCursor {
    try document(
        """
        <value xmlns="urn:vectors" xmlns:v="urn:v" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" \
        xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays" xmlns:x="http://www.w3.org/2001/XMLSchema" \
        xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/" \(attributes)>\(content)</value>
        """
    ).root
}

/// A document with that value, read again from its text.
func written(_ value: some ContractValue, _ coding: ContractCoding = ContractCoding()) throws -> Infoset {
    var builder = InfosetBuilder()
    try builder.write(value, as: valueName, coding)
    return try document(try builder.finish().text)
}

/// What a document says, whatever its prefixes are: names expanded, attributes in order, qualified names resolved where `names` has it.
func canonical(_ element: InfosetCursor, names: Bool = false, sorted: Bool = false) throws -> String {
    var text = "<\(element.name)"
    for (name, value) in element.attributes.sorted(by: { $0.name.description < $1.name.description }) {
        let resolved = name.localName == "type" ? try element.resolve(qualifiedName: value).description : value
        text += " \(name)='\(resolved)'"
    }
    text += ">"
    if names, element.firstChild == nil, !element.isEmpty { return try text + element.qualifiedNameValue().description + "</>" }
    var parts: [String] = []
    for node in element.nodes {
        switch node {
        case .element(let child): parts.append(try canonical(child))
        case .text(let text): parts.append(text)
        case .comment(let text): parts.append("<!--\(text)-->")
        case .processingInstruction(let target, let data): parts.append("<?\(target) \(data)?>")
        }
    }
    return text + (sorted ? parts.sorted() : parts).joined() + "</>"
}
