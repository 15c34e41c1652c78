public import StrataInfoset

private import Foundation

extension AllTypes {
    /// Reads the value from the element that holds it; `nil` for null. Members that are absent keep their defaults.
    public static func read(from element: InfosetCursor) throws -> AllTypes? {
        guard !element.isNull else { return nil }
        var value = AllTypes()
        switch try element.typeName() {
        case nil, ExpandedName("AllTypes", namespace: Names.data): break
        case ExpandedName("DerivedTypes", namespace: Names.data):
            value.derived = Extra(extra: try element.member("Extra")?.string())
        case let other?: throw InvalidValue(element: element.localName, type: "known type (\(other))")
        }
        try value.readScalars(element)
        try value.readLists(element)
        return value
    }

    private mutating func readScalars(_ element: InfosetCursor) throws {
        text = try element.member("Text")?.string()
        number = try element.member("Number")?.integer() ?? 0
        real = try element.member("Real")?.value("double") { Double(lexical: $0) } ?? 0
        when = try element.member("When")?.value("dateTime") { DateTime(lexical: $0) } ?? DateTime()
        blob = try element.member("Blob")?.base64()
        nested = try element.member("Nested").map(Inner.init(reading:))
        maybeInt = try element.member("MaybeInt")?.integer()
        noInt = try element.member("NoInt")?.integer()
        color = try element.member("Color")?.value("Color") { Color(rawValue: $0) } ?? .red
        flag = try element.member("Flag")?.bool() ?? false
        big = try element.member("Big")?.integer() ?? 0
        money = try element.member("Money")?.value("decimal") { DecimalNumber(lexical: $0) } ?? DecimalNumber()
        if let guid = try element.member("Id")?.value("guid", { UUID(uuidString: $0) }) { id = guid }
        span = try element.member("Span")?.value("duration") { TimeSpan(lexical: $0) } ?? TimeSpan()
        single = try element.member("Single")?.value("float") { Float(lexical: $0) } ?? 0
        any = try element.member("Any").map(AnyValue.init(reading:))
        link = try element.member("Link")?.string()
    }

    private mutating func readLists(_ element: InfosetCursor) throws {
        ints = try element.member("Ints")?.items("int", in: Names.arrays).map { try $0.integer() }
        strings = try element.member("Strings")?.items("string", in: Names.arrays).map { $0.isNull ? nil : try $0.string() }
        nestedList = try element.member("NestedList")?.items("Inner", in: Names.data).map { $0.isNull ? nil : try Inner(reading: $0) }
        map = try element.member("Map")?.items("KeyValueOfstringint", in: Names.arrays).map { entry in
            guard let key = entry.member("Key", in: Names.arrays), let value = entry.member("Value", in: Names.arrays) else {
                throw InvalidValue(element: entry.localName, type: "dictionary entry")
            }
            return MapEntry(try key.string(), try value.integer())
        }
    }
}

extension Inner {
    init(reading element: InfosetCursor) throws {
        name = try element.member("Name")?.string()
        value = try element.member("Value")?.integer() ?? 0
    }
}

extension AnyValue {
    init(reading element: InfosetCursor) throws {
        guard let type = try element.typeName() else {
            self = .nothing
            return
        }
        switch (type.namespace, type.localName) {
        case (Names.schema, "string"): self = .string(try element.string())
        case (Names.schema, "int"): self = .int(try element.integer())
        case (Names.schema, "long"): self = .long(try element.integer())
        case (Names.schema, "double"): self = .double(try element.value("double") { Double(lexical: $0) })
        case (Names.schema, "float"): self = .float(try element.value("float") { Float(lexical: $0) })
        case (Names.schema, "boolean"): self = .boolean(try element.bool())
        case (Names.schema, "decimal"): self = .decimal(try element.value("decimal") { DecimalNumber(lexical: $0) })
        case (Names.schema, "dateTime"): self = .dateTime(try element.value("dateTime") { DateTime(lexical: $0) })
        case (Names.schema, "base64Binary"): self = .base64Binary(try element.base64())
        case (Names.schema, "anyURI"): self = .uri(try element.string())
        case (Names.serialization, "guid"): self = .guid(try element.value("guid") { UUID(uuidString: $0) })
        case (Names.serialization, "duration"): self = .duration(try element.value("duration") { TimeSpan(lexical: $0) })
        default: throw InvalidValue(element: element.localName, type: "known type (\(type))")
        }
    }
}
