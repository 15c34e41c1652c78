import Synchronization

/// Tells sealed forms apart: a number that no two share.
enum SealMark {
    private static let last = Atomic<UInt64>(0)
    static func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }
}
