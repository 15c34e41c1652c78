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

/// An object with the turns of those who call it.
final class InstanceContext<Instance: Sendable>: Sendable {
    let instance: Instance
    /// `nil` where its calls run at the same time.
    let turns: ObjectTurns?

    init(_ instance: Instance, _ concurrency: ConcurrencyMode, session: ObjectIdentifier? = nil) {
        self.instance = instance
        turns = concurrency == .multiple ? nil : ObjectTurns(isReentrant: concurrency == .reentrant, session: session)
    }
}

/// The turns of those who call an object that performs one call after the other.
final class ObjectTurns: Sendable {
    private let isReentrant: Bool
    private let turns = Turns(limit: 1)
    /// The session that it is the object of; `nil` for the object of all calls.
    private let session: ObjectIdentifier?

    init(isReentrant: Bool, session: ObjectIdentifier?) {
        self.isReentrant = isReentrant
        self.session = session
    }

    /// Waits for the turn of a call of `operation`, which has to end it.
    func begin(_ operation: String) async throws -> ObjectTurn {
        if !turns.enterIfFree() { try await turns.enter { CancellationError() } }
        let (session, servant) = (session, ObjectIdentifier(self))
        return ObjectTurn(operation, isReentrant: isReentrant, turns) { exchange in
            session.map { $0 == ObjectIdentifier(exchange) } ?? (exchange.parts.servant == servant)
        }
    }
}
