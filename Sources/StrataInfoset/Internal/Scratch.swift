import Synchronization

/// What a reader or builder needs while it works and hands back afterwards: name tables and a growing vector of records.
///
/// Sendable because it is only ever held by the pool or by the one reader or builder that took it.
struct Scratch: @unchecked Sendable {
    var names = NameTable()
    var nodes = UnsafeMutablePointer<NodeRecord>.allocate(capacity: 1024)
    var capacity = 1024

    mutating func grow(count: Int, atLeast needed: Int) {
        let larger = max(capacity * 2, needed)
        growBuffer(&nodes, count: count, capacity: larger)
        capacity = larger
    }

    func deallocate() {
        names.deallocate()
        nodes.deallocate()
    }
}

/// Scratch kept between documents, so that a small document costs no set-up allocations.
enum ScratchPool {
    private static let kept = Mutex<[Scratch]>([])
    private static let limit = 16

    static func take() -> Scratch {
        kept.withLock { $0.popLast() } ?? Scratch()
    }

    static func giveBack(_ scratch: Scratch) {
        let isKept = kept.withLock { list in
            guard list.count < limit, scratch.capacity <= 1 << 16, scratch.names.isSmall else { return false }
            list.append(scratch)
            return true
        }
        if !isKept { scratch.deallocate() }
    }
}
