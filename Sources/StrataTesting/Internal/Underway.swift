internal import StrataCore

/// Something that a check has started and that must end by itself. A check that finds that it does not goes on without it.
struct Underway<Value: Sendable>: Sendable {
    private let task: Task<Value, any Error>
    private let result = Completion<Value>()
    private let what: String
    private let patience: Duration
    private let expect: Expectations

    init(
        _ what: String, within patience: Duration, _ expect: Expectations, _ operation: @escaping @Sendable () async throws -> Value
    ) {
        (self.what, self.patience, self.expect) = (what, patience, expect)
        let result = result
        task = Task {
            do {
                let value = try await operation()
                result.succeed(value)
                return value
            } catch {
                result.fail(error)
                throw error
            }
        }
    }

    func cancel() { task.cancel() }

    /// What it returned or threw; a `CheckFailure` when it does not end.
    func value() async throws -> Value {
        let patience = Deadline.after(patience, on: SystemTime.shared)
        let what = what
        let token = patience.time.schedule(at: patience.moment ?? .zero) { [result, expect] in
            result.fail(expect.fail("\(what) does not end"))
        }
        defer { token.cancel() }
        do { return try await result.value() } catch let failure as CheckFailure {
            task.cancel()
            throw failure
        }
    }
}
