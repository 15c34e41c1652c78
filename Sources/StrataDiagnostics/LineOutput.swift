internal import StrataCore
internal import Synchronization

/// Where lines go, through a bounded buffer: whoever adds a line never waits for it to be written.
///
/// A task of its own writes. What finds the buffer full is dropped and counted; once there is room again, `whenDropped` makes a line that
/// says how many were lost. Before a program ends it waits for `flush()`.
public final class LineOutput: Sendable {
    /// Octets that may wait to be written.
    public let capacity: Int
    private let write: @Sendable ([UInt8]) async -> Void
    private let whenDropped: @Sendable (Int) -> String

    private struct State {
        var waiting: [UInt8] = []
        var isWriting = false
        var dropped = 0
        /// Dropped since the last line that was taken.
        var unsaid = 0
        var flushed: [Completion<Void>] = []
    }
    private let state = Mutex(State())

    /// An output that hands whole lines to `write`, several at once when they have come meanwhile.
    ///
    /// - Parameters:
    ///   - capacity: octets that may wait: 1 MiB.
    ///   - whenDropped: makes the line, with its line feed, that stands for so many lost ones.
    ///   - write: called on a task of the pool, one call at a time.
    public init(
        capacity: Int = 1 << 20, whenDropped: @escaping @Sendable (Int) -> String = { "(\($0) lines were lost)\n" },
        write: @escaping @Sendable ([UInt8]) async -> Void
    ) {
        self.capacity = capacity
        self.whenDropped = whenDropped
        self.write = write
    }

    /// An output to an open file descriptor, which stays the caller's. An error of the descriptor loses the lines at hand.
    public convenience init(
        fileDescriptor: Int32, capacity: Int = 1 << 20, whenDropped: @escaping @Sendable (Int) -> String = { "(\($0) lines were lost)\n" }
    ) {
        self.init(capacity: capacity, whenDropped: whenDropped) { await DescriptorWriting.write($0, to: fileDescriptor) }
    }

    /// The standard output: one buffer for all that write to it, so that lines stay whole and one `flush()` waits for all of them.
    public static let standardOutput = LineOutput(fileDescriptor: 1)
    /// The standard error output, likewise.
    public static let standardError = LineOutput(fileDescriptor: 2)

    /// How many lines were dropped because the buffer was full.
    public var dropped: Int { state.withLock { $0.dropped } }

    /// Takes a line with its line feed, or drops it when the buffer is full. Returns at once.
    public func add(_ line: String) {
        let starts = state.withLock { state in
            let room = capacity - state.waiting.count
            let notice = state.unsaid > 0 ? whenDropped(state.unsaid) : ""
            guard line.utf8.count + notice.utf8.count <= room else {
                state.dropped += 1
                state.unsaid += 1
                return false
            }
            state.unsaid = 0
            state.waiting.append(contentsOf: notice.utf8)
            state.waiting.append(contentsOf: line.utf8)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { _ = Background.start { await self.drain() } }
    }

    /// Waits until everything added before is written.
    public func flush() async {
        let waiter: Completion<Void>? = state.withLock { state in
            guard state.isWriting else { return nil }
            let waiter = Completion<Void>()
            state.flushed.append(waiter)
            return waiter
        }
        try? await waiter?.value()
    }

    private func drain() async {
        while true {
            let octets = state.withLock { state -> [UInt8] in
                if state.waiting.isEmpty, state.unsaid > 0 {
                    state.waiting.append(contentsOf: whenDropped(state.unsaid).utf8)
                    state.unsaid = 0
                }
                defer { state.waiting = [] }
                return state.waiting
            }
            if !octets.isEmpty { await write(octets) }
            let flushed: [Completion<Void>]? = state.withLock { state in
                guard state.waiting.isEmpty, state.unsaid == 0 else { return nil }
                state.isWriting = false
                defer { state.flushed = [] }
                return state.flushed
            }
            guard let flushed else { continue }
            for waiter in flushed { waiter.succeed(()) }
            return
        }
    }
}
