internal import StrataCore
internal import Synchronization

/// Finds or makes the object for a call.
final class InstanceProvider<Instance: Sendable>: Sendable {
    private let instancing: Instancing<Instance>
    private let concurrency: ConcurrencyMode
    /// The object of all calls, where there is one.
    let single: InstanceContext<Instance>?

    init(_ instancing: Instancing<Instance>, _ concurrency: ConcurrencyMode) {
        self.instancing = instancing
        self.concurrency = concurrency
        single = if case .single(let instance) = instancing.mode { InstanceContext(instance, concurrency) } else { nil }
    }

    /// What an object that serves every session is known by, where its calls have turns.
    var servant: ObjectIdentifier? { single?.turns.map { ObjectIdentifier($0) } }

    /// Whether each session has an object of its own.
    var isPerSession: Bool { if case .perSession = instancing.mode { true } else { false } }

    /// The object, which nobody has made yet where it is a new one.
    func context(_ session: SessionState?) -> InstanceContext<Instance> {
        switch instancing.mode {
        case .single(let instance): return single ?? InstanceContext(instance, concurrency)
        // Nobody else knows an object of one call.
        case .perCall(let make): return InstanceContext(.multiple, make)
        case .perSession(let make):
            guard let session else { return InstanceContext(.multiple, make) }
            return session.object { InstanceContext(concurrency, session: session.identifier, make) }
        }
    }
}

/// What the host keeps for a session.
final class SessionState: Sendable {
    let channel: any ReplyChannel
    /// How the operations of the session call its client.
    let callbacks: CallbackSource?
    private let ended = Completion<Void>()
    private struct State {
        /// Of the service's type, which one session has one of.
        var object: (any AnyObject & Sendable)?
        var hasBegun = false
        var isEnding = false
    }
    private let state = Mutex(State())

    /// The channel, where it is one that calls back.
    var exchange: DuplexExchange? { channel as? DuplexExchange }

    /// What an object of the session knows it by.
    var identifier: ObjectIdentifier { exchange.map { ObjectIdentifier($0) } ?? ObjectIdentifier(self) }

    init(_ channel: any ReplyChannel, _ callbacks: CallbackSource?) {
        self.channel = channel
        self.callbacks = callbacks
    }

    /// Closes this side when an operation that ends the session has been performed. What is under way is finished, its reply above all.
    func closeWhenEnded() async {
        do { try await ended.value() } catch { return }
        try? await channel.close()
    }

    /// An operation was performed, or failed.
    func finish(_ operation: OperationDescription) { if operation.isTerminating { ended.succeed(()) } }

    /// Nothing more is served.
    func stop() { ended.fail(CancellationError()) }

    func object<Object: AnyObject & Sendable>(_ make: () -> Object) -> Object {
        state.withLock { state in
            if let object = state.object as? Object { return object }
            let object = make()
            state.object = object
            return object
        }
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
