internal import StrataCore
internal import Synchronization

/// Which object performs an operation.
public struct Instancing<Instance: Sendable>: Sendable {
    enum Mode: Sendable {
        case single(Instance)
        case perSession(@Sendable () throws -> Instance)
        case perCall(@Sendable () throws -> Instance)
    }

    let mode: Mode

    var isPerCall: Bool { if case .perCall = mode { true } else { false } }

    /// One object for all calls.
    public static func single(_ instance: Instance) -> Instancing { Instancing(mode: .single(instance)) }

    /// An object for each session, made for its first call and let go with its end. Without sessions it is an object for each call.
    public static func perSession(_ make: @escaping @Sendable () throws -> Instance) -> Instancing { Instancing(mode: .perSession(make)) }

    /// An object for each call.
    public static func perCall(_ make: @escaping @Sendable () throws -> Instance) -> Instancing { Instancing(mode: .perCall(make)) }
}

/// Whether calls of one object run at the same time.
public enum ConcurrencyMode: String, Sendable, Hashable {
    /// One call after the other, in the order of their arrival; the next begins when the method has returned.
    case single
    /// As `single`, but while a call waits for the answer of another service or of its own client, the object is free for the next.
    case reentrant
    /// Any number at the same time; the object guards its own state.
    case multiple
}

/// An object with the turns of those who call it. One that is not given is made for the first call that runs.
final class InstanceContext<Instance: Sendable>: Sendable {
    /// The object, where its service gives it.
    let given: Instance?
    /// `nil` where its calls run at the same time.
    let turns: ObjectTurns?

    private enum Making {
        /// Successor: begun.
        case no
        /// Others wait for it. Successors: done, no.
        case begun([Completion<Instance>])
        case done(Instance)
    }
    private let make: @Sendable () throws -> Instance
    private let making = Mutex(Making.no)

    init(_ instance: Instance, _ concurrency: ConcurrencyMode) {
        given = instance
        make = { instance }
        turns = concurrency == .multiple ? nil : ObjectTurns(isReentrant: concurrency == .reentrant, session: nil)
    }

    init(_ concurrency: ConcurrencyMode, session: ObjectIdentifier? = nil, _ make: @escaping @Sendable () throws -> Instance) {
        given = nil
        self.make = make
        turns = concurrency == .multiple ? nil : ObjectTurns(isReentrant: concurrency == .reentrant, session: session)
    }

    /// The object. Where it cannot be made all who wait for it are told why, and the next call tries again.
    func instance() async throws -> Instance {
        let (known, waiting): (Instance?, Completion<Instance>?) = making.withLock { making in
            switch making {
            case .done(let instance): return (instance, nil)
            case .begun(let others):
                let waiting = Completion<Instance>()
                making = .begun(others + [waiting])
                return (nil, waiting)
            case .no:
                making = .begun([])
                return (nil, nil)
            }
        }
        if let known { return known }
        if let waiting { return try await waiting.value() }
        let made = Result { try make() }
        let others = making.withLock { making in
            defer { making = (try? made.get()).map { .done($0) } ?? .no }
            return if case .begun(let others) = making { others } else { [] as [Completion<Instance>] }
        }
        for other in others { other.resume(with: made) }
        return try made.get()
    }
}
