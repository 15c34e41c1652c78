internal import Synchronization

/// A bounded queue between those who receive from the wire and the one who consumes: what input and duplex channels are pulled from.
///
/// A full mailbox makes its senders wait, in the order they came: that is the back pressure. A transport that pauses reading
/// instead uses `offer`. Waiting ends at the deadline, by cancellation, by `end` or by `fail`, and leaves nothing behind.
public final class Mailbox<Element: Sendable>: Sendable {
    private enum Phase {
        case open
        /// Nothing more comes; what is in can still be taken.
        case ended
        case failed(any Error)
    }

    private struct State {
        var phase = Phase.open
        var elements: [Element] = []
        var head = 0
        /// Places promised to senders that have not filled them yet.
        var reserved = 0
        var senders: [Completion<Void>] = []
        var takers: [Completion<Element?>] = []
        var onSpace: (@Sendable () -> Void)?

        var count: Int { elements.count - head }

        mutating func popFirst() -> Element? {
            guard head < elements.count else { return nil }
            let element = elements[head]
            head += 1
            if head == elements.count {
                elements.removeAll(keepingCapacity: elements.count <= 64)
                head = 0
            } else if head > 64, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
            return element
        }
    }

    private let state = Mutex(State())
    /// How many elements it holds before senders wait.
    public let capacity: Int

    /// An empty mailbox; a capacity below 1 counts as 1.
    public init(capacity: Int) { self.capacity = max(1, capacity) }

    /// How many elements are in.
    public var count: Int { state.withLock { $0.count } }

    /// Whether `end` or `fail` was called.
    public var isEnded: Bool {
        state.withLock { if case .open = $0.phase { false } else { true } }
    }

    // MARK: Sending

    /// What it was failed with.
    public var failure: (any Error)? {
        state.withLock { if case .failed(let error) = $0.phase { error } else { nil } }
    }

    /// Puts an element in, waiting for a place. Throws at the deadline, when cancelled, and when the mailbox has ended.
    public func put(_ element: Element, until deadline: Deadline = .never) async throws {
        try await reserve(until: deadline)
        if !fill(element), let failure { throw failure }
    }

    /// Waits for a place, which must be filled or given up. For senders whose elements must be made in the order they go in.
    public func reserve(until deadline: Deadline = .never) async throws {
        let waiting: Completion<Void>? = try state.withLock { state in
            switch state.phase {
            case .open: break
            case .ended: throw CommunicationError(.closed, "the receiver takes no more messages", retry: .safe)
            case .failed(let error): throw error
            }
            state.senders.removeAll(where: \.isDone)
            if state.senders.isEmpty, state.count + state.reserved < capacity {
                state.reserved += 1
                return nil
            }
            let waiting = Completion<Void>()
            state.senders.append(waiting)
            return waiting
        }
        try await waiting?.value(until: deadline, "waiting for the receiver to take earlier messages")
    }

    /// Takes a place if there is one at once and nobody waits; it must be filled or given up. Throws when the mailbox has ended.
    public func reserveAtOnce() throws -> Bool {
        try state.withLock { state in
            switch state.phase {
            case .open: break
            case .ended: throw CommunicationError(.closed, "the receiver takes no more messages", retry: .safe)
            case .failed(let error): throw error
            }
            state.senders.removeAll(where: \.isDone)
            guard state.senders.isEmpty, state.count + state.reserved < capacity else { return false }
            state.reserved += 1
            return true
        }
    }

    /// Fills a place that was reserved; `false` when the mailbox has failed since (`failure`), and the element was dropped.
    @discardableResult
    public func fill(_ element: Element) -> Bool {
        state.withLock { state in
            state.reserved -= 1
            let isIn = append(element, &state)
            settle(&state)
            return isIn
        }
    }

    /// Gives up a place that was reserved.
    public func giveUp() {
        state.withLock { state in
            state.reserved -= 1
            settle(&state)
        }
    }

    /// Puts an element in without waiting, above the capacity if need be; `false` when the mailbox is now full (or has ended) and the
    /// caller is to pause until `onSpace` is called, once; it is called under the mailbox's lock and must not call the mailbox.
    public func offer(_ element: Element, onSpace: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard case .open = state.phase else { return false }
            append(element, &state)
            guard state.count + state.reserved >= capacity else { return true }
            state.onSpace = onSpace
            return false
        }
    }

    // MARK: Taking

    /// The next element, waiting for one; `nil` at the end. Throws at the deadline, when cancelled, and what it was failed with.
    public func take(until deadline: Deadline = .never) async throws -> Element? {
        let waiting: Completion<Element?>
        switch try state.withLock({ state throws in
            try next(&state)
        }) {
        case .element(let element): return element
        case .end: return nil
        case .wait(let completion): waiting = completion
        }
        return try await waiting.value(until: deadline, "waiting for a message")
    }

    private enum Next {
        case element(Element)
        case end
        case wait(Completion<Element?>)
    }

    private func next(_ state: inout State) throws -> Next {
        if case .failed(let error) = state.phase { throw error }
        if let element = state.popFirst() {
            settle(&state)
            return .element(element)
        }
        if case .ended = state.phase, state.reserved == 0 { return .end }
        state.takers.removeAll(where: \.isDone)
        let waiting = Completion<Element?>()
        state.takers.append(waiting)
        return .wait(waiting)
    }

    // MARK: Ending

    /// Nothing more comes. Waiting senders fail; what is in can be taken.
    public func end() {
        state.withLock { state in
            guard case .open = state.phase else { return }
            state.phase = .ended
            for sender in state.senders { sender.fail(CommunicationError(.closed, "the receiver takes no more messages", retry: .safe)) }
            state.senders.removeAll()
            settle(&state)
        }
    }

    /// Drops what is in, and returns it; everybody who waits, and later calls, get `error`. The first error wins.
    @discardableResult
    public func fail(_ error: any Error) -> [Element] {
        state.withLock { state in
            if case .failed = state.phase { return [] }
            state.phase = .failed(error)
            let dropped = Array(state.elements[state.head...])
            state.elements.removeAll()
            state.head = 0
            for sender in state.senders { sender.fail(error) }
            state.senders.removeAll()
            for taker in state.takers { taker.fail(error) }
            state.takers.removeAll()
            state.onSpace = nil
            return dropped
        }
    }

    // MARK: Under the lock

    @discardableResult
    private func append(_ element: Element, _ state: inout State) -> Bool {
        if case .failed = state.phase { return false }
        // A taker that has left answers false.
        while !state.takers.isEmpty {
            if state.takers.removeFirst().succeed(element) { return true }
        }
        state.elements.append(element)
        return true
    }

    /// Hands free places to waiting senders, and the end to waiting takers.
    private func settle(_ state: inout State) {
        while !state.senders.isEmpty, state.count + state.reserved < capacity {
            if state.senders.removeFirst().succeed(()) { state.reserved += 1 }
        }
        if state.count + state.reserved < capacity, let onSpace = state.onSpace {
            state.onSpace = nil
            onSpace()
        }
        if case .ended = state.phase, state.count == 0, state.reserved == 0 {
            for taker in state.takers { taker.succeed(nil) }
            state.takers.removeAll()
        }
    }
}
