internal import StrataCore

/// The service of one-way messages: one channel, or one for each session.
final class InProcessInputChannel: InputChannel, LifecycleObject {
    let lifespan = Lifespan("the input channel")
    private let codec: FrameCodec
    private let inbox: Inbox
    private let link: SessionLink?

    init(_ source: ChannelSource, _ codec: FrameCodec) {
        self.codec = codec
        switch source {
        case .link(let link): (inbox, self.link) = (link.toService, link)
        case .inbox(let inbox): (self.inbox, link) = (inbox, nil)
        }
    }

    /// A handle that was dropped: the peer of a session does not wait for this end in vain.
    deinit { if link != nil, lifespan.state != .closed { aborting() } }

    var session: ChannelSession? { link?.session }

    func closing(until deadline: Deadline) async throws { inbox.mailbox.end() }

    func aborting() {
        if let link {
            link.breakOff("service")
        } else {
            inbox.fail(CommunicationError(.connectionLost, "the service has aborted its channel"))
        }
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await inbox.receive(codec, lifespan, isSession: link != nil, until: deadline)
    }
}

extension Inbox {
    /// The next message, for a channel with this lifespan: a broken session faults it.
    func receive(_ codec: FrameCodec, _ lifespan: Lifespan, isSession: Bool, until deadline: Deadline) async throws -> Message? {
        switch lifespan.state {
        case .opened: break
        case .closing, .closed:
            if lifespan.unusable.code == .closed { return nil }
            throw lifespan.unusable
        default: throw lifespan.unusable
        }
        do {
            guard let delivery = try await mailbox.take(until: deadline) else { return nil }
            return try codec.decode(delivery.frame)
        } catch let error as CommunicationError where error.code == .connectionLost {
            lifespan.fault(error)
            throw lifespan.errorOfPendingCall()
        } catch let error as MessageCodingError where isSession {
            // The decoder may have lost track of the session.
            lifespan.fault(error)
            throw error
        }
    }
}
