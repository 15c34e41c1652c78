internal import StrataCore
internal import Synchronization

/// A place in a test where one side waits until the other opens it; no sleeping. Any number may wait.
public final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [Completion<Void>] = []
    }

    private let state = Mutex(State())

    /// A gate that is shut.
    public init() {}

    /// Whether it was opened.
    public var isOpen: Bool { state.withLock { $0.isOpen } }

    /// Lets everybody through, now and later. Any thread may call it, more than once.
    public func open() {
        for completion in state.withLock({ state in
            state.isOpen = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }) { completion.succeed(()) }
    }

    /// Returns when it is open; throws `CancellationError` when cancelled.
    public func passed() async throws {
        let completion: Completion<Void>? = state.withLock { state in
            if state.isOpen { return nil }
            let completion = Completion<Void>()
            state.waiting.append(completion)
            return completion
        }
        try await completion?.value()
    }
}
