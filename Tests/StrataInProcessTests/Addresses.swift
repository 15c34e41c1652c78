import StrataCore
import Synchronization

/// Gives each use an address of its own.
final class Addresses: Sendable {
    private let issued = Mutex(0)

    func next() -> EndpointAddress {
        issued.withLock { issued in
            issued += 1
            return EndpointAddress("inproc:test-\(issued)")
        }
    }
}
