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
        // First those who wait for an answer: a handler that is cancelled because its channel ends would answer them otherwise.
        replies.fail { error }
        mailbox.fail(error)
        replies.fail { error }
    }
}

/// Those who wait for replies.
final class PendingReplies: Sendable {
    private struct State {
        var waiting: [ObjectIdentifier: Completion<Frame?>] = [:]
    }

    private let state = Mutex(State())

    func add(_ reply: Completion<Frame?>) {
        state.withLock { $0.waiting[ObjectIdentifier(reply)] = reply }
    }

    func remove(_ reply: Completion<Frame?>) {
        _ = state.withLock { $0.waiting.removeValue(forKey: ObjectIdentifier(reply)) }
    }

    /// - Parameter error: called for each that still waits.
    func fail(_ error: () -> any Error) {
        for reply in state.withLock({ Array($0.waiting.values) }) where !reply.isDone { reply.fail(error()) }
    }
}
