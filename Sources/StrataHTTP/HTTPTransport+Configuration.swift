public import StrataCore

extension HTTPTransport {
    /// The settings of an HTTP transport; WCF's names and defaults where it has them.
    public struct Configuration: Sendable {
        /// Octets of one message, request or reply, chunks undone. A service answers 413 to more.
        public var maxReceivedMessageSize = 65536
        /// Whether connections are kept for the next request.
        public var keepAliveEnabled = true
        /// Limits of what stands before the message.
        public var limits = HTTPLimits.defaults

        /// How clients say who they are.
        public var authenticationScheme = HTTPAuthenticationScheme.anonymous
        /// The name of the protected space that a service puts into its challenge.
        public var realm = ""
        /// Who judges user names and passwords on a service with `.basic`.
        public var userNameValidator: (any UserNameValidator)?
        /// What a client with `.basic` shows.
        public var credentials: HTTPCredentials?
        /// Whether a client shows its credentials with the first request, or only when it is asked (which costs an exchange).
        public var preauthenticate = true

        /// Connections a client keeps open to one endpoint at a time; more calls wait for one.
        public var maxOutboundConnectionsPerEndpoint = 64
        /// How long a client keeps an unused connection.
        public var connectionIdleTimeout: Duration = .seconds(100)
        /// How old a client's connection may be to be used again.
        public var connectionLeaseTimeout: Duration = .seconds(300)

        /// Open connections on a service's port at a time; more wait in the system's queue.
        public var maxConnections = 10_000
        /// How long a service waits for the next request on a connection, and for a slow reader to take octets.
        public var idleTimeout: Duration = .seconds(120)
        /// From the first octet of a request (or, with TLS, from the connection) to the end of its head.
        public var requestHeadTimeout: Duration = .seconds(30)
        /// In each span of this length a body must grow by `minimumBodyProgress`.
        public var bodyProgressTimeout: Duration = .seconds(10)
        /// Octets of a body in each `bodyProgressTimeout`, or the rest of it.
        public var minimumBodyProgress = 2048

        public init() {}
        public static var defaults: Configuration { Configuration() }
    }
}
