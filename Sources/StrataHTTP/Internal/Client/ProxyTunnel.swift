internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import StrataTLS

/// Asks a proxy for a tunnel (RFC 9110, 9.3.6), and begins TLS with the target inside it. Confined to the stream's loop: that is what
/// `@unchecked Sendable` vouches for.
final class ProxyTunnel: ByteStreamHandler, @unchecked Sendable {
    typealias Done = @Sendable (Result<ByteStream, IOError>) -> Void

    private let route: ProxyRoute
    private let target: HTTPAddress
    private let tls: TLSContext
    private let next: any ByteStreamHandler
    private let ticket: IOTicket
    private var done: Done?
    /// Until there is a connection to the proxy.
    private var connecting: IOTicket?
    private var stream: ByteStream?
    private var timer: LoopTimer?
    private var reader: HTTP1.ResponseReader
    /// It may have come too late for what was under way then.
    private var isCancelled = false

    /// - Parameters:
    ///   - next: who handles the stream once there is a tunnel.
    ///   - limits: of the answer's head.
    private init(
        _ route: ProxyRoute, to target: HTTPAddress, _ tls: TLSContext, _ limits: HTTP1.Limits, next: any ByteStreamHandler,
        _ ticket: IOTicket, _ done: @escaping Done
    ) {
        self.route = route
        self.target = target
        self.tls = tls
        self.next = next
        self.ticket = ticket
        self.done = done
        reader = HTTP1.ResponseReader(limits: limits)
    }

    /// Any thread. Connects to the proxy and then to the target; `done` is called once, on the loop.
    static func open(
        _ route: ProxyRoute, _ target: HTTPAddress, _ tls: TLSContext, _ limits: HTTP1.Limits, on loop: EventLoop, until deadline: Deadline,
        next: any ByteStreamHandler, _ done: @escaping Done
    ) -> IOTicket {
        let ticket = IOTicket()
        let tunnel = ProxyTunnel(route, to: target, tls, limits, next: next, ticket, done)
        // One for all of it: of two, the one that is set last would hold, and it might be that of what is over.
        ticket.onCancel { loop.execute { tunnel.cancel() } }
        loop.execute { tunnel.connect(on: loop, until: deadline) }
        return ticket
    }

    private func connect(on loop: EventLoop, until deadline: Deadline) {
        guard done != nil else { return }
        connecting = loop.connect(host: route.address.host, port: route.address.port, options: ConnectOptions(deadline: deadline)) {
            stream throws(IOError) in
            stream.handler = self
        } done: { result in
            self.connecting = nil
            switch result {
            case .success(let stream):
                self.begin(stream, until: deadline)
                if self.isCancelled { self.cancel() }
            case .failure(let error): self.finish(.failure(error))
            }
        }
    }

    private func cancel() {
        isCancelled = true
        if let connecting { return connecting.cancel() }
        fail(error(.cancelled, "the caller cancelled"))
    }

    private var name: String {
        (target.host.contains(":") ? "[\(target.host)]" : target.host) + ":\(target.port)"
    }

    /// `stream` is connected to the proxy.
    private func begin(_ stream: ByteStream, until deadline: Deadline) {
        self.stream = stream
        timer = stream.loop.at(deadline) { self.fail(self.error(.timedOut, "the deadline passed before the tunnel was there")) }
        do {
            var fields = HTTPFields()
            if let shown = try route.authorization(method: "CONNECT", target: name) { try fields.append("Proxy-Authorization", shown) }
            let head = ByteWriter(capacity: 256)
            try HTTP1.writeRequestHead(.init(method: "CONNECT", target: name, host: name), fields: fields, framing: .none, to: head)
            try reader.begin(method: "CONNECT")
            stream.writeBuffer.append(head.bytes)
            stream.written()
        } catch { fail(self.error(.protocolViolation, "the request for a tunnel cannot be written", error)) }
    }

    func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        var at = 0
        while done != nil {
            let step: HTTP1.Progress<HTTP1.ResponsePart>
            do throws(HTTP1.MessageError) {
                step = try reader.next(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            } catch {
                fail(self.error(.protocolViolation, "the proxy's answer is not HTTP: \(error.reason)", error))
                break
            }
            at += step.consumed
            guard let part = step.part else { return Taken(consumed: at, need: step.need) }
            guard case .head(let head) = part else { continue }
            if head.status / 100 == 2 {
                // Octets behind it would stand before the handshake as if the target had sent them.
                if at < bytes.count {
                    fail(self.error(.protocolViolation, "the proxy sent octets into the tunnel that nobody asked for"))
                } else {
                    established(stream)
                }
            } else {
                let status = HTTPStatusError(status: head.status, reason: head.reason, headers: HTTPHeaders(head.fields), excerpt: "")
                fail(self.error(.protocolViolation, "the proxy refused", TunnelRefusal(status: status)))
            }
            break
        }
        return Taken(consumed: bytes.count)
    }

    private func established(_ stream: ByteStream) {
        stream.handler = next
        let transform: any StreamTransform
        do throws(StreamTransformError) {
            transform = try tls.makeTransform(host: target.host, endpoint: "\(target.host):\(target.port)")
        } catch {
            return fail(IOError(.transformFailed, "begin TLS with", address: name, reason: error.message, cause: error))
        }
        do throws(IOError) { try stream.start(transform: transform) } catch { return finish(.failure(error)) }
        stream.whenEstablished { error in self.finish(error.map { .failure($0) } ?? .success(stream)) }
    }

    func inputClosed(_ stream: ByteStream) { fail(error(.reset, "the proxy ended the connection instead of opening a tunnel")) }

    func closed(_ stream: ByteStream, _ error: IOError?) {
        finish(.failure(error ?? self.error(.reset, "the proxy ended the connection instead of opening a tunnel")))
    }

    private func error(_ code: IOError.Code, _ reason: String, _ cause: (any Error)? = nil) -> IOError {
        IOError(code, "open a tunnel to \(name) at", address: route.address.authority, reason: reason, cause: cause)
    }

    private func fail(_ error: IOError) {
        let stream = stream
        finish(.failure(error))
        stream?.shut()
    }

    private func finish(_ result: Result<ByteStream, IOError>) {
        guard let done else { return }
        self.done = nil
        ticket.finish()
        if let timer { stream?.loop.cancel(timer) }
        timer = nil
        stream = nil
        done(result)
    }
}
