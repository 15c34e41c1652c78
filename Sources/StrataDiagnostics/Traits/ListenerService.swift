#if SwiftServiceLifecycle
    public import ServiceLifecycle
    public import StrataCore

    /// A listener as a `Service` of swift-service-lifecycle. With the package trait `SwiftServiceLifecycle`.
    ///
    /// `run()` opens the listener and ends when it is closed and drained. A graceful shutdown closes it: nothing new is taken, calls under way
    /// are finished, and what is not done within the binding's close timeout is aborted. Cancellation aborts at once.
    public struct ListenerService: Service, CustomStringConvertible {
        private let listener: any CommunicationObject
        private let serve: @Sendable () async throws -> Void

        /// Runs `listener` and hands each channel to `body`, as `ChannelListener.run` does.
        public init<Channel>(
            _ listener: any ChannelListener<Channel>, onFailure: (@Sendable (Channel, any Error) -> Void)? = nil,
            _ body: @escaping @Sendable (Channel) async throws -> Void
        ) {
            self.listener = listener
            serve = { try await listener.run(onFailure: onFailure, body) }
        }

        /// Runs `listener` and answers each request with `handler`, as `ChannelListener.serve` does.
        public init(
            serving listener: any ChannelListener<any ReplyChannel>,
            onFailure: (@Sendable (any ReplyChannel, any Error) -> Void)? = nil, _ handler: @escaping RequestHandler
        ) {
            self.init(listener, onFailure: onFailure) { channel in try await channel.serve(handler) }
        }

        public var description: String { "a listener, \(listener.state)" }

        public func run() async throws {
            // Before the shutdown is waited for: what is being opened is not closed under its own feet.
            if listener.state == .created { try await listener.open() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (listener, serve) = (listener, serve)
                group.addTask { try await serve() }
                group.addTask {
                    do { try await gracefulShutdown() } catch { return }
                    try await listener.close()
                }
                // In a shutdown both come to their end. Otherwise somebody else has closed the listener, and nobody waits for one any longer.
                try await group.next()
                if !Task.isShuttingDownGracefully { group.cancelAll() }
                try await group.waitForAll()
            }
        }
    }
#endif
