import TestSupport

@testable import StrataNet

/// A variable that closures share. `@unchecked Sendable`: the test touches it on one loop, or after what made it has ended.
final class Box<Value>: @unchecked Sendable {
    var value: Value
    init(_ v: Value) { value = v }
}

/// Looks at a loop's state, a round at a time, until the condition holds.
func waitUntil(_ loop: EventLoop, _ condition: @escaping @Sendable () -> Bool) async throws {
    try await eventually { try await loop.run(condition) }
}

extension ByteStream {
    func write(_ octets: [UInt8]) { octets.withUnsafeBytes { write($0) } }
}
