internal import StrataCore
internal import StrataFraming
internal import StrataInfoset

/// Where one channel sends, and what every request there has in common.
struct HTTPLine: Sendable {
    let address: EndpointAddress
    /// Where it connects.
    let via: HTTPAddress
    let version: MessageVersion
    /// Through which proxy; `nil` for none.
    let proxy: ProxyRoute?
    /// Of the field `Host`: asked for at each call.
    private let authority: String

    init(_ address: EndpointAddress, via: String?, _ settings: HTTPClientSettings) throws {
        self.address = address
        self.via = try HTTPAddress(via ?? address.uri, scheme: settings.scheme)
        version = settings.encoders.version
        guard self.via.port != 0, self.via.host != "*", self.via.host != "+" else {
            throw BindingError(.invalidAddress, "'\(via ?? address.uri)' is an address to listen at, not one to call")
        }
        authority = self.via.authority
        proxy = settings.proxy.flatMap { [host = self.via.host] in $0.bypasses(host) ? nil : $0 }
    }

    var key: HTTPClient.Key { HTTPClient.Key(host: via.host, port: via.port, proxy: proxy?.address.authority) }
    var space: DigestClient.Space { DigestClient.Space(host: via.host, port: via.port, path: via.path) }
    /// Where the connection goes.
    var hop: HTTPAddress { proxy?.address ?? via }
    /// Whether the proxy sees the requests, and answers some of them itself.
    var forwardsByProxy: Bool { proxy != nil && via.scheme == "http" }
    /// The target's address, and the proxy's where there is one.
    var place: String { via.shown + (proxy.map { " through the proxy \($0.address.text)" } ?? "") }

    /// The fields that an application may not set: the transport's own.
    private static let reserved = [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization",
        "Content-Type", "Content-Encoding",
        "SOAPAction", "Expect", "TE", "Trailer", "Upgrade",
    ]

    /// Refuses an action that no field can carry, before anything is written.
    func checkAction(of message: Message) throws(CommunicationError) {
        guard let action = message.headers.action,
            action.utf8.contains(where: { $0 < 32 || $0 == 127 || $0 == UInt8(ascii: "\"") })
        else { return }
        throw CommunicationError(
            .invalidOperation, "the action cannot be written: an action is a URI, without control characters and quotation marks",
            retry: .safe)
    }

    /// The octets of a request's head, whose action was checked.
    func head(
        _ message: Message, contentType: String, coding: String?, framing: HTTP1.BodyFraming, waitsForContinue: Bool,
        authorization: String?, cookies: String?, keepAlive: Bool,
        inflates: Bool
    ) throws -> Bytes {
        var fields = HTTPFields()
        do {
            try fields.append("Content-Type", contentType)
            if version.envelope == .soap11 { try fields.append("SOAPAction", "\"\(message.headers.action ?? "")\"") }
            if let coding { try fields.append("Content-Encoding", coding) }
            if let property = message.properties[HTTPRequestProperty.self] {
                let headers = property.headers
                if let name = headers.refused { throw HTTPErrors.unwritable(name) }
                for name in Self.reserved where headers.fields.contains(name) {
                    throw CommunicationError(
                        .invalidOperation, "the field '\(name)' is the transport's own: take it out of HTTPRequestProperty", retry: .safe)
                }
                fields.append(contentsOf: headers.fields)
            }
            try CarriedFields.put(message, into: &fields, reserved: Self.reserved)
            if waitsForContinue { try fields.append("Expect", "100-continue") }
            if inflates, !fields.contains("Accept-Encoding") { try fields.append("Accept-Encoding", BodyCoding.accepted) }
            if let authorization, !fields.contains("Authorization") { try fields.append("Authorization", authorization) }
            if let cookies, !fields.contains("Cookie") { try fields.append("Cookie", cookies) }
            let target = forwardsByProxy ? via.text : via.target
            if forwardsByProxy, let shown = try proxy?.authorization(method: "POST", target: target) {
                try fields.append("Proxy-Authorization", shown)
            }
            let out = ByteWriter(capacity: 512)
            try HTTP1.writeRequestHead(
                method: "POST", target: target, host: authority, fields: fields, framing: framing,
                connection: keepAlive ? .none : .close, to: out)
            return Bytes(copying: out.bytes)
        } catch let error as HTTP1.MessageError {
            throw CommunicationError(.invalidOperation, "the request cannot be written: \(error.reason)", retry: .safe, cause: error)
        }
    }
}
