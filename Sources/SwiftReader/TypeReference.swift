/// A type as it stands in source text. The reader knows its form, not what it names.
public struct TypeReference: Equatable, Sendable {
    /// What form it has.
    public indirect enum Shape: Equatable, Sendable {
        /// A name, perhaps dotted, perhaps with generic arguments.
        case named(String, arguments: [TypeReference])
        /// With `?` or `!` behind it.
        case optional(TypeReference)
        /// `[Item]`.
        case array(TypeReference)
        /// `[Key: Value]`.
        case dictionary(key: TypeReference, value: TypeReference)
        /// `(A, b: B)`. `Void` as `()` is one without elements.
        case tuple([Element])
        /// `(A) -> B`.
        case function
        /// Anything else: `some P`, `any P`, `P & Q`, metatypes, inline arrays, `~Copyable`.
        case other
    }

    /// An element of a tuple, or an associated value of a case.
    public struct Element: Equatable, Sendable {
        /// `nil` for none and for `_`.
        public let label: String?
        /// Its type.
        public let type: TypeReference
    }

    /// What form it has.
    public let shape: Shape
    /// As written, comments left out.
    public let text: String
    /// Where it stands.
    public let range: Range<Int>

    /// As an expression can repeat it: an implicitly unwrapped optional is a plain one.
    public var spelling: String { text.hasSuffix("!") ? text.dropLast() + "?" : text }

    /// The last component of its name, without generic arguments; `nil` for what has no name.
    public var lastName: String? {
        guard case .named(let path, _) = shape else { return nil }
        return path.split(separator: ".").last.map(String.init)
    }
}
