public import StrataInfoset

/// The members of a data contract, read forward in the order of the contract.
///
/// What a contract does not know is stepped over, or kept as extension data. A member that comes twice is read once. One that stands before
/// members that have been read is an error, where .NET drops it silently.
public struct ContractMembers {
    /// The element that has the members.
    public let element: InfosetCursor
    /// The settings that values inside are read with.
    public private(set) var coding: ContractCoding
    private var upcoming: InfosetCursor?
    /// How many members have been asked for, and how many when one was found last.
    private var asked = 0
    private var found = 0
    private var unknown: [ExtensionData.Item] = []
    private var hasSkipped = false
    private var isReadingBase = false

    /// Begins before the first child element.
    ///
    /// - Throws: `ContractError` where text stands between the members, or the element lies too deep.
    public init(of element: InfosetCursor, _ coding: ContractCoding) throws {
        try element.limitDepth(coding)
        try element.refuseReferences()
        if element.hasNonWhitespaceText { throw ContractError(at: element, expected: "elements, without text between them", found: "text") }
        self.element = element
        self.coding = coding
        upcoming = element.firstChild
    }

    /// Reads the member if it is there; nil when it is not. `i:nil` gives the type's null.
    ///
    /// - Throws: `ContractError`, also where a type has no null, and where the member stands out of its order.
    @inlinable
    public mutating func readIfPresent<Value: ContractValue>(_ name: ExpandedName, as type: Value.Type = Value.self) throws -> Value? {
        guard let element = try next(name) else { return nil }
        return try element.read(as: type, coding)
    }

    /// The element of the member, if it is there.
    @usableFromInline mutating func next(_ name: ExpandedName) throws -> InfosetCursor? {
        asked += 1
        var candidate = upcoming
        while let current = candidate {
            if current.isNamed(name) {
                skip(to: current)
                upcoming = current.next
                found = asked
                return current
            }
            candidate = current.next
        }
        if hasSkipped { try refuseBefore(name) }
        return nil
    }

    /// Reads the member; a missing one gives the type's null.
    ///
    /// - Throws: `ContractError` as `readIfPresent`, and for a missing member of a type that has no null.
    @inlinable
    public mutating func read<Value: ContractValue>(_ name: ExpandedName, as type: Value.Type = Value.self) throws -> Value {
        if let element = try next(name) { return try element.read(as: type, coding) }
        guard let null = Value.null else { throw missing(name) }
        return null
    }

    /// Reads a member that must be there, also where the type has a null (.NET's `IsRequired`).
    @inlinable
    public mutating func readRequired<Value: ContractValue>(_ name: ExpandedName, as type: Value.Type = Value.self) throws -> Value {
        guard let element = try next(name) else { throw missing(name) }
        return try element.read(as: type, coding)
    }

    /// Reads the members of a base, which come before one's own.
    public mutating func readBase<Base: MemberContract>(_ type: Base.Type = Base.self) throws -> Base {
        let (own, wasReadingBase) = (coding, isReadingBase)
        coding = coding.entering(type)
        isReadingBase = true
        let base = try Base(from: &self)
        isReadingBase = wasReadingBase
        coding = own
        // What the base has left over stands before the first member of one's own.
        for i in unknown.indices { unknown[i].position = 0 }
        asked = 0
        found = 0
        return base
    }

    /// What no member was, in its places; nothing where `ContractCoding.keepsExtensionData` is false. Asked for behind the last member.
    ///
    /// A base gets what stands among its own members; its heir the rest.
    public mutating func extensionData() throws -> ExtensionData {
        defer { unknown = [] }
        guard coding.keepsExtensionData else { return ExtensionData() }
        if !isReadingBase {
            while let element = upcoming {
                unknown.append(ExtensionData.Item(position: found, element: element))
                upcoming = element.next
            }
        }
        return ExtensionData(items: unknown)
    }

    private mutating func skip(to element: InfosetCursor) {
        while let current = upcoming, current.index < element.index {
            hasSkipped = true
            if coding.keepsExtensionData { unknown.append(ExtensionData.Item(position: found, element: current)) }
            upcoming = current.next
        }
    }

    /// A member that is missing here may have been stepped over as unknown, because it stood too early.
    private func refuseBefore(_ name: ExpandedName) throws {
        var child = element.firstChild
        while let current = child, current.index < upcoming?.index ?? .max {
            if current.isNamed(name) {
                throw ContractError(at: current, expected: "the member \(name) behind those that come before it in the contract")
            }
            child = current.next
        }
    }

    @usableFromInline func missing(_ name: ExpandedName) -> ContractError {
        ContractError(at: element, expected: "the member \(name)", found: upcoming.map { "<\($0.localName)>" } ?? "the end of the element")
    }
}
