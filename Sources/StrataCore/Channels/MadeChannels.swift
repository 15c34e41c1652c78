internal import Synchronization

/// The channels that a factory of a transport has made: they end with it. One that nobody holds any more is forgotten.
///
/// A factory adds each channel in `makeChannel(to:via:)` and calls `close(until:)` and `abort()` in its own `closing` and `aborting`.
public final class MadeChannels: Sendable {
    private struct Weak: Sendable {
        weak let channel: (any CommunicationObject & AnyObject)?
    }

    private struct State {
        var channels: [Weak] = []
        /// How many may be in before those that are gone are taken out.
        var limit = 16
    }

    private let state = Mutex(State())

    /// None yet.
    public init() {}

    /// Remembers a channel, as long as somebody holds it.
    public func add(_ channel: any CommunicationObject & AnyObject) {
        state.withLock { state in
            if state.channels.count >= state.limit {
                state.channels.removeAll { $0.channel.map { $0.state == .closed } ?? true }
                state.limit = max(16, state.channels.count * 2)
            }
            state.channels.append(Weak(channel: channel))
        }
    }

    private var alive: [any CommunicationObject & AnyObject] { state.withLock { $0.channels.compactMap(\.channel) } }

    /// Closes them all at once, and aborts those that have faulted; throws the first failure.
    public func close(until deadline: Deadline) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for channel in alive where channel.state != .closed && channel.state != .faulted {
                group.addTask { try await channel.close(until: deadline) }
            }
            try await group.waitForAll()
        }
        abort()
    }

    /// Aborts them all.
    public func abort() {
        for channel in alive { channel.abort() }
    }
}
