/// Fields that a transport carries beside a message, by name: the header fields of HTTP. Names know no case.
///
/// An element that wants to carry something this way sets `message.properties.outgoingFields`, and says in its
/// `contribute(to:)`, under `WantedTransportFields`, which names it wants to read; only those are copied from what is received, into
/// `message.properties.incomingFields`. The two are kept apart, so that what was received is never sent on by accident. A transport that
/// has no fields ignores both; HTTP sends them with requests, and not with replies.
public struct TransportFields: Sendable, Hashable {
    /// One field line.
    public struct Field: Sendable, Hashable {
        /// As it was written.
        public let name: String
        /// What it says.
        public let value: String
    }

    /// The lines in their order.
    public private(set) var lines: [Field] = []

    /// No fields.
    public init() {}

    /// Whether there is no line.
    public var isEmpty: Bool { lines.isEmpty }

    /// The values of a field, one for each line of it.
    public func values(of name: String) -> [String] {
        lines.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Adds a line. The transport checks it where it is written: a name or value that cannot be makes the message fail.
    public mutating func add(_ name: String, _ value: String) { lines.append(Field(name: name, value: value)) }

    /// Puts one line in the place of those of that name.
    public mutating func set(_ name: String, _ value: String) {
        lines.removeAll { $0.name.lowercased() == name.lowercased() }
        add(name, value)
    }
}

/// `message.properties.incomingFields`: those fields of the message that elements of the stack have asked for.
public enum IncomingTransportFields: MessagePropertyKey {
    /// Fields.
    public typealias Value = TransportFields
}

/// `message.properties.outgoingFields`: what the transport is to send beside the message; it wins over the application's own of that name.
public enum OutgoingTransportFields: MessagePropertyKey {
    /// Fields.
    public typealias Value = TransportFields
}

/// The names of the fields that elements want to read; a transport with fields reads it once, when it is built.
public enum WantedTransportFields: BindingParameterKey {
    public static var defaultValue: [String] { [] }
}

extension MessageProperties {
    /// Fields that came with the message, as far as an element has asked for them.
    public var incomingFields: TransportFields {
        get { self[IncomingTransportFields.self] ?? TransportFields() }
        set { self[IncomingTransportFields.self] = newValue.isEmpty ? nil : newValue }
    }

    /// Fields that go with the message.
    public var outgoingFields: TransportFields {
        get { self[OutgoingTransportFields.self] ?? TransportFields() }
        set { self[OutgoingTransportFields.self] = newValue.isEmpty ? nil : newValue }
    }
}
