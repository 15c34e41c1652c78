/// A typed key of a value that travels beside a message, inside this process only.
public protocol MessagePropertyKey: SendableMetatype {
    /// The type of what travels along.
    associatedtype Value: Sendable
}

/// What travels beside a message, by typed key: never on the wire.
public struct MessageProperties: Sendable {
    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline let key: ObjectIdentifier
        @usableFromInline var value: any Sendable

        @usableFromInline
        init(_ key: ObjectIdentifier, _ value: any Sendable) {
            self.key = key
            self.value = value
        }
    }

    /// A message has a handful of them, which are sooner looked through than hashed.
    @usableFromInline var entries: [Entry] = []

    /// No values yet.
    public init() {}

    /// The value under a key; `nil` where nobody has set it.
    @inlinable
    public subscript<Key: MessagePropertyKey>(_ key: Key.Type) -> Key.Value? {
        get { index(of: ObjectIdentifier(key)).flatMap { entries[$0].value as? Key.Value } }
        set {
            if let newValue { set(ObjectIdentifier(key), newValue) } else { remove(ObjectIdentifier(key)) }
        }
    }

    /// Whether nothing travels along.
    public var isEmpty: Bool { entries.isEmpty }

    /// Takes over the values of `other`, which win.
    public mutating func merge(_ other: MessageProperties) {
        for entry in other.entries { set(entry.key, entry.value) }
    }

    @usableFromInline
    func index(of key: ObjectIdentifier) -> Int? { entries.firstIndex { $0.key == key } }

    @usableFromInline
    mutating func set(_ key: ObjectIdentifier, _ value: any Sendable) {
        if let index = index(of: key) {
            entries[index].value = value
        } else {
            if entries.isEmpty { entries.reserveCapacity(6) }
            entries.append(Entry(key, value))
        }
    }

    @usableFromInline
    mutating func remove(_ key: ObjectIdentifier) {
        if let index = index(of: key) { entries.remove(at: index) }
    }
}
