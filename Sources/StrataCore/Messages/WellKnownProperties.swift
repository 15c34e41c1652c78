public import StrataInfoset

/// `message.properties[SecurityContext.self]`: who sent the message, as far as the stack has proved it.
extension SecurityContext: MessagePropertyKey {
    /// The property is the context itself.
    public typealias Value = SecurityContext
}

/// `message.properties[RemoteEndpoint.self]`: where the octets came from.
public struct RemoteEndpoint: Sendable, Hashable, CustomStringConvertible, MessagePropertyKey {
    /// The property is the endpoint itself.
    public typealias Value = RemoteEndpoint

    /// A numeric address, or a path for a Unix socket.
    public var host: String
    /// 0 where there is none.
    public var port: Int

    /// An endpoint from its parts.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `host:port`, an IPv6 address in brackets.
    public var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The action as the transport carried it (`SOAPAction`, or `action` of the content type), without quotes.
/// Absent where the transport carried none; an empty text where it carried an empty one.
public enum TransportAction: MessagePropertyKey {
    /// An action.
    public typealias Value = String
}

/// Where the message was, or is to be, sent when that is not its address: on a service the URI that the transport saw.
public enum Via: MessagePropertyKey {
    /// A URI.
    public typealias Value = String
}

/// The header blocks that elements of the stack have processed; the processing node takes them as understood.
public enum UnderstoodHeaders: MessagePropertyKey {
    /// Which blocks.
    public typealias Value = Set<UnderstoodHeader>
}

/// Header blocks that somebody has processed: those of a name, for one role or for any.
public struct UnderstoodHeader: Sendable, Hashable {
    /// The name of the block.
    public var name: ExpandedName
    /// The role it is for, empty for the ultimate receiver; `nil` for any.
    public var actor: String?

    /// Blocks of that name, for one role or for any.
    public init(_ name: ExpandedName, actor: String? = nil) {
        self.name = name
        self.actor = actor
    }

    /// Whether `header` is such a block.
    public func covers(_ header: MessageHeader) -> Bool { header.name == name && (actor == nil || actor == header.actor) }
}

extension MessageProperties {
    /// Who sent the message; an empty context where nobody has proved anything.
    public var security: SecurityContext {
        get { self[SecurityContext.self] ?? SecurityContext() }
        set { self[SecurityContext.self] = newValue }
    }

    /// Where the octets came from.
    public var remote: RemoteEndpoint? {
        get { self[RemoteEndpoint.self] }
        set { self[RemoteEndpoint.self] = newValue }
    }

    /// The action as the transport carried it.
    public var transportAction: String? {
        get { self[TransportAction.self] }
        set { self[TransportAction.self] = newValue }
    }

    /// The URI that the transport used.
    public var via: String? {
        get { self[Via.self] }
        set { self[Via.self] = newValue }
    }

    /// Says that this stack has processed the header blocks of that name.
    ///
    /// - Parameters:
    ///   - name: the name of the blocks.
    ///   - actor: only those for that role, empty for the ultimate receiver; `nil` for any. Say it where a block for another role
    ///     is left alone: a second `Security` header, for example.
    public mutating func markUnderstood(_ name: ExpandedName, actor: String? = nil) {
        self[UnderstoodHeaders.self, default: []].insert(UnderstoodHeader(name, actor: actor))
    }

    private subscript<Key: MessagePropertyKey>(_ key: Key.Type, default standard: Key.Value) -> Key.Value {
        get { self[key] ?? standard }
        set { self[key] = newValue }
    }
}
