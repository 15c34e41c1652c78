internal import StrataCore
internal import Synchronization

/// Hands the requests of one address to a handler.
final class HTTPReplyChannel: ReplyChannel, LifecycleObject {
    let lifespan: Lifespan
    private let server: HTTPServer
    private let serving = Mutex<Completion<Void>?>(nil)

    init(_ server: HTTPServer) {
        lifespan = Lifespan("the reply channel at \(server.settings.address.text)")
        self.server = server
    }

    var session: ChannelSession? { nil }

    func serve(_ handler: @escaping RequestHandler) async throws {
        try lifespan.checkOpen()
        let end = Completion<Void>()
        let isFirst = serving.withLock { serving in
            guard serving == nil else { return false }
            serving = end
            return true
        }
        guard isFirst else {
            throw CommunicationError(.invalidOperation, "\(lifespan.name) is being served already: it has one handler", retry: .safe)
        }
        defer { serving.withLock { $0 = nil } }
        guard server.endpoint.serve(handler) else { return }
        defer { server.endpoint.stopServing() }
        // Closed between the check and now: then nobody ends it.
        if lifespan.state != .opened { return }
        try await end.value()
    }

    private func endServing() { serving.withLock { $0 }?.succeed(()) }

    func closing(until deadline: Deadline) async throws {
        server.endpoint.beginClosing()
        try await server.endpoint.drain()
        endServing()
    }

    func aborting() {
        server.endpoint.beginClosing()
        endServing()
    }
}
