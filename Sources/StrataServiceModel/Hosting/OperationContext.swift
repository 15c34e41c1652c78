public import StrataCore
internal import Synchronization

/// What an operation knows of the call that it serves: `OperationContext.current` inside a method.
///
/// When the connection of the caller breaks, the operation's task is cancelled: `Task.isCancelled`, and what checks it, say so. A caller that
/// only ends its side of the connection may still want the answer, and goes unnoticed until that is written.
public final class OperationContext: Sendable {
    /// That of the operation which runs in this task; `nil` outside of one.
    @TaskLocal public static var current: OperationContext?

    /// The operation.
    public let operation: OperationDescription
    /// The request: its headers and properties, among them the remote address.
    public let request: Message
    /// The session; `nil` without one.
    public let session: ChannelSession?

    private struct Outgoing {
        var headers: [MessageHeader] = []
        var properties = MessageProperties()
    }
    /// `nil` until something is added.
    private let outgoing = Mutex<Outgoing?>(nil)

    /// How it calls its client; `nil` where the endpoint's contract has no callback contract.
    let callbacks: CallbackSource?

    init(_ operation: OperationDescription, _ request: Message, _ session: ChannelSession?, _ callbacks: CallbackSource? = nil) {
        self.operation = operation
        self.request = request
        self.session = session
        self.callbacks = callbacks
    }

    /// Where the request came from; `nil` where the transport does not say.
    public var remote: RemoteEndpoint? { request.properties.remote }

    /// Who called; `nil` where nothing was said about it.
    public var security: SecurityContext? { request.properties[SecurityContext.self] }

    /// Adds a header block to the reply.
    public func addReplyHeader(_ header: MessageHeader) { add { $0.headers.append(header) } }

    /// Sets a property of the reply, such as HTTP headers.
    public func setReplyProperty<Key: MessagePropertyKey>(_ key: Key.Type, _ value: Key.Value?) {
        add { $0.properties[key] = value }
    }

    private func add(_ change: (inout Outgoing) -> Void) {
        outgoing.withLock { outgoing in
            var added = outgoing ?? Outgoing()
            change(&added)
            outgoing = added
        }
    }

    /// Puts what the operation has added into its reply.
    func complete(_ reply: inout Message) {
        guard let added = outgoing.withLock({ $0 }) else { return }
        for header in added.headers { reply.headers.add(header) }
        reply.properties.merge(added.properties)
    }
}
