internal import Synchronization

/// The channels of a running listener that have not ended.
final class LiveChannels: Sendable {
    private struct State {
        var next = 0
        var channels: [Int: (any CommunicationObject)?] = [:]
        var draining = false
    }

    private let state = Mutex(State())
    /// Done when the listener drains and no channel is left.
    let drained = Completion<Void>()

    func add(_ channel: (any CommunicationObject)?) -> Int {
        let (id, late) = state.withLock { state in
            state.next += 1
            state.channels[state.next] = .some(channel)
            return (state.next, state.draining)
        }
        // Accepted just before the end, started just after it.
        if late, let channel { _ = Background.start { try? await channel.close() } }
        return id
    }

    func remove(_ id: Int) {
        let isDrained = state.withLock { state in
            state.channels[id] = nil
            return state.draining && state.channels.isEmpty
        }
        if isDrained { drained.succeed(()) }
    }

    /// From now on it waits for the end of those that are left, and returns them.
    func beginDraining() -> [any CommunicationObject] {
        let (channels, isDrained) = state.withLock { state in
            state.draining = true
            return (state.channels.values.compactMap { $0 }, state.channels.isEmpty)
        }
        if isDrained { drained.succeed(()) }
        return channels
    }
}
