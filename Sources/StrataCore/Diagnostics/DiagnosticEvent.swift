/// Something countable that happened. It owns nothing that has to be made for it, so that counting costs no allocation.
public struct DiagnosticEvent: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// A call (a request with its reply, or a message sent one way) has begun.
        case callBegan
        /// A call has ended after so long.
        case callEnded(CallOutcome, Duration)
        /// An input or duplex channel has handed a message out. It is no call: nobody knows when it has been dealt with.
        case delivered
        /// A connection is there: on a service before TLS, on a client when it is ready for its first call.
        case connectionOpened
        /// A connection is gone.
        case connectionClosed
        /// A message's octets came in, as they were on the wire.
        case received(octets: Int)
        /// A message's octets went out, as they are on the wire.
        case sent(octets: Int)
        /// So many more of what a service's throttle counts, or fewer.
        case usage(Usage, change: Int)
        /// A peer was refused.
        case refused(RefusalReason)
    }

    /// How a call ended.
    public enum CallOutcome: String, Sendable, Hashable, CaseIterable {
        /// With a reply, or, one way, with the message taken.
        case answered
        /// With a SOAP fault.
        case fault
        /// With neither.
        case failed
    }

    /// What a service's throttle counts.
    public enum Usage: String, Sendable, Hashable, CaseIterable {
        /// Calls that run.
        case calls
        /// Calls that wait for others to end.
        case pendingCalls = "pending_calls"
        /// Sessions that are open.
        case sessions
        /// Objects that there are, of sessions and of calls.
        case instances
    }

    /// Why a peer was refused; the set is open, and small: never put what a peer has sent into it.
    public struct RefusalReason: Sendable, Hashable, CustomStringConvertible {
        /// A word in lower case.
        public let description: String
        /// A reason of your own.
        public init(_ description: String) { self.description = description }

        /// What came was no message of the protocol.
        public static let malformed = RefusalReason("malformed")
        /// A limit was exceeded.
        public static let limit = RefusalReason("limit")
        /// Nothing is at the address, or not by that method.
        public static let address = RefusalReason("address")
        /// A content type or coding that is not read here.
        public static let mediaType = RefusalReason("media-type")
        /// Credentials are missing or wrong.
        public static let credentials = RefusalReason("credentials")
        /// The peer took too long.
        public static let time = RefusalReason("time")
        /// Nobody answers at present: the service is closing, or too busy.
        public static let unavailable = RefusalReason("unavailable")
        /// TLS was not established.
        public static let tls = RefusalReason("tls")
    }

    /// The room that reports it (`http`).
    public let source: StaticString
    /// Which side of the exchange this is.
    public let side: ChannelSide
    /// What happened.
    public let kind: Kind

    /// An event.
    public init(_ kind: Kind, source: StaticString, side: ChannelSide) {
        self.kind = kind
        self.source = source
        self.side = side
    }
}
