import Foundation
import StrataCore
import StrataInfoset
import TestSupport
import Testing

@Suite("Shared conformance data")
struct SharedDataTests {
    /// The suites that read this data are skipped where it is not at hand; in CI it has to be.
    @Test("is there in CI", .enabled(if: SharedData.isRequired))
    func isThereInCI() { #expect(SharedData.has("vectors")) }
}

/// Reads a message as a text encoder does: no processing instructions.
func receive(_ octets: [UInt8], _ version: MessageVersion) throws(MessageCodingError) -> Message {
    let infoset: Infoset
    do {
        infoset = try XMLTextReader.read(Bytes(octets), refusing: .processingInstructions)
    } catch {
        throw MessageCodingError(error)
    }
    return try Message(received: infoset, version: version)
}

func receive(_ text: String, _ version: MessageVersion = .default) throws(MessageCodingError) -> Message {
    try receive([UInt8](text.utf8), version)
}

func read(_ text: String) throws -> InfosetCursor { try XMLTextReader.read(Bytes(text)).root }

/// The message as text.
func text(_ message: Message) throws -> String {
    var message = message
    let writer = ByteWriter()
    try XMLTextWriter.write(message.seal(), to: writer)
    return String(decoding: Array(writer.take()), as: UTF8.self)
}

/// Writes a message and reads it again.
func transmitted(_ message: Message) throws -> Message { try receive(text(message), message.version) }

/// An element as text that does not depend on prefixes, attribute order, comments, or white space around text.
func canonical(_ element: InfosetCursor, ignoringTextOf ignored: Set<String> = []) -> String {
    let attributes = element.attributes.filter { $0.name.localName != "lang" }
        .map { attribute in
            // A qualified name in content is compared by what it means.
            let parts = attribute.value.split(separator: ":", maxSplits: 1).map(String.init)
            let isName = attribute.name.localName == "qname" && parts.count == 2
            let value = isName ? "{\(element.namespace(forPrefix: parts[0]) ?? "?")}\(parts[1])" : attribute.value
            return "\(attribute.name)=\(value)"
        }.sorted()
    var result = "<\(element.name)\(attributes.map { " " + $0 }.joined())>"
    if element.hasElementChildren {
        for child in element.children { result += canonical(child, ignoringTextOf: ignored) }
    } else if !ignored.contains(element.localName) {
        let text = ((try? element.string()) ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        result += element.localName == "Value" ? ((try? element.qualifiedNameValue())?.description ?? text) : text
    }
    return result + "</>"
}

let soap11Namespace = "http://schemas.xmlsoap.org/soap/envelope/"
let soap12Namespace = "http://www.w3.org/2003/05/soap-envelope"
let addressing10Namespace = "http://www.w3.org/2005/08/addressing"
let august2004Namespace = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
let dispatcherNamespace = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"
