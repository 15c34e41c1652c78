internal import StrataCore
internal import Synchronization

/// Where one operation of an endpoint runs, and what was seen of it.
final class OperationPlace: LoopHoldObserver {
    private let operation: String
    private let placement: OperationPlacement
    private let diagnostics: any Diagnostics
    private let hasMoved = Atomic(false)

    init(_ operation: String, _ placement: OperationPlacement, _ diagnostics: any Diagnostics) {
        self.operation = operation
        self.placement = placement
        self.diagnostics = diagnostics
    }

    /// - Parameter isReceiving: whether it is called by who receives the session's messages, which wait until the call suspends.
    func run(isReceiving: Bool, _ body: @escaping @Sendable () async throws -> Void) async throws {
        switch placement.kind {
        case .connection: try await body()
        case .global:
            if isReceiving { await Task.yield() }
            try await Self.onPool(body)
        case .adaptive:
            if hasMoved.load(ordering: .relaxed) { return try await Self.onPool(body) }
            // Whoever is on no loop holds none, but may hold up what is received behind it.
            guard let watch = LoopWatch.current else {
                if isReceiving { await Task.yield() }
                return try await body()
            }
            let token = watch.begin(self)
            defer { if LoopWatch.current === watch { watch.end(token, self) } }
            try await body()
        }
    }

    func held(for span: Duration) {
        guard case .adaptive(let threshold) = placement.kind, span > threshold,
            !hasMoved.exchange(true, ordering: .relaxed), diagnostics.isEnabled(.notice)
        else { return }
        diagnostics.record(
            DiagnosticRecord(
                source: "service", "an operation held the loop of its connection, and runs on the global executor from now on",
                fields: [("operation", operation), ("held", "\(span)"), ("threshold", "\(threshold)")]), at: .notice)
    }

    private static func onPool(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await elsewhere(body) }
    }

    /// On the preferred executor, whatever the caller's actor was.
    @concurrent private static func elsewhere(_ body: @Sendable () async throws -> Void) async throws { try await body() }
}
