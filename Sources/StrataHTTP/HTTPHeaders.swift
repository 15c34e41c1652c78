internal import StrataFraming

/// Fields of an HTTP message in their order; names know no case (RFC 9110, 5.1).
///
/// What an application adds is checked when it is added: a name that is no token, or a value with a line end, makes the message that
/// carries it fail with `CommunicationError.invalidOperation` before an octet is sent.
public struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral, Sequence, Equatable, CustomStringConvertible {
    /// One field line.
    public struct Field: Sendable, Hashable {
        /// A token (RFC 9110, 5.1).
        public var name: String
        /// Without line ends and without white space at its ends.
        public var value: String
        /// A field line.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    var fields: HTTPFields
    /// The first field that cannot be written, by name.
    var refused: String?

    /// No fields.
    public init() { fields = HTTPFields() }

    init(_ fields: HTTPFields) { self.fields = fields }

    /// The fields in the order in which they are written down.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements { add(name, value) }
    }

    /// The value of a field: the only one, or all of them joined by a comma (RFC 9110, 5.3). Setting replaces all, `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.combined(name) }
        set {
            fields.remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    /// The values of a field, one for each line of it.
    public func values(of name: String) -> [String] { fields.values(name) }

    /// Adds a line.
    public mutating func add(_ name: String, _ value: String) {
        do throws(HTTP1.MessageError) { try fields.append(name, value) } catch { refused = refused ?? name }
    }

    /// The number of field lines.
    public var count: Int { fields.count }
    /// Whether there is no field line.
    public var isEmpty: Bool { fields.isEmpty }

    /// The field lines in their order.
    public func makeIterator() -> AnyIterator<Field> {
        let inner = fields.makeIterator()
        return AnyIterator { inner.next().map { Field(name: $0.name, value: $0.value) } }
    }

    /// The names only: values may be secret.
    public var description: String { "[" + map(\.name).joined(separator: ", ") + "]" }

    static func isToken(_ octet: UInt8) -> Bool {
        switch octet {
        case 65...90, 94...122, 48...57, 33, 35...39, 42, 43, 45, 46, 124, 126: true
        default: false
        }
    }
}
