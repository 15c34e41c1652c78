/// A form of exchange that a stack can be asked for.
public struct ChannelShape: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The direction of messages.
    public enum Pattern: Sendable, Hashable, CaseIterable {
        /// Fire and forget: output on the client, input on the service.
        case oneWay
        /// Request on the client, reply on the service.
        case requestReply
        /// Both ways, independently.
        case duplex
    }

    /// The direction of messages.
    public let pattern: Pattern
    /// Whether messages belong to a session.
    public let session: Bool

    /// The shape of a pattern, with or without session.
    public init(_ pattern: Pattern, session: Bool = false) {
        self.pattern = pattern
        self.session = session
    }

    /// Output on the client, input on the service.
    public static let oneWay = ChannelShape(.oneWay)
    /// Request on the client, reply on the service.
    public static let requestReply = ChannelShape(.requestReply)
    /// Both ways, independently.
    public static let duplex = ChannelShape(.duplex)
    /// Output and input within a session.
    public static let oneWaySession = ChannelShape(.oneWay, session: true)
    /// Request and reply within a session.
    public static let requestReplySession = ChannelShape(.requestReply, session: true)
    /// Both ways within a session.
    public static let duplexSession = ChannelShape(.duplex, session: true)

    public static var allCases: [ChannelShape] { [.oneWay, .oneWaySession, .requestReply, .requestReplySession, .duplex, .duplexSession] }

    public var description: String {
        let name =
            switch pattern {
            case .oneWay: "output/input"
            case .requestReply: "request/reply"
            case .duplex: "duplex"
            }
        return session ? name + " with sessions" : name
    }
}

/// Which end of the wire is being built.
public enum ChannelSide: Sendable, Hashable {
    /// The end that makes factories and begins exchanges.
    case client
    /// The end that makes listeners and answers.
    case service
}
