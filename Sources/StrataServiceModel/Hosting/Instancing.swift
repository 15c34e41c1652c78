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

/// An object with the turn of those who call it.
final class InstanceContext<Instance: Sendable>: Sendable {
    let instance: Instance
    private let concurrency: ConcurrencyMode
    private let turns: Turns?
    /// The session that it is the object of; `nil` for the object of all calls.
    private let session: ObjectIdentifier?

    init(_ instance: Instance, _ concurrency: ConcurrencyMode, session: ObjectIdentifier? = nil) {
        self.instance = instance
        self.concurrency = concurrency
        self.session = session
        turns = concurrency == .multiple ? nil : Turns(limit: 1)
    }

    /// Runs `body` of an operation when it is the caller's turn.
    func run(_ operation: String, _ body: () async throws -> Void) async throws {
        guard let turns else { return try await body() }
        try await turns.enter { CancellationError() }
        let (session, servant) = (session, ObjectIdentifier(self))
        let turn = ObjectTurn(operation, isReentrant: concurrency == .reentrant, turns) { exchange in
            session.map { $0 == ObjectIdentifier(exchange) } ?? (exchange.parts.servant == servant)
        }
        defer { turn.end() }
        try await ObjectTurn.$current.withValue(turn, operation: body)
    }
}
