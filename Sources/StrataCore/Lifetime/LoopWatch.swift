#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Told how long something held the thread of an event loop.
public protocol LoopHoldObserver: AnyObject, Sendable {
    /// Called on the loop's thread: return at once.
    func held(for span: Duration)
}

/// Sees how long work holds the thread of an event loop, whose other connections wait meanwhile.
///
/// A loop makes one, calls `enter()` on its thread, `beginJob()` before each job of a task and `turn()` behind each job and each callback.
/// What runs on a loop finds it as `current`. Of work that suspends its first stretch is seen, to where it gives the thread back, and its
/// last; between them nobody knows whose a job is.
///
/// `@unchecked Sendable`: all but `enter` and `init` is called on the thread of the loop alone, which `current` sees to.
public final class LoopWatch: @unchecked Sendable {
    private var observer: (any LoopHoldObserver)?
    private var began: UInt64 = 0
    private var jobBegan: UInt64 = 0
    private var lastToken: UInt64 = 0

    /// One for a loop that has yet to begin.
    public init() {}

    /// Makes this the watch of the calling thread, until that ends.
    public func enter() {
        // Balanced by the key's destructor, when the thread ends.
        pthread_setspecific(Self.key, Unmanaged.passRetained(self).toOpaque())
    }

    /// That of the loop whose thread this is; `nil` on any other thread.
    public static var current: LoopWatch? {
        // Only `enter` sets the key, and it is kept alive until the thread ends.
        pthread_getspecific(key).map { Unmanaged<LoopWatch>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: The loop

    /// A job of a task begins.
    public func beginJob() {
        let now = Self.now
        settle(now)
        jobBegan = now
    }

    /// A job or a callback has returned to the loop.
    @inline(__always) public func turn() {
        if observer != nil { settle(Self.now) }
    }

    // MARK: Work on the loop

    /// Work begins, of which `observer` wants to know how long it holds the thread.
    ///
    /// - Returns: what `end` is given.
    public func begin(_ observer: any LoopHoldObserver) -> UInt64 {
        let now = Self.now
        settle(now)
        self.observer = observer
        began = now
        lastToken &+= 1
        return lastToken
    }

    /// The work is done: in the stretch in which it began, or in a later one.
    public func end(_ token: UInt64, _ observer: any LoopHoldObserver) {
        let now = Self.now
        if token == lastToken, self.observer != nil { return settle(now) }
        observer.held(for: .nanoseconds(Int64(clamping: now &- jobBegan)))
    }

    /// What has begun in this stretch has given the thread back.
    private func settle(_ now: UInt64) {
        guard let observer else { return }
        self.observer = nil
        observer.held(for: .nanoseconds(Int64(clamping: now &- began)))
    }

    private static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key) { (watch: UnsafeMutableRawPointer?) in
            if let watch { Unmanaged<LoopWatch>.fromOpaque(watch).release() }
        }
        return key
    }()
}
