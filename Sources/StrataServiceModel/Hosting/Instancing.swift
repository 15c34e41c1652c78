/// Which object performs an operation.
public struct Instancing<Instance: Sendable>: Sendable {
    enum Mode: Sendable {
        case single(Instance)
        case perSession(@Sendable () throws -> Instance)
        case perCall(@Sendable () throws -> Instance)
    }

    let mode: Mode

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
    /// Any number at the same time; the object guards its own state.
    case multiple
}

/// An object with the turn of those who call it.
final class InstanceContext<Instance: Sendable>: Sendable {
    let instance: Instance
    private let turn: Turns?

    init(_ instance: Instance, _ concurrency: ConcurrencyMode) {
        self.instance = instance
        turn = concurrency == .single ? Turns(limit: 1) : nil
    }

    /// Runs `body` when it is the caller's turn.
    func run(_ body: () async throws -> Void) async throws {
        guard let turn else { return try await body() }
        try await turn.run(refusal: CancellationError(), body)
    }
}
