internal import StrataCore
internal import Synchronization

/// A meeting place inside one process: listeners and channels of one hub find each other by address, those of two never do.
public final class InProcessHub: Sendable {
    /// The hub that transports use unless they are given one.
    public static let shared = InProcessHub()

    private struct State {
        var listening: [String: Listening] = [:]
        var clients: [String: Inbox] = [:]
        var issued = 0
    }

    private let state = Mutex(State())

    /// A meeting place of its own.
    public init() {}

    /// A number that this hub has not given before.
    func nextNumber() -> Int {
        state.withLock { state in
            state.issued += 1
            return state.issued
        }
    }

    func add(_ listening: Listening, at address: String) throws {
        let taken = state.withLock { state in
            if state.listening[address] != nil { return true }
            state.listening[address] = listening
            return false
        }
        if taken { throw CommunicationError(.addressInUse, "another listener is open at '\(address)'", retry: .safe) }
    }

    func remove(_ listening: Listening, at address: String) {
        state.withLock { if $0.listening[address] === listening { $0.listening[address] = nil } }
    }

    /// The listener at an address, if it speaks this shape.
    func listening(at address: String, for shape: ChannelShape) throws -> Listening {
        guard let found = state.withLock({ $0.listening[address] }) else {
            throw CommunicationError(.endpointNotFound, "nothing listens at '\(address)'", retry: .safe)
        }
        guard found.shape == shape else {
            throw CommunicationError(.endpointNotFound, "'\(address)' accepts \(found.shape) channels, not \(shape)", retry: .safe)
        }
        return found
    }

    /// Where messages of a client's duplex channel without session arrive.
    func add(client: Inbox, at address: String) { state.withLock { $0.clients[address] = client } }
    func removeClient(at address: String) { state.withLock { $0.clients[address] = nil } }

    func client(at address: String) throws -> Inbox {
        guard let inbox = state.withLock({ $0.clients[address] }) else {
            throw CommunicationError(.endpointNotFound, "no channel receives at '\(address)'", retry: .safe)
        }
        return inbox
    }
}
