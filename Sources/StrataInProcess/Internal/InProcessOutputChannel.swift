internal import StrataCore

/// The client of one-way messages, with or without a session.
final class InProcessOutputChannel: OutputChannel, LifecycleObject {
    let lifespan = Lifespan("the output channel")
    private let line: Line
    private let codec: FrameCodec
    private let sends = CallsUnderWay()

    init(_ line: Line, _ codec: FrameCodec) {
        self.line = line
        self.codec = codec
    }

    /// A handle that was dropped: nobody waits for this end in vain.
    deinit { if lifespan.state != .closed { aborting() } }

    var session: ChannelSession? { line.link?.session }
    var remoteAddress: EndpointAddress { line.address }

    func opening(until deadline: Deadline) async throws { try await line.connect(until: deadline) }
    func closing(until deadline: Deadline) async throws {
        try await sends.allDone(until: deadline)
        line.link?.toService.mailbox.end()
    }
    func aborting() { line.link?.breakOff("client") }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await sends.run(lifespan) {
            var message = message
            message.completeAddressing(to: line.address, expectsReply: false)
            try await line.outbound().post(
                message, codec, via: line.via, sender: line.local, reply: nil, until: deadline, lifespan, isSession: line.link != nil)
        }
    }
}

extension Inbox {
    /// Waits for a place, encodes, and puts the frame in. A session whose peer is gone faults the sender's `lifespan`; an abort of the
    /// sender ends its waiting. Without a session another service may be there for the next message.
    func post(
        _ message: Message, _ codec: FrameCodec, via: String, sender: String, reply: PendingReply?, until deadline: Deadline,
        _ lifespan: Lifespan, isSession: Bool
    ) async throws {
        do {
            if try !mailbox.reserveAtOnce() {
                let mailbox = mailbox
                try await lifespan.interruptible { try await mailbox.reserve(until: deadline) }
            }
            var filled = false
            defer { if !filled { mailbox.giveUp() } }
            var isIn = true
            try codec.encode(message, via: via, sender: sender) { frame in
                filled = true
                isIn = mailbox.fill(Delivery(frame: frame, reply: reply))
            }
            if !isIn, let failure = mailbox.failure { throw failure }
        } catch let error as CommunicationError where error.code == .connectionLost && isSession {
            throw lifespan.fault(error) ? error : lifespan.errorOfPendingCall()
        }
    }
}
