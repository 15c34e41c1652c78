internal import Synchronization

/// Counts what is alive.
final class TaskCounter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }
    func started() { count.add(1, ordering: .sequentiallyConsistent) }
    func ended() { count.subtract(1, ordering: .sequentiallyConsistent) }
}
