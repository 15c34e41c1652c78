import Foundation

/// What one thing makes against another, taken in alternating rounds.
struct Comparison {
    /// What the ratio has to be.
    enum Target {
        case none
        /// The first that must hold, the second that is aimed at.
        case atLeast(Double?, goal: Double?)
        case atMost(Double)
    }

    let what: String
    let ours: String
    let other: String
    let unit: String
    var target = Target.none
    /// Pairs of one round each. A ratio is taken within a round only: between minutes a machine changes.
    private(set) var pairs: [(ours: Double, other: Double)] = []

    init(_ what: String, _ ours: String, against other: String, in unit: String, _ target: Target = .none) {
        (self.what, self.ours, self.other, self.unit, self.target) = (what, ours, other, unit, target)
    }

    mutating func add(_ ours: Double, _ other: Double) { pairs.append((ours, other)) }

    private var ratios: [Double] { pairs.map { $0.ours / $0.other }.sorted() }
    var ratio: Double { median(ratios) }

    var isMissed: Bool {
        switch target {
        case .none: false
        case .atLeast(let bar, _): bar.map { ratio < $0 } ?? false
        case .atMost(let bar): ratio > bar
        }
    }

    private var verdict: String {
        switch target {
        case .none: ""
        case .atMost: isMissed ? "MISSED" : "met"
        case .atLeast(let bar, let goal):
            if isMissed { "MISSED" } else if let goal { ratio >= goal ? "goal met" : bar == nil ? "below goal" : "met" } else { "met" }
        }
    }

    private var wanted: String {
        switch target {
        case .none: ""
        case .atMost(let bar): "at most \(number(bar))"
        case .atLeast(let bar, let goal):
            [bar.map { "at least \(number($0))" }, goal.map { "goal \(number($0))" }].compactMap(\.self).joined(separator: ", ")
        }
    }

    static let columns = ["", "compared", "median of each", "ratio", "spread", "target", ""]

    var cells: [String] {
        guard let low = ratios.first, let high = ratios.last else {
            return [what, "\(ours) : \(other)", "no figures", "", "", wanted, ""]
        }
        return [
            what, "\(ours) : \(other)", "\(number(median(pairs.map(\.ours)))) : \(number(median(pairs.map(\.other)))) \(unit)",
            number(ratio), "\(number(low)) to \(number(high))", wanted, verdict,
        ]
    }
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Megabytes a second, over at least a fortieth of a second.
func rate(_ octets: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    try body()
    var times = 0
    let start = clock.now
    var taken = Duration.zero
    repeat {
        for _ in 0..<max(1, 20_000 / octets) { try body() }
        times += max(1, 20_000 / octets)
        taken = clock.now - start
    } while taken < .milliseconds(25)
    return Double(octets) * Double(times) / (taken / .microseconds(1))
}

/// Three digits that count, no more.
func number(_ value: Double) -> String {
    guard value.isFinite else { return "none" }
    let size = value.magnitude
    if size >= 100 { return String(Int(value.rounded())) }
    let places = size >= 10 ? 10.0 : 100.0
    let whole = Int((size * places).rounded())
    let digits = String(whole % Int(places))
    let padded = String(repeating: "0", count: (places == 10 ? 1 : 2) - digits.count) + digits
    return (value < 0 ? "-" : "") + "\(whole / Int(places)).\(padded)"
}

/// Prints the comparisons of one suite as a table that Markdown knows.
func printTable(_ title: String, _ comparisons: [Comparison]) {
    guard !comparisons.isEmpty else { return }
    let rows = [Comparison.columns] + comparisons.map(\.cells)
    let widths = Comparison.columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
        "| " + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ") + " |"
    }
    say("\n### \(title)\n")
    say(line(rows[0]))
    say("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|")
    for row in rows.dropFirst() { say(line(row)) }
}

/// A line that is seen at once, also through a pipe.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
