/// Timers in the order of their moments: a binary heap whose entries know their place, so that one can be taken out.
///
/// No clock, no lock: the owner has both. Timers of the same moment come in the order they were inserted.
package struct TimerQueue: Sendable {
    /// One timer. `position` and `order` belong to the queue and are touched only through it, under its owner's lock.
    package final class Entry: @unchecked Sendable {
        package let moment: Duration
        package let action: @Sendable () -> Void
        fileprivate var position = -1
        fileprivate var order: UInt64 = 0

        package init(moment: Duration, action: @escaping @Sendable () -> Void) {
            self.moment = moment
            self.action = action
        }
    }

    private var heap: [Entry] = []
    private var inserted: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { heap.isEmpty }
    package var count: Int { heap.count }
    /// The earliest moment.
    package var first: Duration? { heap.first?.moment }

    package mutating func insert(_ entry: Entry) {
        inserted += 1
        entry.order = inserted
        entry.position = heap.count
        heap.append(entry)
        siftUp(entry.position)
    }

    /// Takes it out; does nothing when it is no longer in.
    package mutating func remove(_ entry: Entry) {
        let position = entry.position
        guard position >= 0, position < heap.count, heap[position] === entry else { return }
        let last = heap.removeLast()
        entry.position = -1
        guard last !== entry else { return }
        heap[position] = last
        last.position = position
        siftUp(position)
        siftDown(last.position)
    }

    /// Takes out everything that is due, earliest first.
    package mutating func popDue(at now: Duration) -> [Entry] {
        var due: [Entry] = []
        while let entry = heap.first, entry.moment <= now {
            remove(entry)
            due.append(entry)
        }
        return due
    }

    private func precedes(_ a: Entry, _ b: Entry) -> Bool {
        a.moment == b.moment ? a.order < b.order : a.moment < b.moment
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        heap[a].position = a
        heap[b].position = b
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard precedes(heap[index], heap[parent]) else { return }
            swap(index, parent)
            index = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && precedes(heap[child], heap[least]) {
                least = child
            }
            guard least != index else { return }
            swap(index, least)
            index = least
        }
    }
}
