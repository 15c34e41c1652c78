internal import StrataCore
internal import StrataInfoset
internal import Synchronization

/// One address that is served: what the connections of its port need to know, and who answers. Any thread.
final class HTTPEndpoint: Sendable {
    let settings: HTTPServiceSettings
    /// The path, without a slash at its end.
    let path: [UInt8]
    /// The resources by what follows the path, query included.
    let resources: [String: Resource]
    /// HTTP Digest, where it is asked for.
    let digest: DigestService?
    /// Which hosts reach it.
    let hosts: Hosts
    private let basicChallenge: String

    enum Hosts: Equatable {
        case strong
        case only(String)
        case weak
    }

    /// The value of a WWW-Authenticate field. Never Basic where Digest was asked for.
    var challenge: String {
        settings.configuration.authenticationScheme == .digest ? digest?.challenge() ?? "Digest" : basicChallenge
    }

    /// Digest was asked for, and no nonces can be made.
    var lacksNonces: Bool { settings.configuration.authenticationScheme == .digest && digest == nil }

    private struct State {
        var handler: RequestHandler?
        var inFlight = 0
        var isClosing = false
        var waiting: [Completion<Void>] = []
        var drained: [Completion<Void>] = []
    }
    private let state = Mutex(State())

    init(_ settings: HTTPServiceSettings, nonces: (Duration) throws -> DigestNonces = { try DigestNonces(lifetime: $0) }) {
        self.settings = settings
        hosts =
            switch settings.configuration.hostNameComparisonMode {
            case .strongWildcard: .strong
            case .exact: .only(settings.address.host)
            case .weakWildcard: .weak
            }
        path = Self.trimmed(Array(settings.address.path.utf8))
        resources = Dictionary(settings.resources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        digest = settings.configuration.digestValidator.flatMap { validator in
            guard settings.configuration.authenticationScheme == .digest,
                let nonces = try? nonces(settings.configuration.digestNonceLifetime)
            else { return nil }
            return DigestService(settings.configuration, validator, nonces)
        }
        basicChallenge = BasicAuthentication.challenge(realm: settings.configuration.realm)
    }

    private static func trimmed(_ path: [UInt8]) -> [UInt8] { path.last == UInt8(ascii: "/") ? Array(path.dropLast()) : path }

    var requiresCredentials: Bool { settings.configuration.authenticationScheme != .anonymous }

    /// How many octets of `path` this endpoint's address covers: its own length, or -1 when the path is not at or below it.
    func match(_ path: UnsafeRawBufferPointer) -> Int {
        guard path.count >= self.path.count, zip(self.path, path).allSatisfy({ $0 == $1 }) else { return -1 }
        if path.count == self.path.count { return self.path.count }
        guard path[self.path.count] == UInt8(ascii: "/") else { return -1 }
        // Below the address nothing may climb out of it.
        let rest = path[self.path.count...]
        var dots = 0
        var other = false
        for octet in rest.dropFirst() {
            if octet == UInt8(ascii: "/") {
                if !other, dots == 1 || dots == 2 { return -1 }
                (dots, other) = (0, false)
            } else if octet == UInt8(ascii: ".") {
                dots += 1
            } else {
                other = true
            }
        }
        return !other && (dots == 1 || dots == 2) ? -1 : self.path.count
    }

    /// What may be asked of this endpoint.
    var allow: String { resources.isEmpty ? "POST" : "GET, HEAD, POST" }

    // MARK: Who answers

    enum Admission {
        case handler(RequestHandler)
        /// Nobody serves yet: `isServed` waits with it.
        case wait(Completion<Void>)
        case closed
    }

    /// Takes a request up, unless nobody answers; `end` puts it down.
    func begin() -> Admission {
        state.withLock { state in
            if let handler = state.handler {
                state.inFlight += 1
                return .handler(handler)
            }
            guard !state.isClosing, state.waiting.count < 10_000 else { return .closed }
            let waiter = Completion<Void>()
            state.waiting.append(waiter)
            return .wait(waiter)
        }
    }

    /// Returns when somebody serves, or never will: `begin` tells which. False when the time was over, or the task was cancelled.
    func isServed(_ waiter: Completion<Void>, within span: Duration) async -> Bool {
        defer { state.withLock { $0.waiting.removeAll { $0 === waiter } } }
        do { try await waiter.value(until: .after(span)) } catch { return false }
        return true
    }

    func end() {
        let drained: [Completion<Void>] = state.withLock { state in
            state.inFlight -= 1
            guard state.inFlight == 0 else { return [] }
            defer { state.drained = [] }
            return state.drained
        }
        for waiter in drained { waiter.succeed(()) }
    }

    /// How many requests wait for somebody to serve.
    var waitingCount: Int { state.withLock { $0.waiting.count } }
    /// How many requests are under way.
    var inFlightCount: Int { state.withLock { $0.inFlight } }
    var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Sets who answers; false when somebody does already, or the endpoint is closing.
    func serve(_ handler: @escaping RequestHandler) -> Bool {
        let waiting: [Completion<Void>]? = state.withLock { state in
            guard state.handler == nil, !state.isClosing else { return nil }
            state.handler = handler
            defer { state.waiting = [] }
            return state.waiting
        }
        guard let waiting else { return false }
        for waiter in waiting { waiter.succeed(()) }
        return true
    }

    /// Nobody answers any more, for now.
    func stopServing() { state.withLock { $0.handler = nil } }

    /// No more requests are taken; those who wait for somebody to answer are let go.
    func beginClosing() {
        let waiting = state.withLock { state in
            state.isClosing = true
            state.handler = nil
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.succeed(()) }
    }

    /// Waits until no request is under way.
    func drain() async throws {
        let waiter: Completion<Void>? = state.withLock { state in
            guard state.inFlight > 0 else { return nil }
            let waiter = Completion<Void>()
            state.drained.append(waiter)
            return waiter
        }
        try await waiter?.value()
    }
}
