internal import StrataCore
internal import Synchronization

/// A service that runs while its client does its part. What either finds wrong ends both, and the first is thrown: what goes wrong on the
/// other side because of it says nothing.
final class BothEnds: Sendable {
    private let expect: Expectations
    private let failure = Mutex<CheckFailure?>(nil)

    private init(_ expect: Expectations) { self.expect = expect }

    private func record(_ error: any Error, _ side: String) {
        let new = error as? CheckFailure ?? expect.fail("the \(side)'s side threw \(error)")
        failure.withLock { $0 = $0 ?? new }
    }

    private var hasFailed: Bool { failure.withLock { $0 != nil } }

    /// - Parameters:
    ///   - listener: closed when the client is done, aborted when something is wrong.
    ///   - expect: names the check.
    ///   - serve: runs the listener; is given what to call when a channel fails.
    ///   - client: the client's part.
    static func run(
        _ listener: any CommunicationObject, _ expect: Expectations,
        serve: @escaping @Sendable (@escaping @Sendable (any Error) -> Void) async throws -> Void,
        client: @escaping @Sendable () async throws -> Void
    ) async throws {
        let ends = BothEnds(expect)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await serve { error in
                        ends.record(error, "service")
                        listener.abort()
                    }
                } catch { ends.record(error, "service") }
            }
            group.addTask {
                do {
                    try await client()
                    try await listener.close()
                } catch { ends.record(error, "client") }
            }
            for await _ in group where ends.hasFailed {
                listener.abort()
                group.cancelAll()
            }
        }
        if let failure = ends.failure.withLock({ $0 }) { throw failure }
    }
}
