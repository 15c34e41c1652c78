import StrataCore
import StrataCrypto
import StrataInfoset
import StrataTLS

/// A client and a server of TLS in memory: what one writes the other reads, in pieces of a chosen size.
final class TLSPair {
    let client: TLSTransform
    let server: TLSTransform
    let toServer = ByteWriter()
    let toClient = ByteWriter()
    let clientClear = ByteWriter()
    let serverClear = ByteWriter()
    var clientError: StreamTransformError?
    var serverError: StreamTransformError?
    /// How many octets are handed over at a time; 0 is everything.
    var piece = 0

    init(client: TLSContext, server: TLSContext, host: String = "localhost", endpoint: String? = nil) throws {
        self.client = try client.makeTransform(host: host, endpoint: endpoint)
        self.server = try server.makeTransform()
    }

    func start() throws {
        try server.start(output: toClient)
        try client.start(output: toServer)
    }

    /// Moves octets until nothing moves. Errors are kept, and end that side's part.
    func pump() {
        while true {
            let moved = deliver(toServer, to: server, serverClear, toClient, &serverError)
            let back = deliver(toClient, to: client, clientClear, toServer, &clientError)
            if !moved, !back { return }
        }
    }

    private func deliver(
        _ queue: ByteWriter, to transform: TLSTransform, _ clear: ByteWriter, _ output: ByteWriter, _ failure: inout StreamTransformError?
    ) -> Bool {
        guard queue.count > 0 else { return false }
        let octets = queue.take()
        if failure != nil { return true }
        var rest = 0..<octets.count
        while !rest.isEmpty {
            let next = rest.prefix(piece == 0 ? rest.count : piece)
            rest = rest.dropFirst(next.count)
            do throws(StreamTransformError) {
                try octets[next].withUnsafeBytes { (raw) throws(StreamTransformError) in
                    try transform.receive(raw, clear: clear, output: output)
                }
            } catch {
                failure = error
                return true
            }
        }
        return true
    }

    /// Starts and pumps until both have done what they can do without a verdict.
    func run() throws {
        try start()
        pump()
    }

    /// Waits for the verdict of whichever side awaits one, and goes on.
    func judge() async {
        for (transform, clear, output, isServer) in [(client, clientClear, toServer, false), (server, serverClear, toClient, true)]
        where transform.state == .awaitingVerdict {
            await verdict(transform)
            do throws(StreamTransformError) {
                try transform.continueHandshake(clear: clear, output: output)
            } catch {
                if isServer { serverError = error } else { clientError = error }
            }
        }
        pump()
    }

    private func verdict(_ transform: TLSTransform) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        transform.beginVerdict { continuation.finish() }
        for await _ in stream {}
    }

    func send(_ text: String, from transform: TLSTransform) throws {
        let output = transform === client ? toServer : toClient
        let octets = Bytes(text)
        let taken = try octets.withUnsafeBytes { (raw) throws(StreamTransformError) in try transform.send(raw, output: output) }
        if taken != octets.count { throw StreamTransformError(.protocolViolation, "taken \(taken) of \(octets.count)") }
    }

    /// What has arrived in clear and was not asked for yet.
    func arrived(at transform: TLSTransform) -> String {
        let writer = transform === client ? clientClear : serverClear
        return writer.take().withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether text passes both ways.
    func echoes() throws -> Bool {
        try send("ping", from: client)
        pump()
        guard arrived(at: server) == "ping" else { return false }
        try send("pong", from: server)
        pump()
        return arrived(at: client) == "pong"
    }

    var isEstablished: Bool { client.state == .established && server.state == .established }
}

/// One authority, a server for localhost and a client, made once for all tests.
enum Material {
    static let authority = Result { try CertificateAuthority.make(name: "Test Root") }
    static let other = Result { try CertificateAuthority.make(name: "Other Root") }
    static let server = Result { try authority.get().issue(.server(names: ["localhost", "127.0.0.1", "::1"])) }
    static let client = Result { try authority.get().issue(.client(name: "alice")) }

    static func trust() throws -> TLSTrust { .roots([try authority.get().certificate]) }

    static func serverContext(_ change: (inout TLSConfiguration) throws -> Void = { _ in }) throws -> TLSContext {
        var configuration = TLSConfiguration.server(try server.get())
        configuration.trust = try trust()
        try change(&configuration)
        return try TLSContext(configuration, side: .service)
    }

    static func clientContext(_ change: (inout TLSConfiguration) throws -> Void = { _ in }) throws -> TLSContext {
        var configuration = TLSConfiguration.client(trust: try trust())
        try change(&configuration)
        return try TLSContext(configuration, side: .client)
    }
}

extension TLSConfiguration {
    /// Nothing but the given version.
    mutating func only(_ version: TLSVersion) {
        minimumVersion = version
        maximumVersion = version
    }
}
