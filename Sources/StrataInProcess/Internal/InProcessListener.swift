internal import StrataCore
internal import Synchronization

/// What a service channel is made of.
enum ChannelSource: Sendable {
    case link(SessionLink)
    case inbox(Inbox)
}

/// Accepts one channel, or one for each session.
final class InProcessListener<Channel: Sendable>: ChannelListener, LifecycleObject {
    let lifespan: Lifespan
    let address: EndpointAddress
    private let parts: Parts
    private let listening: Listening
    private let make: @Sendable (ChannelSource) throws -> Channel
    private let handedOut = Atomic(false)

    init(_ parts: Parts, at address: EndpointAddress, make: @escaping @Sendable (ChannelSource) throws -> Channel) {
        self.parts = parts
        self.address = address
        self.make = make
        listening = Listening(parts)
        lifespan = Lifespan("the listener at '\(address.uri)'")
    }

    /// A handle that was dropped gives its address back.
    deinit { if lifespan.state != .closed { aborting() } }

    var capabilities: BindingCapabilities { parts.capabilities }

    func opening(until deadline: Deadline) async throws {
        try parts.hub.add(listening, at: address.uri)
    }

    func closing(until deadline: Deadline) async throws {
        parts.hub.remove(listening, at: address.uri)
        listening.backlog.end()
        while let link = try await listening.backlog.take(until: deadline) { link.breakOff("service") }
        if handedOut.exchange(true, ordering: .sequentiallyConsistent) {
            listening.inbox.mailbox.end()
        } else {
            // Nobody has taken the channel, and nobody will.
            listening.inbox.fail(CommunicationError(.serverTooBusy, "the service has closed without taking the message", retry: .safe))
        }
    }

    func aborting() {
        parts.hub.remove(listening, at: address.uri)
        for link in listening.backlog.fail(CommunicationError(.aborted, "\(lifespan.name) was aborted")) { link.breakOff("service") }
        listening.inbox.fail(CommunicationError(.connectionLost, "\(lifespan.name) was aborted"))
    }

    func accept() async throws -> Channel? {
        switch lifespan.state {
        case .opened: break
        case .closing, .closed:
            if lifespan.unusable.code == .closed { return nil }
            throw lifespan.unusable
        default: throw lifespan.unusable
        }
        let source: ChannelSource
        if !parts.shape.session, !handedOut.exchange(true, ordering: .sequentiallyConsistent) {
            source = .inbox(listening.inbox)
        } else if let link = try await listening.backlog.take() {
            source = .link(link)
        } else {
            return nil
        }
        let channel = try make(source)
        try await (channel as? any CommunicationObject)?.open(until: .never)
        return channel
    }
}
