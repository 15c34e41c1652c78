internal import StrataCore
internal import Synchronization

/// Where one operation of an endpoint runs, and what was seen of it.
final class OperationPlace: LoopHoldObserver {
    private let operation: String
    private let placement: OperationPlacement
    private let diagnostics: any Diagnostics
    private let hasMoved = Atomic(false)
    /// Grows with each stretch that was too long, and shrinks with each that was not.
    private let suspicion = Atomic(0)

    init(_ operation: String, _ placement: OperationPlacement, _ diagnostics: any Diagnostics) {
        self.operation = operation
        self.placement = placement
        self.diagnostics = diagnostics
    }

    /// A call that runs where its caller does.
    struct Stretch {
        fileprivate var watch: LoopWatch?
        fileprivate var token: UInt64 = 0
    }

    /// A call begins here, and tells `end`; `nil` where it has to `run` elsewhere.
    ///
    /// - Parameter isReceiving: whether it is called by who receives the session's messages, which wait until the call suspends.
    func begin(isReceiving: Bool) -> Stretch? {
        switch placement.kind {
        case .connection: return Stretch()
        case .global: return nil
        case .adaptive:
            if isMoved { return nil }
            // Whoever is on no loop holds none, but may hold up what is received behind it.
            guard let watch = LoopWatch.current else { return isReceiving ? nil : Stretch() }
            return Stretch(watch: watch, token: watch.begin(self))
        }
    }

    func end(_ stretch: Stretch) {
        guard let watch = stretch.watch, LoopWatch.current === watch else { return }
        watch.end(stretch.token, self)
    }

    /// Runs a call that does not begin where its caller is.
    func run<Value: Sendable>(isReceiving: Bool, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        if case .adaptive = placement.kind, !isMoved {
            await Task.yield()
            return try await body()
        }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await Self.elsewhere(isReceiving, body) }
    }

    /// Whether it runs on the global executor from now on.
    var isMoved: Bool { hasMoved.load(ordering: .relaxed) }

    /// Three stretches that are too long among a dozen move it, and one that is a hundred times too long: a single one may be the system's
    /// doing, which has taken the thread's processor away.
    func held(for span: Duration) {
        guard case .adaptive(let threshold) = placement.kind, !isMoved else { return }
        guard span > threshold else {
            let level = suspicion.load(ordering: .relaxed)
            if level > 0 { suspicion.store(level - 1, ordering: .relaxed) }
            return
        }
        let level = suspicion.add(Self.suspicionOfOne, ordering: .relaxed).newValue
        guard level > 2 * Self.suspicionOfOne || span > threshold * 100, !hasMoved.exchange(true, ordering: .relaxed) else { return }
        guard diagnostics.isEnabled(.notice) else { return }
        diagnostics.record(
            DiagnosticRecord(
                source: "service", "an operation held the loop of its connection, and runs on the global executor from now on",
                fields: [("operation", operation), ("held", "\(span)"), ("threshold", "\(threshold)")]), at: .notice)
    }

    private static let suspicionOfOne = 6

    /// On the preferred executor, whatever the caller's actor was.
    @concurrent private static func elsewhere<Value: Sendable>(
        _ isReceiving: Bool, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        // The first stretch of a task that a loop has started at once counts as on the global executor, and so nothing would leave the loop's
        // thread before it suspends.
        if isReceiving || LoopWatch.current != nil { await Task.yield() }
        return try await body()
    }
}
