/// A channel: one end of an exchange of messages.
public protocol CommunicationChannel: CommunicationObject {
    /// The session, for the session forms of a shape; `nil` otherwise.
    var session: ChannelSession? { get }
}

/// What the messages of one session share.
public struct ChannelSession: Sendable, Hashable {
    /// Unique within the process; on the wire only where the protocol has one.
    public let id: String
    /// A session of that id.
    public init(id: String) { self.id = id }
}

/// Sends messages and expects no answer.
public protocol OutputChannel: CommunicationChannel {
    /// Where messages go.
    var remoteAddress: EndpointAddress { get }

    /// Returns when the transport has taken responsibility for the message. `message.headers.to` is set by the channel where absent.
    func send(_ message: Message, until deadline: Deadline) async throws
}

/// The client side of request and reply. `send` on it is a one-way call: the peer acknowledges, and no reply is read. It throws when the peer
/// has refused the message, `FaultError` where its fault came along.
public protocol RequestChannel: OutputChannel {
    /// Sends a request and returns its reply, which may carry a fault (`message.isFault`). Any number may be under way at once.
    func request(_ message: Message, until deadline: Deadline) async throws -> Message
}

/// Receives messages; one consumer at a time.
///
/// Without a session a message that cannot be read, or that an element refuses, is that message's affair: the stack reports it and takes
/// the next. In a session it is the session's end.
public protocol InputChannel: CommunicationChannel {
    /// The next message; `nil` when the peer has ended the session, or the channel was closed. Throws `.aborted` when it is aborted, and
    /// `MessageCodingError` for a message that cannot be read; in a session the channel has faulted then.
    func receive(until deadline: Deadline) async throws -> Message?

    /// The same for a message that those above have yet to let in. Where its sender waits for an acknowledgement it is given when `admit`
    /// has returned, and what `admit` throws is the sender's refusal. Throws what `admit` throws, with the channel ready for the next.
    ///
    /// Unless implemented, a message is acknowledged before `admit` sees it. A wrapper hands `admit` on, with its own part before it.
    func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message?
}

extension InputChannel {
    public func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message? {
        guard let message = try await receive(until: deadline) else { return nil }
        return try await admit(message)
    }
}

/// Both directions, independent of each other.
public protocol DuplexChannel: OutputChannel, InputChannel {
    /// Ends this side of a session; receiving goes on. On a channel without a session it does nothing.
    func closeOutput(until deadline: Deadline) async throws
}

/// Answers a request; `nil` for a one-way message. A `FaultError` thrown is answered with its fault, whatever the transport; any other
/// error is turned into a fault by whoever stands above (`SOAPProcessor`), or, where nobody does, into a refusal by the transport. One whose
/// `retry` is `.safe` says that this request was not acted on, and its sender may be told so: a handler that has acted lets no such error of
/// a call of its own out.
public typealias RequestHandler = @Sendable (Message) async throws -> Message?

/// The service side of request and reply.
public protocol ReplyChannel: CommunicationChannel {
    /// Hands each request to `handler`, several at once where the transport allows it, until the channel ends or is closed.
    ///
    /// Requests are pushed: the handler starts on the connection's own executor, in the pass that received the octets.
    func serve(_ handler: @escaping RequestHandler) async throws
}

/// Makes channels. `Channel` is one of the shape existentials (`any RequestChannel`, …).
public protocol ChannelFactory<Channel>: CommunicationObject {
    /// The shape existential of what it makes.
    associatedtype Channel: Sendable

    /// What the built stack gives, computed from what was really built.
    var capabilities: BindingCapabilities { get }

    /// A new channel, not yet open. No I/O.
    ///
    /// - Parameters:
    ///   - address: who the messages are for.
    ///   - via: where to connect when that is not the address itself.
    func makeChannel(to address: EndpointAddress, via: String?) throws -> Channel
}

/// Accepts channels. Without sessions it hands out one channel; with sessions, one for each.
public protocol ChannelListener<Channel>: CommunicationObject {
    /// The shape existential of what it accepts.
    associatedtype Channel: Sendable

    /// What the built stack gives, computed from what was really built.
    var capabilities: BindingCapabilities { get }

    /// Where it listens; complete (with the port the system chose) once it is open.
    var address: EndpointAddress { get }

    /// The next channel, open; `nil` when the listener is closed. Throws `.aborted` when it is aborted.
    func accept() async throws -> Channel?
}
