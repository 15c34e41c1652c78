internal import StrataCore
internal import StrataCrypto
internal import StrataNet
internal import StrataTLS
internal import Synchronization

/// The ports of this process that listen: endpoints with the same host and port share one. Any thread.
final class HTTPPorts: Sendable {
    static let shared = HTTPPorts()

    private struct Key: Hashable {
        var host: String
        var port: UInt16
    }

    private enum Entry {
        case opening([Completion<Void>])
        case open(HTTPPort)
    }

    private let entries = Mutex([Key: Entry]())

    private static func key(_ address: HTTPAddress) -> Key {
        Key(host: isAny(address.host) ? "*" : address.host, port: address.port)
    }

    static func isAny(_ host: String) -> Bool { ["*", "+", "0.0.0.0", "::"].contains(host) }

    /// The ports with that number that listen now.
    func listening(at number: UInt16) -> [HTTPPort] {
        entries.withLock { entries in
            entries.compactMap { key, entry in
                if key.port == number, case .open(let port) = entry { port } else { nil }
            }
        }
    }

    /// Adds an endpoint to the port of its address, which begins to listen if it does not yet. Returns the port and its number.
    func open(_ endpoint: HTTPEndpoint) async throws -> (HTTPPort, UInt16) {
        let address = endpoint.settings.address
        if address.port == 0 { return try await listen(endpoint) }
        let key = Self.key(address)
        while true {
            enum Step {
                case wait(Completion<Void>)
                case join(HTTPPort)
                case make
            }
            let step: Step = entries.withLock { entries in
                switch entries[key] {
                case .opening(var waiters):
                    let waiter = Completion<Void>()
                    waiters.append(waiter)
                    entries[key] = .opening(waiters)
                    return .wait(waiter)
                case .open(let port): return .join(port)
                case nil:
                    entries[key] = .opening([])
                    return .make
                }
            }
            switch step {
            case .wait(let waiter): try await waiter.value()
            case .join(let port):
                try Self.checkShared(port.settings, endpoint.settings)
                if port.isDraining {
                    try await Self.gone(port)
                } else if port.add(endpoint) {
                    return (port, address.port)
                } else {
                    throw Self.taken(address)
                }
            case .make:
                do {
                    let made = try await listen(endpoint)
                    settle(key, .open(made.0))
                    return made
                } catch {
                    settle(key, nil)
                    // Another name of an address at which this process listens already?
                    guard (error as? CommunicationError)?.code == .addressInUse, let port = try await sharing(address) else { throw error }
                    try Self.checkShared(port.settings, endpoint.settings)
                    if port.isDraining { try await Self.gone(port) }
                    guard port.add(endpoint) else { throw Self.taken(address) }
                    return (port, address.port)
                }
            }
        }
    }

    /// The port that listens at all addresses of this one.
    private func sharing(_ address: HTTPAddress) async throws -> HTTPPort? {
        let ports = listening(at: address.port)
        guard !ports.isEmpty, let addresses = try? await Self.socketAddresses(address) else { return nil }
        return ports.first { port in
            Self.isAny(port.settings.address.host) || addresses.allSatisfy(port.addresses.contains)
        }
    }

    private static func gone(_ port: HTTPPort) async throws {
        // Its last endpoint is closing; the number is free when it has closed.
        throw CommunicationError(
            .addressInUse, "the listener at port \(port.settings.address.port) is closing; open the new one when it is closed", retry: .safe
        )
    }

    private func settle(_ key: Key, _ entry: Entry?) {
        let waiters: [Completion<Void>] = entries.withLock { entries in
            defer { entries[key] = entry }
            if case .opening(let waiters) = entries[key] { return waiters }
            return []
        }
        for waiter in waiters { waiter.succeed(()) }
    }

