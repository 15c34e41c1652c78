/// A metric cannot be as it was asked for.
public struct MetricError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and with which metric.
    public let description: String
    init(_ description: String) { self.description = description }
}
