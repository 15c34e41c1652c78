import StrataCore
import StrataInfoset

/// The echo of `urn:peers:calc`, behind a processing node.
enum Calc {
    static let action = "urn:peers:calc/ICalc/Echo"
    static let namespace = "urn:peers:calc"

    static func request(_ text: String, _ version: MessageVersion = .soap11, action: String = Calc.action) -> Message {
        Message(version: version, action: action) { builder in
            builder.startElement(ExpandedName("Echo", namespace: namespace))
            builder.element(ExpandedName("text", namespace: namespace), text)
            builder.endElement()
        }
    }

    static func text(of message: Message) throws -> String {
        guard let element = message.bodyContents?.firstChild else { throw FaultError(.sender("no parameter")) }
        return try element.string()
    }

    static func reply(_ text: String, _ version: MessageVersion) -> Message {
        Message(version: version, action: action + "Response") { builder in
            builder.startElement(ExpandedName("EchoResponse", namespace: namespace))
            builder.element(ExpandedName("EchoResult", namespace: namespace), text)
            builder.endElement()
        }
    }

    /// Answers as a service does: faults from the processing node, the text back otherwise.
    static func handler(_ version: MessageVersion, _ seen: @escaping @Sendable (Message) async throws -> Void = { _ in }) -> RequestHandler
    {
        var configuration = SOAPProcessor.Configuration.defaults
        configuration.actions = [action, action + "OneWay"]
        let processor = SOAPProcessor(version: version, configuration: configuration)
        return { request in
            await processor.process(request) { message in
                try await seen(message)
                if message.headers.action == action + "OneWay" { return nil }
                return reply(try text(of: message), version)
            }
        }
    }

    /// A request as it looks on the wire.
    static func envelope(_ text: String) -> String {
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><Echo xmlns=\"urn:peers:calc\"><text>\(text)</text></Echo>"
            + "</s:Body></s:Envelope>"
    }

    static func post(_ text: String, path: String = "/peer", _ more: String...) -> String {
        let body = envelope(text)
        return "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\(action)\"\r\n"
            + more.map { $0 + "\r\n" }.joined() + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }
}
