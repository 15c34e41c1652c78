public import StrataInfoset

/// One element of any name as a value, as .NET's `XmlElement` and `XElement`: it stands inside the element of the member.
///
/// It keeps the whole document alive that it was read from.
public struct XMLFragment: ContractValue, Equatable {
    /// The element.
    public let element: InfosetCursor

    /// An element of some document.
    public init(_ element: InfosetCursor) { self.element = element }

    /// `XmlElement` of .NET's `System.Xml`.
    public static let contractName = ExpandedName("XmlElement", namespace: WireNames.types + "System.Xml")

    /// Writes the element with everything in it, and the declarations that it needs.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.copy(element) }

    /// Reads the one element inside.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        guard let child = element.firstChild, child.next == nil, !element.hasNonWhitespaceText else {
            throw ContractError(at: element, expected: "exactly one element")
        }
        self.element = child
    }
}

/// The attributes and nodes of an element as a value, whatever they are, as .NET's `XmlNode[]`.
///
/// It keeps the whole document alive that it was read from.
public struct XMLContent: ContractValue, Equatable {
    /// The element whose attributes and content these are. Its name is no part of the value.
    public let element: InfosetCursor

    /// The content of an element of some document.
    public init(of element: InfosetCursor) { self.element = element }

    /// `ArrayOfXmlNode` of .NET's `System.Xml`.
    public static let contractName = ExpandedName("ArrayOfXmlNode", namespace: WireNames.types + "System.Xml")
    /// A type name is content like any other attribute.
    public static var traits: ContractTraits { .polymorphic }

    /// Writes the attributes and the nodes.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        builder.copyAttributes(of: element) { $0 != WireNames.null }
        builder.copyContents(of: element)
    }

    /// Takes the attributes and nodes as they are.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { self.element = element }
}
