internal import StrataCore

/// Begins the spans of one stack.
struct Tracer: Sendable {
    private let sink: any SpanSink
    private let configuration: CallTracing.Configuration
    private let time: any TimeSource
    /// Characters of a name that a peer has chosen.
    private static let maxName = 128

    init(_ sink: any SpanSink, _ configuration: CallTracing.Configuration, _ time: any TimeSource) {
        (self.sink, self.configuration, self.time) = (sink, configuration, time)
    }

    private func root() -> TraceContext {
        var context = TraceContext.root(isSampled: false)
        context.isSampled = configuration.sampling.includes(context.traceID)
        return context
    }

    /// A message goes out: the span of it, with its context in the message's fields.
    func sending(_ message: inout Message, _ kind: SpanRecord.Kind, to address: EndpointAddress) -> TraceSpan {
        let parent = TraceSpan.current?.context
        let context = parent?.child() ?? root()
        var fields = message.properties.outgoingFields
        fields.set("traceparent", context.traceparent)
        let state = context.state.field
        if !state.isEmpty { fields.set("tracestate", state) }
        message.properties.outgoingFields = fields
        return span(message, kind, context, parent: parent, isRemote: false) { attributes in
            if let server = Self.server(of: address.uri) {
                attributes.append(("server.address", .text(server.host)))
                if let port = server.port { attributes.append(("server.port", .number(port))) }
            }
        }
    }

    /// What the caller has said, if it is valid and believed.
    func caller(of message: Message) -> TraceContext? {
        guard configuration.continuesCallers, let fields = message.properties[IncomingTransportFields.self] else { return nil }
        return TraceContext(traceparent: fields.values(of: "traceparent"), tracestate: fields.values(of: "tracestate"))
    }

    /// A message has come in.
    func received(_ message: Message) -> TraceSpan {
        let caller = caller(of: message)
        return span(message, .server, caller?.child() ?? root(), parent: caller, isRemote: true) { attributes in
            guard let remote = message.properties.remote else { return }
            attributes.append(("client.address", .text(remote.host)))
            if remote.port != 0 { attributes.append(("client.port", .number(remote.port))) }
        }
    }

    private func span(
        _ message: Message, _ kind: SpanRecord.Kind, _ context: TraceContext, parent: TraceContext?, isRemote: Bool,
        _ add: (inout [(name: String, value: SpanRecord.Value)]) -> Void
    ) -> TraceSpan {
        guard context.isSampled else {
            return TraceSpan("", kind, context, parent: parent, isRemote: isRemote, sink: sink, time: time, [])
        }
        let action = message.headers.action ?? message.properties.transportAction ?? ""
        let parts = action.split(separator: "/").suffix(2).map { String($0.prefix(Self.maxName)) }
        var attributes: [(name: String, value: SpanRecord.Value)] = [("rpc.system", .text("soap"))]
        if parts.count == 2 { attributes.append(("rpc.service", .text(parts[0]))) }
        if let method = parts.last { attributes.append(("rpc.method", .text(method))) }
        add(&attributes)
        let name = parts.isEmpty ? "SOAP" : parts.joined(separator: "/")
        return TraceSpan(name, kind, context, parent: parent, isRemote: isRemote, sink: sink, time: time, attributes)
    }

    /// Host and port of a URI; user information, path and query stay out.
    static func server(of uri: String) -> (host: String, port: Int?)? {
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
