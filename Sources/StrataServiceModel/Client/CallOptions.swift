public import StrataCore

/// What one call, or every call of one copy of a client, has of its own.
///
/// `client.with { $0.timeout = .seconds(5) }` is a client whose calls have it; the one it was made from is left as it was.
public struct CallOptions: Sendable {
    /// How long a call may take; `nil` is the binding's send timeout.
    public var timeout: Duration?
    /// Header blocks that are added to each request.
    public var headers: [MessageHeader] = []
    /// Properties of each request, such as HTTP headers.
    public var properties = MessageProperties()
    /// Gets each reply, faults too, before it is read: for its headers and properties.
    public var onReply: (@Sendable (Message) -> Void)?

    /// Nothing of its own.
    public init() {}
}

extension ServiceClient {
    /// A client like this one whose calls have these options.
    public func with(_ change: (inout CallOptions) -> Void) -> Self {
        var options = caller.options
        change(&options)
        return Self(caller.with(options))
    }
}
