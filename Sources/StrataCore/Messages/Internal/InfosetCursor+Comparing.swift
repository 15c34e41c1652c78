import StrataInfoset

extension InfosetCursor {
    /// Whether two elements say the same: names, attributes in any order, children; prefixes and comments do not count.
    func hasSameContent(as other: InfosetCursor) -> Bool {
        guard name == other.name else { return false }
        let mine = attributes
        let theirs = other.attributes
        guard mine.count == theirs.count,
            mine.allSatisfy({ attribute in theirs.contains { $0.0 == attribute.0 && $0.1 == attribute.1 } })
        else { return false }
        var a = firstChild
        var b = other.firstChild
        if a == nil && b == nil { return (try? string()) == (try? other.string()) }
        while let x = a, let y = b {
            guard x.hasSameContent(as: y) else { return false }
            a = x.next
            b = y.next
        }
        return a == nil && b == nil
    }
}
