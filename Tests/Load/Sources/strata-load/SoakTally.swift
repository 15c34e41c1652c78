import Synchronization

/// What became of the calls of a soak.
final class SoakTally: Sendable {
    struct Counts {
        var answered = 0
        var failed = 0
        var cut = 0
        var survived = 0
        var broken = 0
    }

    private let state = Mutex(Counts())
    var counts: Counts { state.withLock { $0 } }

    /// A call that nothing disturbs.
    func judge(_ outcome: Loads.Outcome) {
        switch outcome {
        case .answered: state.withLock { $0.answered += 1 }
        case .refused(let why), .unsure(let why):
            print("  not answered: \(why)")
            state.withLock { $0.failed += 1 }
        }
    }

    /// A call over a connection that is cut somewhere.
    func count(_ outcome: Loads.Outcome) {
        state.withLock { counts in
            if case .answered = outcome { counts.survived += 1 } else { counts.cut += 1 }
        }
    }

    func broken() { state.withLock { $0.broken += 1 } }
}
