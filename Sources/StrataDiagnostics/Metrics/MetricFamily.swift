internal import Synchronization

/// The metrics of one name.
final class MetricFamily: Sendable {
    enum Kind: Hashable {
        case counter, gauge
        case histogram([Double])

        var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    enum Instrument {
        case counter(MetricCounter)
        case gauge(MetricGauge)
        case histogram(MetricHistogram)
    }

    let name: String
    private let help: String
    private let unit: String
    private let kind: Kind
    private let labels: [String]
    private let maxSeries: Int

    private struct State {
        var series: [[String]: Instrument] = [:]
        var order: [[String]] = []
    }
    private let state = Mutex(State())

    init(_ name: String, _ help: String, _ unit: String, _ kind: Kind, _ labels: [String], _ maxSeries: Int) {
        (self.name, self.help, self.unit, self.kind) = (name, help, unit, kind)
        (self.labels, self.maxSeries) = (labels, maxSeries)
    }

    // MARK: Names

    /// The names of its samples.
    private var sampleNames: [String] {
        switch kind {
        case .counter: [name, name + "_total", name + "_created"]
        case .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count", name + "_created"]
        }
    }

    func clashes(with other: MetricFamily) -> Bool {
        name != other.name && !Set(sampleNames).isDisjoint(with: other.sampleNames)
    }

    func checkNames() throws(MetricError) {
        guard Self.isName(name, colon: true) else {
            throw MetricError("'\(Escaping.text(name, limit: 80))' cannot be the name of a metric")
        }
        if case .counter = kind, name.hasSuffix("_total") { throw MetricError("'\(name)': the page adds _total to a counter by itself") }
        guard unit.isEmpty || name.hasSuffix("_" + unit) && Self.isName(unit, colon: true) else {
            throw MetricError("'\(name)' must end with its unit, '_\(Escaping.text(unit, limit: 80))'")
        }
        for label in labels where !Self.isName(label, colon: false) || label.hasPrefix("__") {
            throw MetricError("'\(name)' cannot have the label '\(Escaping.text(label, limit: 80))'")
        }
        guard Set(labels).count == labels.count else { throw MetricError("'\(name)' has a label twice") }
        guard case .histogram(let bounds) = kind else { return }
        guard !labels.contains("le") else { throw MetricError("'\(name)' has the label 'le', which is the histogram's own") }
        guard !bounds.isEmpty, bounds.allSatisfy(\.isFinite), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw MetricError("the bounds of '\(name)' must be finite and grow")
        }
    }

    func check(isAs wanted: MetricFamily) throws(MetricError) {
        guard kind == wanted.kind, labels == wanted.labels, unit == wanted.unit else {
            throw MetricError("'\(name)' is there already, as another kind of metric or with other labels")
        }
    }

    private static func isName(_ text: String, colon: Bool) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy {
            switch $0 {
            case 65...90, 97...122, 48...57, 95: true
            case 58: colon
            default: false
            }
        }
    }

    // MARK: Series

    func instrument(_ values: [String]) -> Instrument {
        state.withLock { state in
            if let found = state.series[values] { return found }
            var values = values
            // The one for the rest is not counted among them.
            if state.series.count >= maxSeries {
                values = values.map { _ in MetricRegistry.overflowValue }
                if let found = state.series[values] { return found }
            }
            let made: Instrument =
                switch kind {
                case .counter: .counter(MetricCounter())
                case .gauge: .gauge(MetricGauge())
                case .histogram(let bounds): .histogram(MetricHistogram(bounds: bounds))
                }
            state.series[values] = made
            state.order.append(values)
            return made
        }
    }

    // MARK: The page

    func write(to page: inout String) {
        page += "# TYPE \(name) \(kind.word)\n"
        if !unit.isEmpty { page += "# UNIT \(name) \(unit)\n" }
        if !help.isEmpty { page += "# HELP \(name) \(Self.escape(help))\n" }
        let series = state.withLock { state in state.order.compactMap { values in state.series[values].map { (values, $0) } } }
        for (values, instrument) in series {
            let pairs = zip(labels, values).map { "\($0)=\"\(Self.escape($1))\"" }
            let all = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
            switch instrument {
            case .counter(let counter): page += "\(name)_total\(all) \(counter.value)\n"
            case .gauge(let gauge): page += "\(name)\(all) \(Self.number(gauge.value))\n"
            case .histogram(let histogram):
                let state = histogram.snapshot
                var sum = 0
                for (index, count) in state.counts.enumerated() {
                    sum += count
                    let bound = index < histogram.bounds.count ? "\(histogram.bounds[index])" : "+Inf"
                    page += "\(name)_bucket{\((pairs + ["le=\"\(bound)\""]).joined(separator: ","))} \(sum)\n"
                }
                page += "\(name)_count\(all) \(sum)\n"
                // A sum over negative values could shrink, and is then left out.
                if histogram.bounds.first.map({ $0 >= 0 }) == true { page += "\(name)_sum\(all) \(Self.number(state.sum))\n" }
            }
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return "\(value)"
    }

    /// Backslash, quotation mark and line feed as the format says; what a terminal would obey is not shown.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case _ where Escaping.isHidden(scalar): escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
