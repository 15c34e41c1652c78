/// A typed key of a value that travels beside a message, inside this process only.
public protocol MessagePropertyKey: SendableMetatype {
    /// The type of what travels along.
    associatedtype Value: Sendable
}

/// What travels beside a message, by typed key: never on the wire.
public struct MessageProperties: Sendable {
    private var storage: [ObjectIdentifier: any Sendable] = [:]

    /// No values yet.
    public init() {}

    /// The value under a key; `nil` where nobody has set it.
    public subscript<Key: MessagePropertyKey>(_ key: Key.Type) -> Key.Value? {
        get { storage[ObjectIdentifier(key)] as? Key.Value }
        set {
            if let newValue {
                storage[ObjectIdentifier(key)] = newValue
            } else {
                storage.removeValue(forKey: ObjectIdentifier(key))
            }
        }
    }

    /// Whether nothing travels along.
    public var isEmpty: Bool { storage.isEmpty }

    /// Takes over the values of `other`, which win.
    public mutating func merge(_ other: MessageProperties) {
        guard !other.storage.isEmpty else { return }
        storage.merge(other.storage) { $1 }
    }
}
