/// A run of records of one infoset, both ends included: an element from its start to its end record, or one other node.
public struct NodeRange: Sendable, Hashable {
    /// The index of the first record.
    public let lowerBound: Int
    /// The index of the last record, which belongs to the range.
    public let upperBound: Int

    /// A range of record indices; `upperBound` is not less than `lowerBound`.
    public init(lowerBound: Int, upperBound: Int) {
        self.lowerBound = lowerBound
        self.upperBound = max(lowerBound, upperBound)
    }

    /// The number of records.
    public var count: Int { upperBound - lowerBound + 1 }

    /// Whether the record index lies in the range.
    public func contains(_ index: Int) -> Bool { index >= lowerBound && index <= upperBound }

    /// Whether the whole of the other range lies in this one.
    public func contains(_ other: NodeRange) -> Bool { other.lowerBound >= lowerBound && other.upperBound <= upperBound }
}
