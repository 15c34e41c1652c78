public import StrataInfoset

/// Members that a contract did not know when it was read, to be written back in their places: what a newer version of it has added.
///
/// It keeps the whole document alive that it was read from.
public struct ExtensionData: Sendable, Equatable {
    struct Item: Sendable, Equatable {
        /// Behind how many of the contract's own members it stands.
        var position: Int
        let element: InfosetCursor
    }

    let items: [Item]

    init(items: [Item]) { self.items = items }

    /// No members.
    public init() { items = [] }

    /// Whether there are none.
    public var isEmpty: Bool { items.isEmpty }
    /// The members, in their order.
    public var elements: [InfosetCursor] { items.map(\.element) }
}

extension InfosetBuilder {
    /// Writes the extension data that stood behind so many members of the contract's own; a contract that keeps it calls this with 0 before
    /// its first member and with n behind its nth.
    public mutating func write(_ data: ExtensionData, at position: Int) {
        for item in data.items where item.position == position { copy(item.element) }
    }
}
