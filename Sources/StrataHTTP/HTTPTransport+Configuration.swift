public import StrataCore

extension HTTPTransport {
    /// The settings of an HTTP transport, with WCF's names and defaults where it has them.
    ///
    /// Its default differs in one: WCF waits for a request's head without limit (`RequestInitializationTimeout` is zero there).
    public struct Configuration: Sendable {
        /// Octets of one received message, request or reply, chunks undone: 65536. A service answers 413 to more; a client throws
        /// `CommunicationError.quotaExceeded`.
        public var maxReceivedMessageSize = 65536
        /// Whether bodies are held in memory or stream: buffered. Received streams are bounded by `maxReceivedMessageSize` too; set it to what is
        /// expected, or to `Int.max`.
        public var transferMode = TransferMode.buffered
        /// Octets that a message may have before the contents of its body, where the mode streams it: 65536.
        public var maxBufferSize = 65536
        /// Whether connections are kept for the next request: true.
        public var keepAliveEnabled = true
        /// Whether compressed bodies are taken, gzip and deflate, and a client asks for them: true. The limit is `maxReceivedMessageSize`, before
        /// and after inflating; above 1 MiB, each octet may become 200 at most. A service without it answers 415.
        public var decompressionEnabled = true
        /// How a client compresses its requests, and a service its replies to clients that accept it: not at all. An encoder with a coding of
        /// its own goes before. Compressing secrets together with text of an attacker's tells them by the length, inside TLS too.
        public var compression = HTTPContentCoding.identity
        /// Limits of what there is of an HTTP message besides its body.
        public var limits = HTTPLimits.defaults

        /// How clients say who they are: not at all.
        public var authenticationScheme = HTTPAuthenticationScheme.anonymous
        /// The name of the protected space that a service puts into its challenge (RFC 9110, 11.5); empty.
        public var realm = ""
        /// Who judges user names and passwords on a service with `.basic`; required there.
        public var userNameValidator: (any UserNameValidator)?
        /// Who knows the secrets of users on a service with `.digest`; required there.
        public var digestValidator: (any HTTPDigestValidator)?
        /// The hash functions of HTTP Digest that are offered and taken, whatever their order the strongest first: SHA-256 and MD5, which some
        /// clients know alone.
        public var digestAlgorithms: [HTTPDigestAlgorithm] = [.sha256, .md5]
        /// How long a service takes a nonce of HTTP Digest: 300 seconds. A client is then given another, and is not refused.
        public var digestNonceLifetime: Duration = .seconds(300)
        /// What a client with `.basic` or `.digest` shows; required there.
        public var credentials: HTTPCredentials?
        /// Whether a client shows its credentials with a request as soon as it can, or only when it is asked, which costs each call an exchange:
        /// true. With Digest it can when it was asked before at the same address.
        public var preauthenticate = true

        /// The proxy that a client calls through: none.
        public var proxy: HTTPProxy?
        /// Whether a client keeps the cookies that services set, for its channel factory alone, and sends them back: false (RFC 6265).
        public var allowCookies = false
        /// Which host names in requests reach a service's endpoint: any.
        public var hostNameComparisonMode = HTTPHostNameComparison.strongWildcard

        /// Connections that a client has open to one host and port at a time: 64. More calls wait for one of them.
        public var maxOutboundConnectionsPerEndpoint = 64
        /// How long a client keeps an unused connection: 100 seconds.
        public var connectionIdleTimeout: Duration = .seconds(100)
        /// How old a client's connection may be to be used again: 300 seconds.
        public var connectionLeaseTimeout: Duration = .seconds(300)
        /// Whether a client repeats a call once when a connection that was kept from an earlier call ends before an octet of the answer, as
        /// it does where the server had just ended it for want of use: true, as in WCF.
        ///
        /// A server that dies in the middle of a call looks the same, so such a call may be acted on twice: set false where that does harm
        /// (RFC 9110, 9.2.2). A call on a new connection is never repeated, and a repeated one that fails says `retry` `.unsafe`.
        public var retriesLostConnections = true

        /// Open connections on a service's port at a time: 10000. More wait in the system's queue.
        public var maxConnections = 10_000
        /// How long a service waits for the next request on a connection, and for a peer to take `minimumBodyProgress` octets of an answer that
        /// waits for it: 120 seconds.
        public var idleTimeout: Duration = .seconds(120)
        /// On a service, each of these: from a connection to the end of its TLS handshake, then to the first octet of a request, from there to
        /// the end of its head, and from the end of a request until somebody serves: 30 seconds.
        public var requestInitializationTimeout: Duration = .seconds(30)
        /// On a service, in each span of this length a request's body must grow by `minimumBodyProgress`: 10 seconds.
        public var bodyProgressTimeout: Duration = .seconds(10)
        /// Octets by which a request's body must grow in each `bodyProgressTimeout`, unless it ends, and an answer that waits must shrink in each
        /// `idleTimeout`: 2048.
        public var minimumBodyProgress = 2048

        /// The defaults.
        public init() {}
        /// WCF's settings; limits for what it leaves open.
        public static var defaults: Configuration { Configuration() }
    }
}
