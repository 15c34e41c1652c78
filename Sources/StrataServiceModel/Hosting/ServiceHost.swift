public import StrataCore

/// Listens for one or several services and performs what they are asked for.
///
/// `run()` is the scope form: it opens, serves, and returns when somebody has closed the host and what was under way is finished. The handle
/// form is `open()`, `run()` in a task of the caller's, and `close()`.
public final class ServiceHost: LifecycleObject {
    public let lifespan = Lifespan("the service host")
    public let timeouts: Timeouts
    public let time: any TimeSource
    private let endpoints: [any HostedEndpoint]
    private let throttles: [Throttle]
    /// Of each endpoint, that of its service.
    private let pages: [ServicePage]

    /// A host of these services. Builds every endpoint, without I/O: throws `BindingError` for what cannot be.
    public init<each Instance: Sendable>(
        _ services: repeat HostedService<each Instance>, timeouts: Timeouts = .hostDefaults, time: any TimeSource = SystemTime.shared
    ) throws {
        var endpoints: [any HostedEndpoint] = []
        var throttles: [Throttle] = []
        var pages: [ServicePage] = []
        for service in repeat each services {
            try service.check()
            let throttle = Throttle(service.throttle, hasObjectPerCall: service.instancing.isPerCall)
            let provider = InstanceProvider(service.instancing, service.concurrency)
            let page = ServicePage(service.name)
            for make in service.endpoints {
                endpoints.append(try make(service, provider, throttle, page))
                pages.append(page)
            }
            throttles.append(throttle)
        }
        guard !endpoints.isEmpty else {
            throw BindingError(.invalidConfiguration, "a host without services serves nothing; give it a HostedService")
        }
        self.endpoints = endpoints
        self.throttles = throttles
        self.pages = pages
        self.timeouts = timeouts
        self.time = time
    }

    /// Where the endpoints listen, in the order of their services; complete once the host is open.
    public var addresses: [EndpointAddress] { endpoints.map(\.listener.address) }

    /// What each service does just now.
    public var throttleCounts: [ThrottleCounts] { throttles.map(\.counts) }

    public func opening(until deadline: Deadline) async throws {
        for (endpoint, page) in zip(endpoints, pages) {
            try await endpoint.listener.open(until: deadline)
            endpoint.opened()
            page.opened(at: endpoint.listener.address)
        }
    }

    public func closing(until deadline: Deadline) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for endpoint in endpoints { group.addTask { try await endpoint.listener.close(until: deadline) } }
            try await group.waitForAll()
        }
    }

    public func aborting() { for endpoint in endpoints { endpoint.listener.abort() } }

    /// Opens the host unless somebody has, or waits for who is opening it, and serves until it is closed and has finished what was under way. Cancellation aborts.
    ///
    /// Throws what opening throws, and the first error that ended an endpoint; the others are aborted then. A host that has been closed before
    /// has nothing to serve, and this returns at once.
    public func run() async throws {
        try await beOpen()
        #if SwiftServiceLifecycle
            try await closingInShutdown { try await self.serve() }
        #else
            try await serve()
        #endif
    }

    /// Opens the host, or waits for who opens it already.
    private func beOpen() async throws {
        if state == .created {
            // Somebody else may have been quicker, to open it or to end it.
            do { return try await open() } catch  where state != .faulted {} catch { throw given(up: error) }
        }
        for await state in stateChanges where state != .opening { break }
        if state == .faulted { throw given(up: lifespan.unusable) }
    }

    /// The endpoints of a host that could not be opened listen no longer, those too that were open already.
    private func given(up error: any Error) -> any Error {
        abort()
        return error
    }

    private func serve() async throws {
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for endpoint in endpoints { group.addTask { try await endpoint.run() } }
                do { try await group.waitForAll() } catch {
                    abort()
                    throw error
                }
            }
        } onCancel: {
            abort()
        }
    }
}
