internal import StrataCore
internal import Synchronization

/// A frame with the one who waits for its answer.
struct Delivery: Sendable {
    var frame: Frame
    /// Gets the reply, or `nil` when there is none; absent where nothing is ever answered.
    var reply: Completion<Frame?>?
}

/// Where frames arrive: a bounded mailbox, and who waits for an answer to what is in it or was taken from it.
final class Inbox: Sendable {
    let mailbox: Mailbox<Delivery>
    let replies = PendingReplies()

    init(capacity: Int) { mailbox = Mailbox(capacity: capacity) }

    /// Both ends are told: who sends or waits gets `error`.
    func fail(_ error: any Error) {
        mailbox.fail(error)
        replies.fail { error }
    }
}

/// Those who wait for replies.
final class PendingReplies: Sendable {
    private struct State {
        var waiting: [ObjectIdentifier: Completion<Frame?>] = [:]
        var onEmpty: Completion<Void>?
    }

    private let state = Mutex(State())

    func add(_ reply: Completion<Frame?>) {
        state.withLock { $0.waiting[ObjectIdentifier(reply)] = reply }
    }

    func remove(_ reply: Completion<Frame?>) {
        state.withLock { state in
            state.waiting[ObjectIdentifier(reply)] = nil
            if state.waiting.isEmpty { state.onEmpty?.succeed(()) }
        }
    }

    /// - Parameter error: called for each that still waits.
    func fail(_ error: () -> any Error) {
        for reply in state.withLock({ Array($0.waiting.values) }) where !reply.isDone { reply.fail(error()) }
    }

    /// Returns when nobody waits.
    func allDone(until deadline: Deadline) async throws {
        let empty: Completion<Void>? = state.withLock { state in
            guard !state.waiting.isEmpty else { return nil }
            let empty = Completion<Void>()
            state.onEmpty = empty
            return empty
        }
        try await empty?.value(until: deadline, "waiting for replies")
    }
}
