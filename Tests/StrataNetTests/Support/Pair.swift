import StrataCore
@testable import StrataNet

/// Two loops, a listener on the one, a connection from the other, and a handler at each end. Its test ends it.
final class Pair: @unchecked Sendable {
    let serverLoop: EventLoop
    let clientLoop: EventLoop
    let listener: StreamListener
    let server: Probe
    let client: Probe
    let serverStream: ByteStream
    let clientStream: ByteStream

    /// `server` and `client` set up their end before it is read; by default the ends are `Probe`s that keep everything.
    init(
        manualTime: Bool = false, on address: SocketAddress = .loopback4(port: 0),
        server: @escaping @Sendable (Probe, ByteStream) throws -> Void = { _, _ in },
        client: @escaping @Sendable (Probe, ByteStream) throws -> Void = { _, _ in }
    ) async throws {
        let sl = try EventLoop(manualTime: manualTime)
        let cl = try EventLoop(manualTime: manualTime)
        let sp = Probe(sl)
        let cp = Probe(cl)
        let accepted = Waiter<ByteStream>()
        listener = try await StreamListener.listen(on: [address], loop: sl) { s in
            s.handler = sp
            sp.stream = s
            do { try server(sp, s) } catch { s.fail((error as? IOError) ?? .closed) }
            accepted.finish(.success(s))
        }
        clientStream = try await cl.connect(to: listener.addresses) { s throws(IOError) in
            s.handler = cp
            cp.stream = s
            do { try client(cp, s) } catch { throw (error as? IOError) ?? .closed }
        }
        serverStream = try await accepted.value()
        serverLoop = sl
        clientLoop = cl
        self.server = sp
        self.client = cp
    }

    func send(_ octets: [UInt8]) async throws {
        let s = clientStream
        try await clientLoop.run { octets.withUnsafeBytes { s.write($0) } }
    }

    func answer(_ octets: [UInt8]) async throws {
        let s = serverStream
        try await serverLoop.run { octets.withUnsafeBytes { s.write($0) } }
    }

    func onClient(_ body: @escaping @Sendable (ByteStream) throws -> Void) async throws {
        let s = clientStream
        try await clientLoop.run { try body(s) }
    }

    func onServer(_ body: @escaping @Sendable (ByteStream) throws -> Void) async throws {
        let s = serverStream
        try await serverLoop.run { try body(s) }
    }

    func end() async {
        await listener.stopAccepting()
        await clientLoop.stop()
        await serverLoop.stop()
    }
}

/// Makes something, uses it, and ends it whatever happens.
func withPair(
    manualTime: Bool = false, on address: SocketAddress = .loopback4(port: 0),
    server: @escaping @Sendable (Probe, ByteStream) throws -> Void = { _, _ in },
    client: @escaping @Sendable (Probe, ByteStream) throws -> Void = { _, _ in },
    _ body: (Pair) async throws -> Void
) async throws {
    let p = try await Pair(manualTime: manualTime, on: address, server: server, client: client)
    do { try await body(p) } catch {
        await p.end()
        throw error
    }
    await p.end()
}

/// A loop for a test's own use.
func withLoop(manualTime: Bool = false, _ body: (EventLoop) async throws -> Void) async throws {
    let l = try EventLoop(manualTime: manualTime)
    do { try await body(l) } catch {
        await l.stop()
        throw error
    }
    await l.stop()
}

/// The error that `body` throws, `nil` when it throws none or another kind.
func ioError(_ body: () async throws -> Void) async -> IOError? {
    do {
        try await body()
        return nil
    } catch { return error as? IOError }
}
