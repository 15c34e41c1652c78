internal import StrataCore
internal import StrataNet
internal import Synchronization

/// Sends requests to one address. Any number may be under way; each has a connection for as long as it takes.
final class HTTPRequestChannel: RequestChannel, LifecycleObject {
    let lifespan: Lifespan
    private let client: HTTPClient
    private let line: HTTPLine
    private let calls = HTTPCalls()
    private let channels: HTTPChannels
    /// Found at the first call.
    private let connections = Mutex<EndpointPool?>(nil)

    init(_ client: HTTPClient, _ line: HTTPLine, _ channels: HTTPChannels) {
        lifespan = Lifespan("the channel to \(line.via.shown)")
        self.client = client
        self.line = line
        self.channels = channels
    }

    deinit { channels.remove(ObjectIdentifier(self)) }

    var session: ChannelSession? { nil }
    var remoteAddress: EndpointAddress { line.address }
    var timeouts: Timeouts { client.settings.timeouts }
    var time: any TimeSource { client.settings.time }

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        try lifespan.checkOpen()
        guard let reply = try await client.call(message, line, try pool(), expectsReply: true, until: deadline, calls) else {
            throw CommunicationError(.noReply, "\(line.via.shown) answered without a message where a reply was due")
        }
        return reply
    }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try lifespan.checkOpen()
        guard let answer = try await client.call(message, line, try pool(), expectsReply: false, until: deadline, calls) else { return }
        // A fault where nothing was due: the peer says why it did not take the message.
        if let fault = try answer.fault() { throw FaultError(fault) }
    }

    private func pool() throws -> EndpointPool {
        try connections.withLock { connections in
            if let connections { return connections }
            let found = try client.endpoint(of: line)
            connections = found
            return found
        }
    }

    /// A channel that is over keeps no endpoint.
    private func dropPool() {
        let last = connections.withLock { connections in
            defer { connections = nil }
            return connections
        }
        withExtendedLifetime(last) {}  // it may end here, and not under the lock
    }

    func closing(until deadline: Deadline) async throws {
        try await calls.drain()
        calls.abort(lifespan.unusable)
        dropPool()
        channels.remove(ObjectIdentifier(self))
    }

    func aborting() {
        calls.abort(CommunicationError(.aborted, "\(lifespan.name) was aborted"))
        dropPool()
        channels.remove(ObjectIdentifier(self))
    }
}
