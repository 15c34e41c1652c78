import SwiftReader

/// What the property of a collection contract holds, and how it becomes the list that the service model asks for, and back.
enum CollectionContent {
    case array(item: String)
    case set(item: String)
    case dictionary(key: String, value: String)
    /// `DictionaryEntries`, which keeps their order.
    case entries(key: String, value: String)

    /// `nil` for what is no collection.
    init?(_ type: TypeReference) {
        switch type.shape {
        case .array(let item): self = .array(item: item.spelling)
        case .dictionary(let key, let value): self = .dictionary(key: key.spelling, value: value.spelling)
        case .named(_, let arguments):
            switch (type.lastName, arguments.count) {
            case ("Array", 1): self = .array(item: arguments[0].spelling)
            case ("Set", 1): self = .set(item: arguments[0].spelling)
            case ("Dictionary", 2): self = .dictionary(key: arguments[0].spelling, value: arguments[1].spelling)
            case ("DictionaryEntries", 2): self = .entries(key: arguments[0].spelling, value: arguments[1].spelling)
            default: return nil
            }
        default: return nil
        }
    }

    var isDictionary: Bool {
        switch self {
        case .array, .set: false
        case .dictionary, .entries: true
        }
    }

    /// Whether the property can be the witness itself.
    var isPlain: Bool { if case .array = self { true } else { false } }

    /// The property that the service model asks for.
    var witness: String { isDictionary ? "entries" : "items" }

    var witnessType: String {
        switch self {
        case .array(let item), .set(let item): "[\(item)]"
        case .dictionary(let key, let value), .entries(let key, let value): "[(key: \(key), value: \(value))]"
        }
    }

    /// Code for the name of the elements where the contract gives none: what a collection without a contract has.
    var defaultName: String {
        switch self {
        case .array(let item), .set(let item): "\(item).itemName"
        case .dictionary(let key, let value), .entries(let key, let value):
            "ExpandedName(generic: \"KeyValue\", of: [\(key).contractName, \(value).contractName], namespace: \"\").localName"
        }
    }

    func taking(_ property: String) -> String {
        switch self {
        case .array: property
        case .set: "Array(\(property))"
        case .dictionary: "\(property).map { (key: $0.key, value: $0.value) }"
        case .entries: "\(property).entries"
        }
    }

    func making(_ list: String) -> String {
        switch self {
        case .array: list
        case .set: "Set(\(list))"
        case .dictionary: "Dictionary(\(list).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })"
        case .entries: "DictionaryEntries(\(list))"
        }
    }
}
