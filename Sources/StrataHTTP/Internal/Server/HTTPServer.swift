internal import StrataCore
internal import StrataInfoset
internal import StrataTLS
internal import Synchronization

/// What the listeners of both shapes share: the endpoint, and its place at a port.
final class HTTPServer: Sendable {
    let settings: HTTPServiceSettings
    let endpoint: HTTPEndpoint

    private struct State {
        var port: HTTPPort?
        var address: EndpointAddress
        var wasAborted = false
        var wasAdmitted = false
        var hasEnded = false
        var waiters: [Completion<Void>] = []
        /// Of the certificate, while it listens.
        var observation: TLSIdentitySource.Observation?
    }
    private let state: Mutex<State>

    init(_ settings: HTTPServiceSettings, endpoint: HTTPEndpoint? = nil) {
        self.settings = settings
        self.endpoint = endpoint ?? HTTPEndpoint(settings)
        state = Mutex(State(address: settings.given))
    }

    var address: EndpointAddress { state.withLock { $0.address } }

    func open() async throws {
        guard !endpoint.lacksNonces else {
            throw CommunicationError(
                .invalidOperation, "HTTP Digest cannot be served: the system gives no random numbers for its nonces", retry: .safe)
        }
        let (port, number) = try await HTTPPorts.shared.open(endpoint)
        var address = settings.address
        address.port = number
        let text = address.text
        let observation = settings.tls?.configuration.identitySource?.observe { [settings] result in
            switch result {
            case .success(let identity):
                settings.report(.info, "the certificate was replaced", [("address", text), ("certificate", "\(identity)")])
            case .failure(let error):
                settings.report(
                    .error, "the certificate could not be replaced: new connections get the present one", [("address", text)], error: error)
            }
        }
        let late = state.withLock { state in
            state.port = port
            state.observation = observation
            state.address.uri = text
            return state.wasAborted
        }
        if late { HTTPPorts.shared.abort(endpoint, port) }
        settings.report(.info, "listening", [("address", text)])
    }

    func close() async throws {
        guard let port = state.withLock({ $0.port }) else { return }
        try await HTTPPorts.shared.close(endpoint, port)
    }

    func abort() {
        let port = state.withLock { state in
            state.wasAborted = true
            return state.port
        }
        endpoint.beginClosing()
        if let port { HTTPPorts.shared.abort(endpoint, port) }
    }

    // MARK: Accepting

    /// Opens the one channel of a listener; false when the listener has been closed meanwhile, and the channel with it.
    func open(_ channel: some LifecycleObject, of lifespan: Lifespan) async throws -> Bool {
        do { try await channel.open(until: .never) } catch  where lifespan.state != .opened {
            if lifespan.unusable.code == .closed { return false }
            throw lifespan.unusable
        }
        return true
    }

    /// True the first time; later it waits for the end and gives false, or throws when the listener was aborted.
    func admit(_ lifespan: Lifespan) async throws -> Bool {
        if lifespan.state == .created || lifespan.state == .opening { throw lifespan.unusable }
        enum Step {
            case first
            case ended
            case wait(Completion<Void>)
        }
        let step: Step = state.withLock { state in
            if state.hasEnded || lifespan.state != .opened { return .ended }
            if !state.wasAdmitted {
                state.wasAdmitted = true
                return .first
            }
            let waiter = Completion<Void>()
            state.waiters.append(waiter)
            return .wait(waiter)
        }
        switch step {
        case .first: return true
        case .ended: break
        case .wait(let waiter): try await waiter.value()
        }
        if lifespan.unusable.code == .aborted { throw lifespan.unusable }
        return false
    }

    /// The listener has closed.
    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            state.observation = nil
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.succeed(()) }
    }
}
