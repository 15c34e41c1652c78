/// The one place that starts unstructured tasks. Elements and transports start theirs here, so that every task has an owner
/// that can cancel it, and a test can see how many are alive.
public enum Background {
    private static let counter = TaskCounter()

    /// How many tasks that were started here have not ended.
    public static var liveTasks: Int { counter.value }

    /// Starts a task on `executor`, or on the global pool.
    public static func start(
        on executor: (any TaskExecutor)? = nil, _ operation: @escaping @Sendable () async -> Void
    ) -> BackgroundTask {
        counter.started()
        return BackgroundTask(
            task: Task.detached(executorPreference: executor ?? globalConcurrentExecutor) {
                defer { counter.ended() }
                await operation()
            })
    }

    /// Runs the first part of a task on the calling thread, and the rest on `executor`. Only `executor` itself calls this.
    public static func startImmediately(
        on executor: any TaskExecutor, _ operation: @escaping @Sendable () async -> Void
    ) -> BackgroundTask {
        counter.started()
        return BackgroundTask(
            task: Task.immediateDetached(executorPreference: executor) {
                defer { counter.ended() }
                await operation()
            })
    }
}

/// A task that `Background` started. Whoever keeps it cancels it; dropping it lets it run to its end.
public struct BackgroundTask: Sendable {
    let task: Task<Void, Never>

    /// Asks it to end; returns at once.
    public func cancel() { task.cancel() }

    /// Waits for its end.
    public func ended() async { await task.value }
}
