public import StrataInfoset

/// The names of the contract.
public enum Names {
    public static let calc = "urn:peers:calc"
    public static let data = "urn:peers:data"
    static let arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
    static let serialization = "http://schemas.microsoft.com/2003/10/Serialization/"
    static let schema = "http://www.w3.org/2001/XMLSchema"
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"
    static let null = ExpandedName("nil", namespace: instance)
    static let type = ExpandedName("type", namespace: instance)

    /// `urn:peers:calc/<contract>/<operation>`
    public static func action(_ operation: String, of contract: String = "ICalc") -> String { "\(calc)/\(contract)/\(operation)" }

    /// Where an operation has a parameter, or its result.
    static func path(_ operation: String, _ parameter: String) -> [ExpandedName] {
        [ExpandedName(operation, namespace: calc), ExpandedName(parameter, namespace: calc)]
    }
}

/// A value on the wire that is not in the lexical space of its type.
public struct InvalidValue: Error, CustomStringConvertible {
    public var element: String
    public var type: String
    public var description: String { "the content of '\(element)' is no \(type)" }
}

extension InfosetCursor {
    /// Whether the element says that it stands for no value.
    public var isNull: Bool { ["true", "1"].contains(attribute(Names.null)?.trimmed) }

    /// The child of that name, unless it is absent or null.
    func member(_ name: String, in namespace: String = Names.data) -> InfosetCursor? {
        child(ExpandedName(name, namespace: namespace)).flatMap { $0.isNull ? nil : $0 }
    }

    /// The child elements of that name.
    func items(_ name: String, in namespace: String) -> [InfosetCursor] {
        let name = ExpandedName(name, namespace: namespace)
        return children.filter { $0.isNamed(name) }
    }

    /// What `xsi:type` names, with its prefix resolved.
    func typeName() throws -> ExpandedName? {
        guard let text = attribute(Names.type)?.trimmed else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let prefix = parts.count == 2 ? String(parts[0]) : ""
        guard let namespace = namespace(forPrefix: prefix) ?? (prefix.isEmpty ? "" : nil), let local = parts.last, !local.isEmpty else {
            throw InvalidValue(element: localName, type: "type name")
        }
        return ExpandedName(String(local), namespace: namespace)
    }

    /// The content as a value that reads itself from its lexical form.
    func value<Value>(_ type: String, _ read: (String) -> Value?) throws -> Value {
        guard let value = read(try string().trimmed) else { throw InvalidValue(element: localName, type: type) }
        return value
    }

    /// The content as `xsd:int` or `xsd:long`.
    public func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws -> Value {
        try value("\(Value.self)") { Value($0) }
    }
}

extension String {
    /// Without white space of XML at both ends.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { " \t\n\r\r\n".contains($0) }
        var rest = self[...]
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }
}
