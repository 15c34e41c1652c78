public import StrataInfoset

extension Array: ContractValue where Element: ContractValue {
    /// `ArrayOf` and the name of the items' type, in the namespace of that, or in .NET's for arrays of simple types.
    public static var contractName: ExpandedName { CollectionNames.array(of: Element.self) }

    /// Writes an element for each item.
    @inlinable public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.writeItems(self, as: CollectionNames.item(Element.self), coding)
    }

    /// Reads the elements that are named as items; others are stepped over, as .NET does.
    @inlinable public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.readItems(CollectionNames.item(Element.self), coding)
    }
}

extension Set: ContractValue where Element: ContractValue {
    /// That of an array of the items.
    public static var contractName: ExpandedName { CollectionNames.array(of: Element.self) }

    /// Writes an element for each item, in no order.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.writeItems(self, as: CollectionNames.item(Element.self), coding)
    }

    /// Reads as an array; an item that comes twice is one.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = Set(try element.readItems(CollectionNames.item(Element.self), coding) as [Element])
    }
}

/// A collection with names of its own, as .NET's `CollectionDataContract`.
public protocol CollectionContract: DataContractType {
    /// The type of the items.
    associatedtype Item: ContractValue
    /// The local name of the elements, which are in the namespace of `contractName`.
    static var itemElement: String { get }
    /// The items.
    var items: [Item] { get }
    /// A collection of items.
    init(items: [Item])
}

extension CollectionContract {
    /// Writes an element for each item.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        let name = ExpandedName(Self.itemElement, namespace: Self.contractName.namespace)
        try builder.writeItems(items, as: name, coding)
    }

    /// Reads the elements that are named as items.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let name = ExpandedName(Self.itemElement, namespace: Self.contractName.namespace)
        self.init(items: try element.readItems(name, coding))
    }
}

extension InfosetBuilder {
    @inlinable
    mutating func writeItems<Items: Sequence>(_ items: Items, as name: ExpandedName, _ coding: ContractCoding) throws
    where Items.Element: ContractValue {
        declareNames(in: name.namespace)
        let coding = coding.entering(Items.Element.self)
        var index = 0
        for item in items {
            try write(item, as: name, coding, index: index)
            index += 1
        }
    }
}

extension InfosetCursor {
    @inlinable
    func readItems<Item: ContractValue>(_ name: ExpandedName, _ coding: ContractCoding) throws -> [Item] {
        try limitDepth(coding)
        if hasNonWhitespaceText { throw refusedText(among: name) }
        let coding = coding.entering(Item.self)
        var items: [Item] = []
        var child = firstChild
        while let current = child {
            if current.isNamed(name) { items.append(try current.read(as: Item.self, coding)) }
            child = current.next
        }
        return items
    }

    @usableFromInline func refusedText(among name: ExpandedName) -> ContractError {
        ContractError(at: self, expected: "elements <\(name.localName)>", found: "text")
    }
}
