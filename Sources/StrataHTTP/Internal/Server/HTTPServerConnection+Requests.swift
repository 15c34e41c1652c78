internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

extension HTTPServerConnection {
    /// Octets of a refused request's body that are read to keep the connection; more end it.
    static let discardLimit = 256 * 1024

    // MARK: The head

    /// Judges what can be judged before the body: an early refusal is answered at once.
    func begin(_ head: HTTP1.RequestHead) {
        self.head = head
        bodyCount = 0
        guard head.targetForm == .origin || head.targetForm == .absolute else {
            guard head.method == "OPTIONS" else { return refuseEarly(400, closes: true) }
            return refuseEarly(405, "Allow", "GET, HEAD, POST")
        }
        guard let endpoint = port.endpoint(of: head) else { return refuseEarly(404) }
        self.endpoint = endpoint
        switch head.method {
        case "POST": beginMessage(head, endpoint)
        case "GET", "HEAD":
            guard !endpoint.resources.isEmpty else { return refuseEarly(405, "Allow", endpoint.allow) }
            // Before it shows which resources there are.
            if endpoint.requiresCredentials, head.fields.count(of: "authorization") != 1 { return refuseUnauthorized() }
            guard let resource = endpoint.resources[remainder(head, endpoint)] else { return refuseEarly(404) }
            self.resource = resource
            if head.framing.hasBody, limit(to: Self.discardLimit), head.expectsContinue { letBodyCome() }
        default: refuseEarly(405, "Allow", endpoint.allow)
        }
    }

    /// What follows the endpoint's address, query included.
    private func remainder(_ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) -> String {
        let rest = head.path.utf8.dropFirst(endpoint.path.count)
        let path = rest.count == 1 ? "" : String(decoding: rest, as: UTF8.self)
        return path + (head.query.map { "?" + $0 } ?? "")
    }

    private func beginMessage(_ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) {
        guard head.fields.count(of: "content-type") <= 1 else { return refuseEarly(400) }
        if endpoint.requiresCredentials, head.fields.count(of: "authorization") != 1 { return refuseUnauthorized() }
        guard let contentType = contentType(of: head), supports(contentType, endpoint) else { return refuseEarly(415) }
        switch BodyCoding.named(by: head.fields) {
        case .plain: break
        case .coded where endpoint.settings.configuration.decompressionEnabled: break
        case .coded, .refused:
            let takes = endpoint.settings.configuration.decompressionEnabled ? BodyCoding.accepted : "identity"
            return refuseEarly(415, "Accept-Encoding", takes)
        }
        guard limit(to: endpoint.settings.configuration.maxReceivedMessageSize) else { return }
        if endpoint.settings.configuration.transferMode.streamsRequests, head.framing.hasBody { return beginStreamed(head, endpoint) }
        if head.expectsContinue { letBodyCome() }
    }

    func letBodyCome() {
        HTTP1.writeContinue(to: stream.writeBuffer)
        stream.written()
        awaitsLeave = false
        watch()
    }

    @discardableResult
    private func limit(to octets: Int) -> Bool {
        do throws(HTTP1.MessageError) {
            try reader.limitBody(to: octets)
            return true
        } catch {
            refuse(error)
            return false
        }
    }

    /// The field as text. The one before is kept: a connection's requests are mostly alike.
    func contentType(of head: HTTP1.RequestHead) -> String? {
        head.fields.withFirst("content-type") { octets in
            if let last = lastContentType, last.octets.elementsEqual(octets) { return last.text }
            let text = String(decoding: octets, as: UTF8.self)
            lastContentType = (Array(octets), text)
            return text
        }
    }

    /// What was taken last is not judged again.
    private func supports(_ contentType: String, _ endpoint: HTTPEndpoint) -> Bool {
        if supporter === endpoint, lastSupported == contentType { return true }
        do {
            let encoder = try endpoint.settings.encoders.take()
            defer { endpoint.settings.encoders.giveBack(encoder) }
            guard encoder.supports(contentType: contentType) else { return false }
        } catch { return false }
        (lastSupported, supporter) = (contentType, endpoint)
        return true
    }

    enum ActionField {
        case absent
        case action(String)
        case malformed
    }

    /// The action of SOAP 1.1 (6.1.1): a quoted URI; bare ones are taken as they are.
    private func action(of head: HTTP1.RequestHead) -> ActionField {
        guard head.fields.count(of: "soapaction") <= 1 else { return .malformed }
        return head.fields.withFirst("soapaction") { octets in
            if let last = lastAction, last.octets.elementsEqual(octets) { return .action(last.text) }
            var inner = octets[...]
            if inner.first == UInt8(ascii: "\"") {
                guard inner.count >= 2, inner.last == UInt8(ascii: "\"") else { return .malformed }
                inner = inner.dropFirst().dropLast()
            }
            guard !inner.contains(UInt8(ascii: "\"")) else { return .malformed }
            let text = String(decoding: inner, as: UTF8.self)
            lastAction = (Array(octets), text)
            return .action(text)
        } ?? .absent
    }

