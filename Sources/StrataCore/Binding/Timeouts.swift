/// How long a binding waits; WCF's names and defaults.
public struct Timeouts: Sendable, Hashable {
    /// For opening a channel, factory or listener.
    public var open: Duration = .seconds(60)
    /// For closing gracefully; then it is aborted.
    public var close: Duration = .seconds(60)
    /// For a call, from the first octet sent to the reply.
    public var send: Duration = .seconds(60)
    /// How long a session may stay idle while a message is awaited. A channel without a session is never idle: it waits without end.
    public var receive: Duration = .seconds(600)

    /// The defaults.
    public init() {}
    /// WCF's: 60 seconds to open, close and send, 600 to receive.
    public static var defaults: Timeouts { Timeouts() }
}
