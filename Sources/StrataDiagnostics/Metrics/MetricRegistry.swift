internal import Synchronization

/// Metrics by name and labels, and the page that shows them: OpenMetrics text 1.0.
///
/// Asking twice for the same name and labels gives the same instrument; keep it, and counting is cheap. A family has at most
/// `maxSeries` combinations of label values; what goes beyond is counted under the value `overflow`, so a peer that invents values
/// costs no memory.
public final class MetricRegistry: Sendable {
    /// The content type of the page.
    public static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    /// What stands for the label values beyond `maxSeries`.
    public static let overflowValue = "overflow"

    /// The combinations of label values of one family.
    public let maxSeries: Int
    private let families = Mutex<[String: MetricFamily]>([:])

    /// An empty registry.
    public init(maxSeries: Int = 1000) { self.maxSeries = max(1, maxSeries) }

    /// A counter; the page adds `_total` to its name.
    ///
    /// - Parameters:
    ///   - name: `[a-zA-Z_:][a-zA-Z0-9_:]*`, with the unit at its end where there is one, without `_total`.
    ///   - help: what it counts, a sentence.
    ///   - unit: `seconds`, `bytes`; empty for none.
    ///   - labels: names (`[a-zA-Z_][a-zA-Z0-9_]*`) and any values, in the order of the page.
    /// - Throws: `MetricError` for a name that cannot be, or that stands for something else already.
    public func counter(
        _ name: String, help: String, unit: String = "", labels: KeyValuePairs<String, String> = [:]
    ) throws(MetricError) -> MetricCounter {
        let made = try instrument(name, help, unit, .counter, labels.map { ($0.key, $0.value) })
        guard case .counter(let counter) = made else { throw MetricError("'\(name)' is no counter") }
        return counter
    }

    /// A gauge; otherwise as `counter`.
    public func gauge(
        _ name: String, help: String, unit: String = "", labels: KeyValuePairs<String, String> = [:]
    ) throws(MetricError) -> MetricGauge {
        let made = try instrument(name, help, unit, .gauge, labels.map { ($0.key, $0.value) })
        guard case .gauge(let gauge) = made else { throw MetricError("'\(name)' is no gauge") }
        return gauge
    }

    /// A histogram over `bounds`, growing and finite; otherwise as `counter`. The label `le` is its own.
    public func histogram(
        _ name: String, help: String, unit: String = "", bounds: [Double] = MetricHistogram.secondsBounds,
        labels: KeyValuePairs<String, String> = [:]
    ) throws(MetricError) -> MetricHistogram {
        let made = try instrument(name, help, unit, .histogram(bounds), labels.map { ($0.key, $0.value) })
        guard case .histogram(let histogram) = made else { throw MetricError("'\(name)' is no histogram") }
        return histogram
    }

    private func instrument(
        _ name: String, _ help: String, _ unit: String, _ kind: MetricFamily.Kind, _ labels: [(String, String)]
    ) throws(MetricError) -> MetricFamily.Instrument {
        let family = try self.family(MetricFamily(name, help, unit, kind, labels.map(\.0), maxSeries))
        return family.instrument(labels.map(\.1))
    }

    private func family(_ wanted: MetricFamily) throws(MetricError) -> MetricFamily {
        if let found = families.withLock({ $0[wanted.name] }) {
            try found.check(isAs: wanted)
            return found
        }
        try wanted.checkNames()
        let (family, clash) = families.withLock { families -> (MetricFamily?, String?) in
            if let clash = families.values.first(where: { $0.clashes(with: wanted) }) { return (nil, clash.name) }
            if let found = families[wanted.name] { return (found, nil) }
            families[wanted.name] = wanted
            return (wanted, nil)
        }
        guard let family else { throw MetricError("the samples of '\(wanted.name)' would pass for those of '\(clash ?? "")'") }
        try family.check(isAs: wanted)
        return family
    }

    /// The page, families by name.
    public var page: String {
        let families = families.withLock { $0.values.sorted { $0.name < $1.name } }
        var page = ""
        for family in families { family.write(to: &page) }
        return page + "# EOF\n"
    }
}
