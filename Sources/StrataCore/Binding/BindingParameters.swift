/// A typed key for what an element tells the elements beneath it.
public protocol BindingParameterKey: SendableMetatype {
    /// The type of what is told.
    associatedtype Value: Sendable
    /// What an element reads when nobody above has set it.
    static var defaultValue: Value { get }
}

/// What elements tell those beneath them, by typed key, each with the name of the element that said it.
public struct BindingParameters: Sendable {
    private var storage: [ObjectIdentifier: any Sendable] = [:]
    private var sources: [ObjectIdentifier: String] = [:]
    /// The element that is contributing now; recorded as the source of what it sets.
    var contributor: String?

    /// Nothing said yet.
    public init() {}

    /// What the elements of a stack leave, topmost first.
    init(of elements: [any BindingElement], resources: [Resource] = []) {
        if !resources.isEmpty { self[ResourcesParameter.self] = resources }
        for element in elements {
            contributor = element.elementName
            element.contribute(to: &self)
        }
        contributor = nil
    }

    /// The value under a key; its `defaultValue` where no element has set it.
    public subscript<Key: BindingParameterKey>(_ key: Key.Type) -> Key.Value {
        get { storage[ObjectIdentifier(key)] as? Key.Value ?? Key.defaultValue }
        set {
            storage[ObjectIdentifier(key)] = newValue
            sources[ObjectIdentifier(key)] = contributor
        }
    }

    /// Whether an element has set it.
    public func isSet<Key: BindingParameterKey>(_ key: Key.Type) -> Bool { storage[ObjectIdentifier(key)] != nil }

    /// The element that set it, `nil` for the default.
    public func source<Key: BindingParameterKey>(of key: Key.Type) -> String? { sources[ObjectIdentifier(key)] }
}
