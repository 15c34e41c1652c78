internal import Synchronization

/// A number that only grows. Counting takes no lock and allocates nothing.
public final class MetricCounter: Sendable {
    private let total = Atomic<Int>(0)
    init() {}

    /// Adds `count`; less than one adds nothing.
    public func add(_ count: Int = 1) {
        if count > 0 { total.wrappingAdd(count, ordering: .relaxed) }
    }

    /// What was counted.
    public var value: Int { total.load(ordering: .relaxed) }
}

/// A number that goes up and down.
public final class MetricGauge: Sendable {
    private let present = Mutex(0.0)
    init() {}

    /// Adds `amount`, which may be negative.
    public func add(_ amount: Double) { present.withLock { $0 += amount } }

    /// Makes it `value`.
    public func set(_ value: Double) { present.withLock { $0 = value } }

    /// The number now.
    public var value: Double { present.withLock { $0 } }
}

/// How often observed values lay at or below each of some bounds.
public final class MetricHistogram: Sendable {
    struct State {
        /// One more than there are bounds; not yet cumulative.
        var counts: [Int]
        var sum = 0.0
    }

    /// The bounds, growing, without infinity.
    public let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// Takes a value; one that is no number is left out.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        state.withLock {
            $0.counts[index] += 1
            $0.sum += value
        }
    }

    /// Takes a time, in seconds.
    public func observe(_ duration: Duration) {
        let parts = duration.components
        observe(Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
    }

    var snapshot: State { state.withLock { $0 } }

    /// How many values were observed.
    public var count: Int { snapshot.counts.reduce(0, +) }

    /// For times of calls, in seconds: 0.5 ms to 10 s.
    public static let secondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
}
