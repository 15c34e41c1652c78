/// What a loop has to run.
enum Work: Sendable {
    /// A task that prefers the loop.
    case taskJob(UnownedJob)
    /// An actor whose serial executor is the loop.
    case actorJob(UnownedJob)
    case closure(@Sendable () -> Void)
}

/// Work made on the loop: two plain arrays, no lock.
struct RunQueue {
    private var local: [Work] = []
    private var spare: [Work] = []

    init() {
        local.reserveCapacity(256)
        spare.reserveCapacity(256)
    }

    var isEmpty: Bool { local.isEmpty }

    @inline(__always) mutating func push(_ w: Work) { local.append(w) }
    mutating func push(contentsOf w: [Work]) { local.append(contentsOf: w) }

    /// The present generation; what it makes comes in the next one, so a task that yields for ever cannot hold the loop.
    mutating func takeGeneration() -> [Work] {
        swap(&local, &spare)
        let g = spare
        spare = []
        return g
    }

    /// Keeps the generation's storage: no allocation a burst.
    mutating func giveBack(_ run: consuming [Work]) {
        run.removeAll(keepingCapacity: true)
        spare = run
    }
}
