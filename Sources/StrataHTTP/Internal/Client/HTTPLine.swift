internal import StrataCore
internal import StrataFraming
internal import StrataInfoset

/// Where one channel sends, and what every request there has in common.
final class HTTPLine: Sendable {
    let address: EndpointAddress
    /// Where it connects.
    let via: HTTPAddress
    let version: MessageVersion
    /// Through which proxy; `nil` for none.
    let proxy: ProxyRoute?
    /// Whether the proxy sees the requests, and answers some of them itself.
    let forwardsByProxy: Bool
    /// As the request's line names it.
    private let target: String
    /// What every request begins with.
    private let start: HTTP1.RequestStart

    init(_ address: EndpointAddress, via: String?, _ settings: HTTPClientSettings) throws {
        self.address = address
        self.via = try HTTPAddress(via ?? address.uri, scheme: settings.scheme)
        version = settings.encoders.version
        guard self.via.port != 0, self.via.host != "*", self.via.host != "+" else {
            throw BindingError(.invalidAddress, "'\(via ?? address.uri)' is an address to listen at, not one to call")
        }
        proxy = settings.proxy.flatMap { [host = self.via.host] in $0.bypasses(host) ? nil : $0 }
        forwardsByProxy = proxy != nil && self.via.scheme == "http"
        target = forwardsByProxy ? self.via.text : self.via.target
        do throws(HTTP1.MessageError) {
            start = try HTTP1.RequestStart(method: "POST", target: target, host: self.via.authority)
        } catch {
            throw BindingError(
                .invalidAddress, "'\(self.via.shown)' cannot be called: \(error.reason); percent-encode what no URI may hold")
        }
    }

    var key: HTTPClient.Key { HTTPClient.Key(host: via.host, port: via.port, proxy: proxy?.address.authority) }
    var space: DigestClient.Space { DigestClient.Space(host: via.host, port: via.port, path: via.path) }
    /// Where the connection goes.
    var hop: HTTPAddress { proxy?.address ?? via }
    /// The target's address, and the proxy's where there is one.
    var place: String { via.shown + (proxy.map { " through the proxy \($0.address.text)" } ?? "") }

    /// The fields that an application may not set: the transport's own.
    private static let reserved = [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization",
        "Content-Type", "Content-Encoding",
        "SOAPAction", "Expect", "TE", "Trailer", "Upgrade",
    ]

    /// The action of a message, as a field can carry it: refuses what no field can, before anything is written.
    func action(of message: Message) throws(CommunicationError) -> String? {
        guard let action = message.headers.action else { return nil }
        guard !action.utf8.contains(where: { $0 < 32 || $0 == 127 || $0 == UInt8(ascii: "\"") }) else {
            throw CommunicationError(
                .invalidOperation, "the action cannot be written: an action is a URI, without control characters and quotation marks",
                retry: .safe)
        }
        return action
    }

    /// The octets of a request's head.
    func head(
        _ message: Message, action: String?, contentType: String, coding: String?, framing: HTTP1.BodyFraming, waitsForContinue: Bool,
        authorization: String?, cookies: String?, keepAlive: Bool,
        inflates: Bool
    ) throws -> Bytes {
        var fields = HTTPFields()
        do {
            try fields.append("Content-Type", contentType)
            if version.envelope == .soap11 { try fields.append("SOAPAction", "\"\(action ?? "")\"") }
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
            if forwardsByProxy, let shown = try proxy?.authorization(method: "POST", target: target) {
                try fields.append("Proxy-Authorization", shown)
            }
            let out = ByteWriter(capacity: 512)
            try HTTP1.writeRequestHead(start, fields: fields, framing: framing, connection: keepAlive ? .none : .close, to: out)
            return out.take()
        } catch let error as HTTP1.MessageError {
            throw CommunicationError(.invalidOperation, "the request cannot be written: \(error.reason)", retry: .safe, cause: error)
        }
    }
}
