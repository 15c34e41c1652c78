import Dispatch
import Synchronization

/// The outcome of something asynchronous, which the calling thread waits for.
public func waiting<R: Sendable>(_ body: @escaping @Sendable () async -> R) -> R {
    let box = Box<R>()
    let done = DispatchSemaphore(value: 0)
    Task {
        let result = await body()
        box.value.withLock { $0 = result }
        done.signal()
    }
    while true {
        done.wait()
        if let result = box.value.withLock({ $0 }) { return result }
    }
}

private final class Box<R: Sendable>: Sendable {
    let value = Mutex<R?>(nil)
}
