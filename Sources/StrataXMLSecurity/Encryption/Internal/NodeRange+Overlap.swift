internal import StrataInfoset

extension NodeRange {
    /// One of elements that stands within another of them, or is among them twice; nil when there is none.
    static func overlapping(_ elements: [NodeRange]) -> NodeRange? {
        let sorted = elements.sorted { $0.lowerBound < $1.lowerBound }
        return zip(sorted, sorted.dropFirst()).first { one, next in next.lowerBound <= one.upperBound }?.1
    }
}
