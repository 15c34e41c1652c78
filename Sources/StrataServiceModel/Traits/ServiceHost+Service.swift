#if SwiftServiceLifecycle
    public import ServiceLifecycle
    internal import StrataCore

    /// A host as a `Service` of swift-service-lifecycle. With the package trait `SwiftServiceLifecycle`.
    ///
    /// A graceful shutdown closes it: nothing new is taken, calls under way are finished, and what is not done within the host's close timeout is
    /// aborted. Cancellation aborts at once.
    extension ServiceHost: Service {
        /// Runs `body`, which ends when the host is closed, and closes the host when the group that runs it shuts down.
        func closingInShutdown(_ body: @escaping @Sendable () async throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    do { try await gracefulShutdown() } catch { return }
                    try await self.close()
                }
                // In a shutdown both come to their end. Otherwise somebody else has closed the host, and nobody waits for one any longer.
                try await group.next()
                if !Task.isShuttingDownGracefully { group.cancelAll() }
                try await group.waitForAll()
            }
        }
    }
#endif
