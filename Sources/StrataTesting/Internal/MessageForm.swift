internal import StrataCore
internal import StrataInfoset

/// What a sealed message says, a line for each element, attribute and text: two messages that say the same have the same lines.
enum MessageForm {
    static func lines(of message: Message, keepsPrefixes: Bool) throws(MessageCodingError) -> [String] {
        var message = message
        var lines = ["version \(message.version)"]
        add(try message.seal().root, keepsPrefixes, to: &lines)
        return lines
    }

    private static func add(_ element: InfosetCursor, _ keepsPrefixes: Bool, to lines: inout [String]) {
        lines.append("<\(element.name)" + (keepsPrefixes ? " as \(element.qualifiedName)" : "") + ">")
        if keepsPrefixes {
            lines += element.namespaceDeclarations.map { "xmlns:\($0.prefix)='\($0.namespace)'" }.sorted()
        }
        lines += element.attributes.map { "@\($0.name)='\($0.value)'" }.sorted()
        var text = ""
        func endText() {
            if !text.isEmpty { lines.append("'\(text)'") }
            text = ""
        }
        for node in element.nodes {
            switch node {
            case .text(let more): text += more
            case .element(let child):
                endText()
                add(child, keepsPrefixes, to: &lines)
            case .comment(let comment):
                endText()
                lines.append("<!--\(comment)-->")
            case .processingInstruction(let target, let data):
                endText()
                lines.append("<?\(target) \(data)?>")
            }
        }
        endText()
        lines.append("</\(element.name)>")
    }

    /// The first line in which they differ; `nil` when they say the same.
    static func difference(_ received: [String], _ sent: [String]) -> String? {
        guard received != sent else { return nil }
        let place = zip(received, sent).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(received.count, sent.count)
        func excerpt(_ lines: [String]) -> String { place < lines.count ? String(lines[place].prefix(200)) : "nothing more" }
        return "came back as \(excerpt(received)), was sent as \(excerpt(sent))"
    }
}
