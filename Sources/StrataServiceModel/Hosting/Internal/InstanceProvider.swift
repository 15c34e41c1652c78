internal import StrataCore
internal import Synchronization

/// Finds or makes the object for a call.
final class InstanceProvider<Instance: Sendable>: Sendable {
    private let instancing: Instancing<Instance>
    private let concurrency: ConcurrencyMode
    private let throttle: Throttle
    private let single: InstanceContext<Instance>?

    init(_ instancing: Instancing<Instance>, _ concurrency: ConcurrencyMode, _ throttle: Throttle) {
        self.instancing = instancing
        self.concurrency = concurrency
        self.throttle = throttle
        single = if case .single(let instance) = instancing.mode { InstanceContext(instance, concurrency) } else { nil }
    }

    /// Runs `body` with the object of a call, which is let go behind it where it is of this call alone.
    func withContext<Value>(
        _ session: SessionState<Instance>?, _ counter: UsageCounter, _ body: (InstanceContext<Instance>) async throws -> Value
    ) async throws -> Value {
        let make: @Sendable () throws -> Instance
        switch instancing.mode {
        case .single(let instance): return try await body(single ?? InstanceContext(instance, concurrency))
        case .perCall(let maker): make = maker
        case .perSession(let maker):
            make = maker
            if let session {
                let context = try await session.context(throttle, counter) { InstanceContext(try make(), concurrency) }
                return try await body(context)
            }
        }
        try await throttle.beginInstance(counter)
        defer { throttle.endInstance(counter) }
        // Nobody else knows an object of one call.
        return try await body(InstanceContext(try make(), .multiple))
    }
}

/// What the host keeps for a session.
final class SessionState<Instance: Sendable>: Sendable {
    let channel: any ReplyChannel
    private struct State {
        var context: InstanceContext<Instance>?
        /// Somebody makes the object, and these wait for it.
        var isMaking = false
        var waiting: [Completion<Void>] = []
        var hasBegun = false
        var isEnding = false
    }
    private let state = Mutex(State())

    init(_ channel: any ReplyChannel) { self.channel = channel }

    private enum Step {
        case made(InstanceContext<Instance>)
        case make
        case wait(Completion<Void>)
    }

    /// The object of the session; its first call makes it, once there may be one more.
    func context(
        _ throttle: Throttle, _ counter: UsageCounter, _ make: () throws -> InstanceContext<Instance>
    ) async throws -> InstanceContext<Instance> {
        while true {
            let step: Step = state.withLock { state in
                if let context = state.context { return .made(context) }
                guard state.isMaking else {
                    state.isMaking = true
                    return .make
                }
                let place = Completion<Void>()
                state.waiting.append(place)
                return .wait(place)
            }
            switch step {
            case .made(let context): return context
            case .wait(let place): try await place.value()
            case .make:
                var made: InstanceContext<Instance>?
                defer { finishMaking(made) }
                try await throttle.beginInstance(counter)
                do {
                    let context = try make()
                    made = context
                    return context
                } catch {
                    throttle.endInstance(counter)
                    throw error
                }
            }
        }
    }

    private func finishMaking(_ context: InstanceContext<Instance>?) {
        let waiting = state.withLock { state in
            state.context = context
            state.isMaking = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for place in waiting { place.succeed(()) }
    }

    /// The session is over, and no call of it runs.
    func end(_ throttle: Throttle, _ counter: UsageCounter) {
        let hadContext = state.withLock { state in
            defer { state.context = nil }
            return state.context != nil
        }
        if hadContext { throttle.endInstance(counter) }
    }

    /// Whether the operation may come now: a session begins with one that may, and nothing comes after one that ends it.
    func admit(_ operation: OperationDescription) throws {
        let refusal: String? = state.withLock { state in
            if state.isEnding { return "The session is ending: an operation that ends it was called." }
            guard state.hasBegun || operation.isInitiating else { return "A session cannot begin with operation '\(operation.name)'." }
            state.hasBegun = true
            if operation.isTerminating { state.isEnding = true }
            return nil
        }
        if let refusal { throw FaultError(.sender(refusal)) }
    }
}

/// Takes a result out of a closure that may not change what it captures.
final class ResultBox<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)
    var value: Value? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
