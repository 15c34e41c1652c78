internal import StrataCore
internal import Synchronization

/// A frame with the one who waits for its answer.
struct Delivery: Sendable {
    var frame: Frame
    /// Gets the reply, or `nil` when there is none; absent where nothing is ever answered.
    var reply: PendingReply?
}

/// Who waits for a reply. It is read where it is brought, in the order in which replies are written, and whether anybody still waits for
/// it or not: a session's decoder counts on that.
final class PendingReply: Sendable {
    private let message = Completion<Message?>()
    private let codec: FrameCodec
    /// The channel's, in a session: what cannot be read faults it.
    private let session: Lifespan?

    init(_ codec: FrameCodec, session: Lifespan?) { (self.codec, self.session) = (codec, session) }

    var isDone: Bool { message.isDone }

    /// Waits for the reply; `nil` when there is none.
    func value(until deadline: Deadline) async throws -> Message? { try await message.value(until: deadline, "the request") }

    func bring(_ frame: Frame?) {
        do { message.succeed(try frame.map(codec.decode)) } catch {
            session?.fault(error)
            message.fail(error)
        }
    }

    func fail(_ error: any Error) { message.fail(error) }
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
        var waiting: [ObjectIdentifier: PendingReply] = [:]
    }

    private let state = Mutex(State())

    func add(_ reply: PendingReply) {
        state.withLock { $0.waiting[ObjectIdentifier(reply)] = reply }
    }

    func remove(_ reply: PendingReply) {
        _ = state.withLock { $0.waiting.removeValue(forKey: ObjectIdentifier(reply)) }
    }

    /// - Parameter error: called for each that still waits.
    func fail(_ error: () -> any Error) {
        for reply in state.withLock({ Array($0.waiting.values) }) where !reply.isDone { reply.fail(error()) }
    }
}
