import StrataCore
import Synchronization

/// Takes parcels in and sends answers out, several at once.
final class ParcelPost: Sendable {
    private let stack: Stack
    private let door: Door
    /// Done when what runs has ended.
    private let ended = Mutex<Completion<Void>?>(nil)

    init(_ stack: Stack, _ door: Door) { (self.stack, self.door) = (stack, door) }

    /// Deals with what comes until the door is closed, and then with what is left.
    func run(_ lifespan: Lifespan, _ handler: @escaping RequestHandler) async throws {
        let end = Completion<Void>()
        ended.withLock { $0 = end }
        defer { end.succeed(()) }
        // An abort cancels what runs in here.
        try await lifespan.interruptible { [self] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                var running = 0
                while let connection = try await door.connections.take() {
                    if running == stack.settings.maxAtOnce {
                        try await group.next()
                        running -= 1
                    }
                    running += 1
                    group.addTask { [self] in await deal(with: connection, handler) }
                }
                try await group.waitForAll()
            }
        }
    }

    /// No more parcels; returns when those that have come are dealt with.
    func close(until deadline: Deadline) async throws {
        door.close()
        try await ended.withLock { $0 }?.value(until: deadline, "dealing with what has come")
    }

    /// Drops what has come.
    func abort(_ reason: CommunicationError) {
        door.close()
        for connection in door.connections.fail(reason) { connection.interrupt() }
    }

    private func deal(with connection: Socket, _ handler: RequestHandler) async {
        // Cancelled, it leaves at once, and the connection goes with it: the client sees that it ends.
        defer { connection.interrupt() }
        do {
            let answer = try await answer(to: connection, handler).octets()
            try await Socket.blocking { try connection.sendAll(answer) }.value(until: .after(stack.timeouts.send, on: stack.time))
        } catch {
            // The client has gone, or is too slow: nobody is left to be told.
        }
    }

    private func answer(to connection: Socket, _ handler: RequestHandler) async throws -> Parcel {
        let limit = stack.settings.maxParcelSize
        let coming = Socket.blocking { try connection.receiveAll(limit: limit) }
        let parcel = try Parcel(try await coming.value(until: .after(stack.timeouts.send, on: stack.time), "a parcel"))
        do {
            var message = try parcel.message(stack)
            message.properties.via = stack.listenAddress?.uri
            let reply = try await handler(message)
            guard let reply else { return Parcel(.done) }
            // What answers a message that wants no answer is its refusal.
            return try parcel.kind == .request ? Parcel(.reply, reply, stack) : Parcel(reply.isFault ? .refused : .done)
        } catch {
            try Task.checkCancellation()
            // What went wrong stays on this side.
            return Parcel(.refused)
        }
    }
}

/// The service's end of request and reply.
final class ReplyEnd: ReplyChannel, LifecycleObject {
    let lifespan = Lifespan("the parcel service")
    private let post: ParcelPost
    init(_ post: ParcelPost) { self.post = post }
    var session: ChannelSession? { nil }

    func closing(until deadline: Deadline) async throws { try await post.close(until: deadline) }
    func aborting() { post.abort(lifespan.unusable) }

    func serve(_ handler: @escaping RequestHandler) async throws {
        try lifespan.checkOpen()
        try await post.run(lifespan, handler)
    }
}

/// The service's end of messages one way. Each is acknowledged when there is a place for it: a receiver that does not keep up holds its
/// senders back.
final class InputEnd: InputChannel, LifecycleObject {
    let lifespan = Lifespan("the parcel receiver")
    private let post: ParcelPost
    private let messages = Mailbox<Message>(capacity: 4)
    private let running = Mutex<BackgroundTask?>(nil)
    init(_ post: ParcelPost) { self.post = post }
    var session: ChannelSession? { nil }

    func opening(until deadline: Deadline) async throws {
        let task = Background.start { [post, lifespan, messages] in
            do {
                try await post.run(lifespan) { message in
                    try await messages.put(message)
                    return nil
                }
                messages.end()
            } catch { messages.fail(error) }
        }
        running.withLock { $0 = task }
    }

    func closing(until deadline: Deadline) async throws {
        messages.end()
        try await post.close(until: deadline)
    }

    func aborting() {
        messages.fail(lifespan.unusable)
        post.abort(lifespan.unusable)
        running.withLock { $0 }?.cancel()
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        if lifespan.state != .opened {
            let reason = lifespan.unusable
            if reason.code == .closed { return nil }
            throw reason
        }
        return try await messages.take(until: deadline)
    }
}
