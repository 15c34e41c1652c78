internal import StrataInfoset
internal import Synchronization

/// Carries octets from a transport's read callback to whoever reads a body, and the reader's slowness back. Any thread.
///
/// The transport offers what has come, and stops reading when the pipe is full; `resume` tells it to go on. Nothing hops: a reader that
/// finds octets takes them at once, and one that waits is woken.
public final class OctetPipe: Sendable {
    /// How reading came to its end.
    public enum Ending: Sendable {
        /// All was read.
        case read
        /// The transport said that no more will come, with an error, and the reader was told.
        case failed
        /// The reader has left before the end.
        case abandoned
    }

    private struct State {
        let held = Held()
        var isFull = false
        var end: Result<Void, any Error>?
        var ending: Ending?
        var waiter: Completion<Void>?
        var whenOver: (@Sendable (Ending) -> Void)?
    }

    /// What has come and was not read. Touched inside the lock of `state` only: that is why it may be shared.
    private final class Held: @unchecked Sendable { let octets = ByteWriter() }

    private let state = Mutex(State())
    private let capacity: Int
    private let resume: @Sendable () -> Void

    /// - Parameters:
    ///   - capacity: octets from which on it is full: 64 KiB unless said otherwise. What is offered beyond is kept.
    ///   - resume: called on the reader's thread when a pipe that was full is empty again.
    public init(capacity: Int = 65536, resume: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.resume = resume
    }

    // MARK: The transport's end

    /// Takes octets that have come; `false` when it is full, and the transport is to stop until `resume`.
    public func offer(_ octets: UnsafeRawBufferPointer) -> Bool {
        let (waiter, takesMore): (Completion<Void>?, Bool) = state.withLock { state in
            guard state.ending == nil, state.end == nil else { return (nil, true) }
            state.held.octets.append(octets)
            state.isFull = state.held.octets.count >= capacity
            defer { state.waiter = nil }
            return (state.waiter, !state.isFull)
        }
        waiter?.succeed(())
        return takesMore
    }

    /// No more will come: the reader reads what there is, and then its end, or `error`. The first call counts.
    public func finish(_ error: (any Error)? = nil) {
        let waiter = state.withLock { state in
            if state.end == nil { state.end = error.map { .failure($0) } ?? .success(()) }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.succeed(())
    }

    /// Whether it is full: the reader is slower than the peer.
    public var isFull: Bool { state.withLock { $0.isFull } }

    /// Calls `action` once, on the reader's thread, when reading has come to its end; at once when it has already.
    public func whenOver(_ action: @escaping @Sendable (Ending) -> Void) {
        let ending = state.withLock { state in
            if state.ending == nil { state.whenOver = action }
            return state.ending
        }
        if let ending { action(ending) }
    }

    // MARK: The reader's end

    /// The reader's end; make one.
    ///
    /// - Parameters:
    ///   - patience: how long each call waits for octets; `nil` for ever.
    ///   - time: the clock of it.
    ///   - what: what is waited for, in the error at the end of the patience.
    public func makeReader(patience: Duration? = nil, on time: any TimeSource = SystemTime.shared, _ what: String) -> any OctetSource {
        Reader(pipe: self, patience: patience, time: time, what: what)
    }

    private func end(_ ending: Ending) {
        let action = state.withLock { state -> (@Sendable (Ending) -> Void)? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            state.held.octets.removeAll()
            defer { state.whenOver = nil }
            return state.whenOver
        }
        action?(ending)
    }

    private final class Reader: OctetSource {
        let pipe: OctetPipe
        let patience: Duration?
        let time: any TimeSource
        let what: String

        init(pipe: OctetPipe, patience: Duration?, time: any TimeSource, what: String) {
            self.pipe = pipe
            self.patience = patience
            self.time = time
            self.what = what
        }

        deinit { pipe.end(.abandoned) }

        private enum Step {
            case octets(Bytes, wasFull: Bool)
            case end(Result<Void, any Error>)
            case wait(Completion<Void>)
            case busy
        }

        func next() async throws -> Bytes? {
            while true {
                switch pipe.state.withLock({ Self.step(&$0) }) {
                case .octets(let octets, let wasFull):
                    if wasFull { pipe.resume() }
                    return octets
                case .end(let result):
                    do { try result.get() } catch {
                        pipe.end(.failed)
                        throw error
                    }
                    pipe.end(.read)
                    return nil
                case .busy: throw CommunicationError(.invalidOperation, "two tasks read one streamed body", retry: .safe)
                case .wait(let waiter):
                    defer { pipe.state.withLock { if $0.waiter === waiter { $0.waiter = nil } } }
                    let what = self.what
                    try await waiter.value(until: Deadline.after(patience, on: time), what)
                }
            }
        }

        private static func step(_ state: inout State) -> Step {
            if !state.held.octets.isEmpty {
                let wasFull = state.isFull
                state.isFull = false
                return .octets(state.held.octets.take(), wasFull: wasFull)
            }
            if let end = state.end { return .end(end) }
            guard state.waiter == nil else { return .busy }
            let waiter = Completion<Void>()
            state.waiter = waiter
            return .wait(waiter)
        }
    }
}