    private func listen(_ endpoint: HTTPEndpoint) async throws -> (HTTPPort, UInt16) {
        let address = endpoint.settings.address
        let port = HTTPPort(endpoint.settings)
        do {
            let addresses = try await Self.socketAddresses(address)
            do {
                try await port.listen(addresses)
            } catch let error as IOError where error.code == .unreachable && addresses.count > 1 {
                // A machine with one family only.
                guard let reachable = addresses.first(where: { if case .ipv4 = $0 { true } else { false } }) else { throw error }
                try await port.listen([reachable])
            }
        } catch let error as IOError {
            throw HTTPErrors.listening(error, address)
        }
        guard port.add(endpoint) else { throw Self.taken(address) }
        if address.port == 0 {
            var chosen = address
            chosen.port = port.port
            entries.withLock { $0[Self.key(chosen)] = .open(port) }
        }
        return (port, port.port)
    }

    private static func socketAddresses(_ address: HTTPAddress) async throws -> [SocketAddress] {
        if isAny(address.host) { return [.any6(port: address.port), .any4(port: address.port)] }
        if address.host == "localhost" { return [.loopback4(port: address.port), .loopback6(port: address.port)] }
        if let ip = SocketAddress(ip: address.host, port: address.port) { return [ip] }
        return try await NameResolver.shared.resolve(address.host, port: address.port)
    }

    private static func taken(_ address: HTTPAddress) -> CommunicationError {
        CommunicationError(.addressInUse, "another listener of this process serves \(address.text)", retry: .safe)
    }

    /// Settings of the connections are those of whoever came first: an endpoint that asks for others must not get them silently.
    private static func checkShared(_ first: HTTPServiceSettings, _ second: HTTPServiceSettings) throws {
        func different(_ what: String) -> CommunicationError {
            CommunicationError(
                .invalidOperation,
                "\(second.address.text) is to share a port with \(first.address.text), and their settings of the connections differ: \(what); "
                    + "use the same, or another port", retry: .safe)
        }
        guard first.address.scheme == second.address.scheme else { throw different("one is http, the other https") }
        let a = first.configuration
        let b = second.configuration
        if let mine = first.tls?.configuration, let theirs = second.tls?.configuration, !mine.isSame(as: theirs) { throw different("TLS") }
        guard a.limits == b.limits else { throw different("limits") }
        guard a.idleTimeout == b.idleTimeout, a.requestInitializationTimeout == b.requestInitializationTimeout,
            a.bodyProgressTimeout == b.bodyProgressTimeout,
            a.minimumBodyProgress == b.minimumBodyProgress
        else { throw different("idleTimeout, requestInitializationTimeout, bodyProgressTimeout or minimumBodyProgress") }
        guard a.maxConnections == b.maxConnections else { throw different("maxConnections") }
    }

    /// Takes an endpoint away; the port stops listening with its last one, and all its connections are let finish.
    func close(_ endpoint: HTTPEndpoint, _ port: HTTPPort) async throws {
        endpoint.beginClosing()
        if port.beginDraining(with: endpoint) {
            // The last one: what is idle ends now, and what is under way says in its answer that it ends.
            forget(port)
            try await port.drain()
        }
        try await endpoint.drain()
        guard port.remove(endpoint) else { return }
        forget(port)
        try await port.drain()
    }

    func abort(_ endpoint: HTTPEndpoint, _ port: HTTPPort) {
        endpoint.beginClosing()
        guard port.remove(endpoint) else { return port.abort(endpoint) }
        forget(port)
        port.abort()
    }

    private func forget(_ port: HTTPPort) {
        entries.withLock { entries in
            for (key, entry) in entries {
                if case .open(let open) = entry, open === port { entries[key] = nil }
            }
        }
    }
}

extension TLSConfiguration {
    /// Whether connections made with either are alike, as far as that can be known: two validators are never taken for the same.
    fileprivate func isSame(as other: TLSConfiguration) -> Bool {
        "\(self)" == "\(other)" && identity?.chain == other.identity?.chain && identitySource === other.identitySource
            && trust.authorities?.roots == other.trust.authorities?.roots && trust.validator == nil && other.trust.validator == nil
    }
}
