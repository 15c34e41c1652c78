/// A binary min-heap of deadlines; equal ones fire in the order they were set. Cancelling marks the entry; it leaves when it reaches
/// the top, or when more than half of the heap is dead (a receive timeout a call is the common case: nearly all are cancelled).
struct TimerHeap {
    final class Entry {
        let deadline: LoopTime
        let number: UInt64
        var action: (() -> Void)?

        init(_ deadline: LoopTime, _ number: UInt64, _ action: @escaping () -> Void) {
            self.deadline = deadline
            self.number = number
            self.action = action
        }

        func comes(before other: Entry) -> Bool {
            deadline != other.deadline ? deadline < other.deadline : number < other.number
        }
    }

    private var heap: [Entry] = []
    private var dead = 0
    private(set) var lastNumber: UInt64 = 0

    /// The deadline of the top entry, which may be a cancelled one.
    var next: LoopTime? { heap.first?.deadline }
    /// Entries held, cancelled ones included.
    var count: Int { heap.count }

    mutating func add(_ deadline: LoopTime, _ action: @escaping () -> Void) -> Entry {
        lastNumber += 1
        let e = Entry(deadline, lastNumber, action)
        insert(e)
        return e
    }

    private mutating func insert(_ e: Entry) {
        heap.append(e)
        var i = heap.count - 1
        while i > 0, heap[i].comes(before: heap[(i - 1) / 2]) {
            heap.swapAt(i, (i - 1) / 2)
            i = (i - 1) / 2
        }
    }

    mutating func cancel(_ e: Entry) {
        guard e.action != nil else { return }
        e.action = nil
        dead += 1
        guard dead > 64, dead > heap.count / 2 else { return }
        let live = heap.filter { $0.action != nil }
        heap.removeAll(keepingCapacity: true)
        dead = 0
        for e in live { insert(e) }
    }

    /// The action of a timer that is due at `now`, nil when none is. Timers set after number `last` wait for the next round.
    mutating func popDue(_ now: LoopTime, upTo last: UInt64) -> (() -> Void)? {
        while let top = heap.first, top.deadline <= now, top.number <= last {
            removeTop()
            guard let action = top.action else {
                dead -= 1
                continue
            }
            top.action = nil
            return action
        }
        return nil
    }

    mutating func removeAll() {
        for e in heap { e.action = nil }
        heap.removeAll()
        dead = 0
    }

    private mutating func removeTop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var i = 0
        while true {
            var least = i
            for c in [2 * i + 1, 2 * i + 2] where c < heap.count && heap[c].comes(before: heap[least]) { least = c }
            if least == i { return }
            heap.swapAt(i, least)
            i = least
        }
    }
}
