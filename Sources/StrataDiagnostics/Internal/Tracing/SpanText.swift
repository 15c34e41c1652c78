internal import StrataCore

/// What a span says of a message.
struct SpanText {
    typealias Attributes = [(name: String, value: SpanRecord.Value)]

    let name: String
    var attributes: Attributes
    /// Characters of a name that a peer has chosen.
    private static let maxName = 128

    /// Of a message, by its action.
    private init(_ message: Message) {
        let action = message.headers.action ?? message.properties.transportAction ?? ""
        let parts = action.split(separator: "/").suffix(2).map { String($0.prefix(Self.maxName)) }
        attributes = [("rpc.system", .text("soap"))]
        if parts.count == 2 { attributes.append(("rpc.service", .text(parts[0]))) }
        if let method = parts.last { attributes.append(("rpc.method", .text(method))) }
        name = parts.isEmpty ? "SOAP" : parts.joined(separator: "/")
    }

    static func sending(_ message: Message, to address: EndpointAddress) -> SpanText {
        var text = SpanText(message)
        if let server = server(of: address.uri) {
            text.attributes.append(("server.address", .text(server.host)))
            if let port = server.port { text.attributes.append(("server.port", .number(port))) }
        }
        return text
    }

    static func received(_ message: Message) -> SpanText {
        var text = SpanText(message)
        if let remote = message.properties.remote {
            text.attributes.append(("client.address", .text(remote.host)))
            if remote.port != 0 { text.attributes.append(("client.port", .number(remote.port))) }
        }
        return text
    }

    /// Host and port of a URI; user information, path and query stay out.
    private static func server(of uri: String) -> (host: String, port: Int?)? {
        let octets = Array(uri.utf8)
        guard let colon = octets.firstIndex(of: UInt8(ascii: ":")), octets[colon...].starts(with: "://".utf8) else { return nil }
        let rest = octets[(colon + 3)...]
        var authority = rest.prefix { ![UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        let text = String(decoding: authority, as: UTF8.self)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return (String(text[text.index(after: text.startIndex)..<end]), Int(text[end...].dropFirst(2)))
        }
        guard let split = text.lastIndex(of: ":") else { return text.isEmpty ? nil : (text, nil) }
        return (String(text[..<split]), Int(text[text.index(after: split)...]))
    }
}
