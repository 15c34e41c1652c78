public import StrataInfoset

/// What an application says about a fault: any number of elements.
public struct FaultDetail: Sendable {
    enum Content: Sendable {
        /// The detail element of a received fault; its children are the entries.
        case received(InfosetCursor)
        case elements([InfosetCursor])
        case writer(@Sendable (inout InfosetBuilder) throws -> Void)
    }

    let content: Content

    /// Entries that are elements of an infoset.
    public init(_ elements: InfosetCursor...) { content = .elements(elements) }

    /// Entries that write themselves inside the open detail element.
    public init(write: @escaping @Sendable (inout InfosetBuilder) throws -> Void) { content = .writer(write) }

    init(received element: InfosetCursor) { content = .received(element) }

    /// The entries; empty for a detail that has yet to write itself.
    public var elements: [InfosetCursor] {
        switch content {
        case .received(let element): Array(element.children)
        case .elements(let elements): elements
        case .writer: []
        }
    }

    func write(to builder: inout InfosetBuilder) throws {
        switch content {
        case .received(let element):
            builder.copyAttributes(of: element) { !$0.namespace.isEmpty && $0.namespace != element.namespace }
            builder.copyContents(of: element)
        case .elements(let elements): for element in elements { builder.copy(element) }
        case .writer(let write): try write(&builder)
        }
    }
}
