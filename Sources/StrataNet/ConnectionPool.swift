import Synchronization

/// The connections that somebody keeps for the next use, by endpoint. Any thread.
///
/// It finds the pool of an endpoint; lending is that pool's work, without a look in here.
package final class ConnectionPool<Key: Hashable & Sendable & CustomStringConvertible>: Sendable {
    private let configuration: EndpointPool.Configuration
    private let loop: EventLoop
    private struct State {
        // Weak: an endpoint with nothing left, neither a connection nor somebody who means to call it, is forgotten.
        var endpoints: [Key: Weakly] = [:]
        var isClosed = false
    }
    struct Weakly { weak var pool: EndpointPool? }
    private let state = Mutex(State())

    /// `loop` keeps the deadlines of those who wait; by default one of the process-wide loops.
    package init(configuration: EndpointPool.Configuration = .defaults, loop: EventLoop? = nil) throws(IOError) {
        self.configuration = configuration
        self.loop = if let loop { loop } else { try EventLoopGroup.shared.nextInTurn() }
    }

    /// The connections to one endpoint. Whoever calls it often holds on to its pool; all who ask while anybody does get the same one. After
    /// `close` it is a closed one.
    package func endpoint(_ key: Key) -> EndpointPool {
        state.withLock { state in
            if let pool = state.endpoints[key]?.pool { return pool }
            let pool = EndpointPool("\(key)", configuration, loop) { [weak self] in self?.forget(key) }
            if state.isClosed { pool.close() } else { state.endpoints[key] = Weakly(pool: pool) }
            return pool
        }
    }

    /// Endpoints that are not forgotten.
    package var endpointCount: Int { state.withLock { $0.endpoints.count } }

    /// Closes the pools of all endpoints, and those that are asked for later.
    package func close() {
        let pools = state.withLock { state in
            state.isClosed = true
            return state.endpoints.values.compactMap(\.pool)
        }
        for pool in pools { pool.close() }
    }

    private func forget(_ key: Key) {
        let kept = state.withLock { state in
            let pool = state.endpoints[key]?.pool  // somebody may have asked for the endpoint again meanwhile
            if pool == nil { state.endpoints[key] = nil }
            return pool
        }
        // Not under the lock: this may be the last one to let go of it.
        withExtendedLifetime(kept) {}
    }
}
