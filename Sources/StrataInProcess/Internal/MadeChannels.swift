internal import StrataCore
internal import Synchronization

/// The channels that a factory has made: they end with it. One that nobody holds any more is forgotten.
final class MadeChannels: Sendable {
    private struct Weak: Sendable {
        weak let channel: (any LifecycleObject & AnyObject)?
    }

    private struct State {
        var channels: [Weak] = []
        /// How many may be in before those that are gone are taken out.
        var limit = 16
    }

    private let state = Mutex(State())

    func add(_ channel: any LifecycleObject & AnyObject) {
        state.withLock { state in
            if state.channels.count >= state.limit {
                state.channels.removeAll { $0.channel.map { $0.state == .closed } ?? true }
                state.limit = max(16, state.channels.count * 2)
            }
            state.channels.append(Weak(channel: channel))
        }
    }

    private var alive: [any LifecycleObject & AnyObject] { state.withLock { $0.channels.compactMap(\.channel) } }

    /// Closes them all at once; throws the first failure.
    func close(until deadline: Deadline) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for channel in alive where channel.state != .closed && channel.state != .faulted {
                group.addTask { try await channel.close(until: deadline) }
            }
            try await group.waitForAll()
        }
        abort()
    }

    func abort() {
        for channel in alive { channel.abort() }
    }
}
