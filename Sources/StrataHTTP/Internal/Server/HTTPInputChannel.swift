internal import StrataCore
internal import Synchronization

/// Hands messages out one by one; each is acknowledged (202) when it is received and let in, so a slow consumer slows its senders.
final class HTTPInputChannel: InputChannel, LifecycleObject {
    let lifespan: Lifespan
    private let server: HTTPServer

    private struct Arrival {
        var message: Message
        /// Gets what its sender is answered: nothing, or the fault that refuses it.
        var acknowledged: Completion<Message?>
    }

    private struct State {
        var arrivals: [Arrival] = []
        var receiver: Completion<Arrival?>?
        var hasEnded = false
    }
    private let state = Mutex(State())

    init(_ server: HTTPServer) {
        lifespan = Lifespan("the input channel at \(server.settings.address.text)")
        self.server = server
    }

    var session: ChannelSession? { nil }

    func opening(until deadline: Deadline) async throws {
        _ = server.endpoint.serve { [weak self] message in try await self?.arrived(message) }
    }

    private func arrived(_ message: Message) async throws -> Message? {
        let arrival = Arrival(message: message, acknowledged: Completion())
        let ended = state.withLock { state in
            if state.hasEnded { return true }
            if let receiver = state.receiver {
                state.receiver = nil
                // One that has left takes nothing.
                if receiver.succeed(arrival) { return false }
            }
            state.arrivals.append(arrival)
            return false
        }
        if ended { throw CommunicationError(.serverTooBusy, "the input channel has closed", retry: .safe) }
        do { return try await arrival.acknowledged.value() } catch {
            state.withLock { $0.arrivals.removeAll { $0.acknowledged === arrival.acknowledged } }
            throw error
        }
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await receive(until: deadline) { $0 }
    }

    func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message? {
        while let arrival = try await next(until: deadline) {
            // Its sender may have left already.
            guard !arrival.acknowledged.isDone else { continue }
            let message: Message
            do {
                message = try await admit(arrival.message)
            } catch {
                refuse(arrival, error)
                throw error
            }
            if arrival.acknowledged.succeed(nil) { return message }
        }
        return nil
    }

    private func refuse(_ arrival: Arrival, _ error: any Error) {
        do {
            guard let fault = error as? FaultError else { throw error }
            arrival.acknowledged.succeed(try fault.reply(to: arrival.message))
        } catch { arrival.acknowledged.fail(error) }
    }

    private func next(until deadline: Deadline) async throws -> Arrival? {
        let waiter = Completion<Arrival?>()
        enum Step {
            case arrival(Arrival)
            case ended
            case wait
            case busy
        }
        let step: Step = state.withLock { state in
            if !state.arrivals.isEmpty { return .arrival(state.arrivals.removeFirst()) }
            if state.hasEnded { return .ended }
            guard state.receiver == nil else { return .busy }
            state.receiver = waiter
            return .wait
        }
        switch step {
        case .arrival(let arrival): return arrival
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
