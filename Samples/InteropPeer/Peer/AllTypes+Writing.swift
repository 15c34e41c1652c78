public import StrataInfoset

private import Foundation

extension AllTypes {
    /// Writes an optional value as an element of that name, member by member in the order of the contract.
    public static func write(_ value: AllTypes?, as name: ExpandedName, to builder: inout InfosetBuilder) {
        builder.startElement(name)
        builder.declare(prefix: "a", namespace: Names.data)
        builder.declare(prefix: "i", namespace: Names.instance)
        if let value { value.writeMembers(to: &builder) } else { builder.null() }
        builder.endElement()
    }

    private func writeMembers(to builder: inout InfosetBuilder) {
        if derived != nil { builder.attribute(Names.type, "a:DerivedTypes", prefix: "i") }
        builder.member("Text", text)
        builder.member("Number", String(number))
        builder.member("Real", real.lexical)
        builder.member("When", when.lexical)
        builder.optional("Blob", blob) { $1.bytes($0) }
        builder.optional("Ints", ints) { list, builder in builder.array("int", list) { $1.text(String($0)) } }
        builder.optional("Strings", strings) { list, builder in builder.array("string", list) { $1.text($0) } }
        builder.optional("Nested", nested) { $0.write(to: &$1) }
        builder.optional("NestedList", nestedList) { list, builder in
            for item in list { builder.optional("Inner", item) { $0.write(to: &$1) } }
        }
        builder.member("MaybeInt", maybeInt.map(String.init))
        builder.member("NoInt", noInt.map(String.init))
        builder.member("Color", color.rawValue)
        builder.member("Flag", String(flag))
        builder.member("Big", String(big))
        builder.member("Money", money.lexical)
        builder.member("Id", id.uuidString.lowercased())
        builder.member("Span", span.lexical)
        builder.optional("Map", map) { entries, builder in
            builder.declare(prefix: "b", namespace: Names.arrays)
            for entry in entries {
                builder.startElement(ExpandedName("KeyValueOfstringint", namespace: Names.arrays), prefix: "b")
                builder.element(ExpandedName("Key", namespace: Names.arrays), entry.key)
                builder.element(ExpandedName("Value", namespace: Names.arrays), String(entry.value))
                builder.endElement()
            }
        }
        builder.member("Single", single.lexical)
        builder.optional("Any", any) { $0.write(to: &$1) }
        builder.member("Link", link)
        if let derived { builder.member("Extra", derived.extra) }
    }
}

extension Inner {
    func write(to builder: inout InfosetBuilder) {
        builder.member("Name", name)
        builder.member("Value", String(value))
    }
}

extension AnyValue {
    func write(to builder: inout InfosetBuilder) {
        switch self {
        case .string(let value): builder.typed("string", text: value)
        case .int(let value): builder.typed("int", text: String(value))
        case .long(let value): builder.typed("long", text: String(value))
        case .double(let value): builder.typed("double", text: value.lexical)
        case .float(let value): builder.typed("float", text: value.lexical)
        case .boolean(let value): builder.typed("boolean", text: String(value))
        case .decimal(let value): builder.typed("decimal", text: value.lexical)
        case .dateTime(let value): builder.typed("dateTime", text: value.lexical)
        case .base64Binary(let value):
            builder.typed("base64Binary", text: "")
            builder.bytes(value)
        case .uri(let value): builder.typed("anyURI", text: value)
        case .guid(let value): builder.typed("guid", in: Names.serialization, text: value.uuidString.lowercased())
        case .duration(let value): builder.typed("duration", in: Names.serialization, text: value.lexical)
        case .nothing: break
        }
    }
}

extension InfosetBuilder {
    /// Says that the open element stands for no value.
    mutating func null() { attribute(Names.null, "true", prefix: "i") }

    /// An element with text, or a null one.
    mutating func member(_ name: String, _ text: String?) { optional(name, text) { $1.text($0) } }

    /// An element that `write` fills, or a null one.
    mutating func optional<Value>(_ name: String, _ value: Value?, _ write: (Value, inout InfosetBuilder) -> Void) {
        startElement(ExpandedName(name, namespace: Names.data), prefix: "a")
        if let value { write(value, &self) } else { null() }
        endElement()
    }

    /// The items of an array of simple values.
    fileprivate mutating func array<Value>(_ name: String, _ list: [Value?], _ write: (Value, inout InfosetBuilder) -> Void) {
        declare(prefix: "b", namespace: Names.arrays)
        for item in list {
            startElement(ExpandedName(name, namespace: Names.arrays), prefix: "b")
            if let item { write(item, &self) } else { null() }
            endElement()
        }
    }

    /// Content that tells its type.
    fileprivate mutating func typed(_ name: String, in namespace: String = Names.schema, text content: String) {
        declare(prefix: "b", namespace: namespace)
        attribute(Names.type, "b:\(name)", prefix: "i")
        text(content)
    }
}
