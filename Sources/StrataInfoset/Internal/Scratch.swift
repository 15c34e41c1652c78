import Synchronization

/// What a reader or builder needs while it works and hands back afterwards: name tables, a growing vector of records, and the names that
/// builders have chosen.
///
/// Sendable because it is only ever held by the pool or by the one reader or builder that took it.
struct Scratch: @unchecked Sendable {
    var names = NameTable()
    var nodes = UnsafeMutablePointer<NodeRecord>.allocate(capacity: 1024)
    var capacity = 1024
    /// For each well-known name the qualified name that was chosen for it last, as an element's and as an attribute's.
    let elementNames = Scratch.unchosen()
    let attributeNames = Scratch.unchosen()
    /// The last generation of the builder that used them last.
    var generation: UInt32 = 0

    private static func unchosen() -> UnsafeMutablePointer<InfosetBuilder.ChosenName> {
        let names = UnsafeMutablePointer<InfosetBuilder.ChosenName>.allocate(capacity: NameDictionary.shared.count)
        names.initialize(repeating: InfosetBuilder.ChosenName(), count: NameDictionary.shared.count)
        return names
    }

    /// The first generation of another builder.
    mutating func nextGeneration() -> UInt32 {
        // No document has as many declarations, so the counter cannot wrap before the next builder.
        if generation > 1 << 30 {
            generation = 0
            elementNames.update(repeating: InfosetBuilder.ChosenName(), count: NameDictionary.shared.count)
            attributeNames.update(repeating: InfosetBuilder.ChosenName(), count: NameDictionary.shared.count)
        }
        return generation + 1
    }

    mutating func grow(count: Int, atLeast needed: Int) {
        let larger = max(capacity * 2, needed)
        growBuffer(&nodes, count: count, capacity: larger)
        capacity = larger
    }

    func deallocate() {
        names.deallocate()
        nodes.deallocate()
        elementNames.deallocate()
        attributeNames.deallocate()
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