    // MARK: The end

    /// The request is whole.
    func end(_ octets: UnsafeRawBufferPointer) {
        guard let head, let endpoint = self.endpoint, !discards else { return nextRequest() }
        guard endpoint.requiresCredentials else { return accept(octets, head, endpoint, identity: nil) }
        authenticate(head, endpoint, Bytes(copying: octets))
    }

    /// Who sends the request is known, or nobody asked.
    func accept(_ octets: UnsafeRawBufferPointer, _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, identity: RemoteIdentity?) {
        if let resource { return serve(resource, head, endpoint) }
        decode(octets, head, endpoint, identity: identity)
    }

    /// Now when on the loop, soon otherwise.
    func onLoop(_ action: @escaping @Sendable () -> Void) {
        if loop.isCurrent { action() } else { loop.execute(action) }
    }

    /// Inflates the body first, where it is compressed: not before it is known who sends it.
    func decode(_ octets: UnsafeRawBufferPointer, _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, identity: RemoteIdentity?) {
        guard case .coded(let format) = BodyCoding.named(by: head.fields) else {
            return decodePlain(octets, head, endpoint, identity: identity)
        }
        let plain = loop.takeBuffer()
        defer { loop.giveBack(plain) }
        do throws(DeflateError) {
            try BodyCoding.inflate(octets, format, limits: Inflater.Limits(endpoint.settings.configuration), to: plain)
        } catch {
            let setting = error.setting.map { "; the transport's setting \($0) raises it" } ?? ""
            endpoint.settings.report(.notice, "a request was refused: \(error.reason)\(setting)", [("peer", peer)])
            return answer(refusal: error.code == .limitExceeded ? 413 : 400, endpoint)
        }
        decodePlain(plain.bytes, head, endpoint, identity: identity)
    }

    private func decodePlain(
        _ octets: UnsafeRawBufferPointer, _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, identity: RemoteIdentity?
    ) {
        let settings = endpoint.settings
        settings.count(.received(octets: octets.count))
        let message: Message
        do {
            var encoder = try settings.encoders.take()
            defer { settings.encoders.giveBack(encoder) }
            message = try encoder.decode(octets, contentType: contentType(of: head))
        } catch let error as MessageCodingError {
            settings.report(.notice, "a request could not be decoded", error: error)
            return answer(error, endpoint)
        } catch {
            settings.report(.error, "no encoder", error: error)
            return answer(status: 500)
        }
        guard let message = complete(message, head, endpoint, identity) else { return answer(status: 400) }
        dispatch(message, endpoint)
    }

    /// Adds what belongs to the request and not to the message. `nil` when its action cannot be read.
    func complete(_ received: Message, _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, _ identity: RemoteIdentity?) -> Message? {
        var message = received
        if takesSOAPAction(message) {
            switch action(of: head) {
            case .absent: break
            case .action(let action): message.properties[TransportAction.self] = action
            case .malformed: return nil
            }
        }
        message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(head)
        let wanted = endpoint.settings.wantedFields
        if !wanted.isEmpty { CarriedFields.take(wanted, from: head.fields, into: &message) }
        if let remote = remoteEndpoint { message.properties[RemoteEndpoint.self] = remote }
        if transportSecurity != nil || identity != nil {
            var security = transportSecurity ?? SecurityContext()
            if let identity { security.add(identity) }
            message.properties[SecurityContext.self] = security
        }
        message.properties[Via.self] = via(of: head, endpoint)
        return message
    }

    /// SOAP 1.2 names the action in the content type or not at all (part 2 §6.5.3); clients that go on sending the field of
    /// SOAP 1.1 mean the same by it, and without addressing headers nothing contradicts it.
    private func takesSOAPAction(_ message: Message) -> Bool {
        switch message.version.envelope {
        case .soap11: true
        case .soap12: message.version.addressing == .none && message.properties[TransportAction.self] == nil
        default: false
        }
    }

    /// The URI that the client asked (RFC 9112, 3.3). The one before is kept: a connection's requests are mostly alike.
    private func via(of head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) -> String {
        head.withAddress { authority, target in
            if let last = lastVia, last.authority.elementsEqual(authority), last.target.elementsEqual(target) { return last.text }
            var address = endpoint.settings.address
            address.port = port.port
            let host = authority.isEmpty ? address.authority : String(decoding: authority, as: UTF8.self)
            let text = "\(address.scheme)://\(host)\(head.path)\(head.query.map { "?" + $0 } ?? "")"
            lastVia = (Array(authority), Array(target), text)
            return text
        }
    }

    private var remoteEndpoint: RemoteEndpoint? {
        if let remote { return remote }
        guard let address = stream.remoteAddress else { return nil }
        remote = RemoteEndpoint(host: address.host, port: Int(address.port ?? 0))
        return remote
    }
}
