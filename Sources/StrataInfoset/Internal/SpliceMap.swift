/// Where the records of an infoset are, once others took the place of some of them.
struct SpliceMap: Sendable {
    struct Place: Sendable {
        /// The records `lower..<upper` went.
        let lower: Int
        let upper: Int
        /// Where those that came begin, and how many they are.
        let start: Int
        let count: Int
    }

    /// In their order, none within another.
    private(set) var places: [Place] = []
    /// How many records the infoset had.
    let hostCount: Int
    /// How many more there are than before; fewer when negative.
    private(set) var growth = 0

    init(hostCount: Int) { self.hostCount = hostCount }

    /// Where the next place begins in the new infoset.
    func start(of lower: Int) -> Int { lower + growth }

    mutating func append(_ lower: Int, _ upper: Int, count: Int) {
        places.append(Place(lower: lower, upper: upper, start: start(of: lower), count: count))
        growth += count - (upper - lower)
    }

    /// Where a record is that stays.
    func moved(_ index: Int) -> Int {
        let next = self.next(behind: index)
        guard next > 0 else { return index }
        let place = places[next - 1]
        return index + place.start + place.count - place.upper
    }

    /// Where a range is; nil when it went as a whole, or was none.
    func moved(_ range: NodeRange) -> NodeRange? {
        if let place = place(around: range.lowerBound), range.upperBound < place.upper { return nil }
        return following(range)
    }

    /// The same, with what came for what went.
    func following(_ range: NodeRange) -> NodeRange? {
        guard range.lowerBound >= 0, range.upperBound < hostCount else { return nil }
        let lower = place(around: range.lowerBound)?.start ?? moved(range.lowerBound)
        let upper = place(around: range.upperBound).map { $0.start + $0.count - 1 } ?? moved(range.upperBound)
        return lower <= upper ? NodeRange(lowerBound: lower, upperBound: upper) : nil
    }

    /// The place that a record goes at.
    private func place(around index: Int) -> Place? {
        let next = self.next(behind: index)
        return next < places.count && places[next].lower <= index ? places[next] : nil
    }

    /// The first place that does not lie before a record.
    private func next(behind index: Int) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].upper <= index { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
