internal import StrataCore
internal import Synchronization

/// Collects texts from any thread; a test can wait for a number of them.
public final class Received: Sendable {
    private struct State {
        var texts: [String] = []
        var watchers: [(count: Int, completion: Completion<Void>)] = []
    }

    private let state = Mutex(State())

    /// Nothing received yet.
    public init() {}

    /// What was received, in the order of arrival.
    public var texts: [String] { state.withLock { $0.texts } }

    /// Adds a text. Any thread may call it.
    public func append(_ text: String) {
        state.withLock { state in
            state.texts.append(text)
            state.watchers.removeAll { watcher in
                guard state.texts.count >= watcher.count else { return false }
                watcher.completion.succeed(())
                return true
            }
        }
    }

    /// Returns when at least `count` texts are in.
    public func waitForCount(_ count: Int) async throws {
        let completion: Completion<Void>? = state.withLock { state in
            guard state.texts.count < count else { return nil }
            let completion = Completion<Void>()
            state.watchers.append((count, completion))
            return completion
        }
        try await completion?.value()
    }
}
