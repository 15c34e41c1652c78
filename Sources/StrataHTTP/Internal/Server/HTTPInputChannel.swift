internal import StrataCore
internal import Synchronization

/// Hands messages out one by one; each is acknowledged (202) when it is received, so a slow consumer slows its senders.
final class HTTPInputChannel: InputChannel, LifecycleObject {
    let lifespan: Lifespan
    private let server: HTTPServer

    private struct Arrival {
        var message: Message
        var acknowledged: Completion<Void>
    }

    private struct State {
        var arrivals: [Arrival] = []
        var receiver: Completion<Message?>?
        var hasEnded = false
    }
    private let state = Mutex(State())

    init(_ server: HTTPServer) {
        lifespan = Lifespan("the input channel at \(server.settings.address.text)")
        self.server = server
    }

    var session: ChannelSession? { nil }

    func opening(until deadline: Deadline) async throws {
        _ = server.endpoint.serve { [weak self] message in
            try await self?.arrived(message)
            return nil
        }
    }

    private func arrived(_ message: Message) async throws {
        let acknowledged = Completion<Void>()
        let (receiver, ended): (Completion<Message?>?, Bool) = state.withLock { state in
            if state.hasEnded { return (nil, true) }
            if let receiver = state.receiver {
                state.receiver = nil
                return (receiver, false)
            }
            state.arrivals.append(Arrival(message: message, acknowledged: acknowledged))
            return (nil, false)
        }
        if ended { throw CommunicationError(.serverTooBusy, "the input channel has closed", retry: .safe) }
        if let receiver {
            if receiver.succeed(message) { return }
            return try await arrived(message)  // the receiver had left
        }
        do { try await acknowledged.value() } catch {
            state.withLock { $0.arrivals.removeAll { $0.acknowledged === acknowledged } }
            throw error
        }
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        let waiter = Completion<Message?>()
        enum Step {
            case message(Message)
            case ended
            case wait
            case busy
        }
        let step: Step = state.withLock { state in
            while !state.arrivals.isEmpty {
                let arrival = state.arrivals.removeFirst()
                if arrival.acknowledged.succeed(()) { return .message(arrival.message) }
            }
            if state.hasEnded { return .ended }
            guard state.receiver == nil else { return .busy }
            state.receiver = waiter
            return .wait
        }
        switch step {
        case .message(let message): return message
        case .ended: return nil
        case .busy: throw CommunicationError(.invalidOperation, "\(lifespan.name) has one consumer at a time", retry: .safe)
        case .wait:
            try lifespan.checkOpen()
            defer { state.withLock { if $0.receiver === waiter { $0.receiver = nil } } }
            return try await waiter.value(until: deadline, "receiving a message")
        }
    }

    private func end() {
        let (arrivals, receiver) = state.withLock { state in
            state.hasEnded = true
            defer { (state.arrivals, state.receiver) = ([], nil) }
            return (state.arrivals, state.receiver)
        }
        receiver?.succeed(nil)
        for arrival in arrivals {
            arrival.acknowledged.fail(CommunicationError(.serverTooBusy, "the input channel has closed", retry: .safe))
        }
    }

    func closing(until deadline: Deadline) async throws {
        server.endpoint.beginClosing()
        end()
    }

    func aborting() {
        server.endpoint.beginClosing()
        end()
    }
}
