package import StrataCore

/// How a connection is made.
package struct ConnectOptions: Sendable {
    /// For all of it: the name, every address, and the handshake of a transform that `prepare` starts.
    package var deadline: Deadline = .never
    /// How long one address may be silent before the next is tried beside it (RFC 8305, Connection Attempt Delay).
    package var stagger: Duration = .milliseconds(250)
    package var resolver: NameResolver = .shared
    package static var defaults: ConnectOptions { ConnectOptions() }
    package init(deadline: Deadline = .never) { self.deadline = deadline }
}

extension EventLoop {
    /// Sets up a connection before it is read: its handler, its transform. On the loop.
    package typealias Prepare = @Sendable (ByteStream) throws(IOError) -> Void

    /// Any thread. Connects to the first of the name's addresses that answers; `done` is called once, on the loop, with a started stream
    /// whose transform, if `prepare` gave it one, is established.
    @discardableResult
    package func connect(
        host: String, port: UInt16, options: ConnectOptions = .defaults, prepare: @escaping Prepare,
        done: @escaping @Sendable (Result<ByteStream, IOError>) -> Void
    ) -> IOTicket {
        let ticket = IOTicket()
        let target = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
        execute {
            ConnectOperation(self, target: target, options, ticket, prepare: prepare, done: done).begin(host, port)
        }
        return ticket
    }

    /// Any thread. The same for addresses that are known.
    @discardableResult
    package func connect(
        to addresses: [SocketAddress], options: ConnectOptions = .defaults, prepare: @escaping Prepare,
        done: @escaping @Sendable (Result<ByteStream, IOError>) -> Void
    ) -> IOTicket {
        let ticket = IOTicket()
        let target = addresses.map(\.description).joined(separator: ", ")
        execute {
            ConnectOperation(self, target: target, options, ticket, prepare: prepare, done: done).begin(addresses)
        }
        return ticket
    }

    /// Any thread. Throws `.refused`, `.unreachable`, `.timedOut`, `.nameNotFound`, `.transformFailed`, `.cancelled`, `.loopStopped`, with
    /// what each address answered. The stream is confined to the loop: use it in `run`, or in its handler.
    package func connect(host: String, port: UInt16, deadline: Deadline = .never, prepare: @escaping Prepare) async throws(IOError)
        -> ByteStream
    {
        try await connect(host: host, port: port, options: ConnectOptions(deadline: deadline), prepare: prepare)
    }

    /// Any thread.
    package func connect(host: String, port: UInt16, options: ConnectOptions, prepare: @escaping Prepare) async throws(IOError)
        -> ByteStream
    {
        let w = Waiter<ByteStream>()
        let ticket = connect(host: host, port: port, options: options, prepare: prepare) { Self.bring($0, to: w) }
        w.onAbandon { ticket.cancel() }
        return try await w.value("connect to \(host):\(port)")
    }

    /// Any thread.
    package func connect(to addresses: [SocketAddress], options: ConnectOptions = .defaults, prepare: @escaping Prepare)
        async throws(IOError) -> ByteStream
    {
        let w = Waiter<ByteStream>()
        let ticket = connect(to: addresses, options: options, prepare: prepare) { Self.bring($0, to: w) }
        w.onAbandon { ticket.cancel() }
        return try await w.value("connect")
    }

    private static func bring(_ r: Result<ByteStream, IOError>, to w: Waiter<ByteStream>) {
        if !w.finish(r), case .success(let s) = r { s.shut() }  // the caller has left: on the loop, so it can be closed here
    }
}
