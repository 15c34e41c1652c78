/// A name behind `let` or `var`.
public struct Property: Equatable, Sendable {
    /// What the value is kept in.
    public enum Storage: Equatable, Sendable {
        /// Memory of its own.
        case stored
        /// Memory of its own, with `willSet` or `didSet`.
        case observed
        /// None: it has accessors.
        case computed
    }

    /// In front of it.
    public let attributes: [Attribute]
    /// In front of `let` or `var`.
    public let modifiers: [Modifier]
    /// Whether it is a `let`.
    public let isLet: Bool
    /// Where `let` or `var` stands.
    public let keyword: Range<Int>
    /// Its name.
    public let name: Name
    /// The type behind the colon, or behind that of a later name of the same `var`.
    public let type: TypeReference?
    /// What stands behind `=`.
    public let initialValue: Literal?
    /// What the value is kept in.
    public let storage: Storage
}

/// A name behind `case`.
public struct EnumCase: Equatable, Sendable {
    /// In front of `case`; all names behind it share them.
    public let attributes: [Attribute]
    /// Its name.
    public let name: Name
    /// What stands behind `=`.
    public let rawValue: Literal?
    /// What stands in brackets behind the name.
    public let associatedValues: [TypeReference.Element]
}

/// A parameter of a function.
public struct Parameter: Equatable, Sendable {
    /// `nil` for `_`.
    public let label: String?
    /// The name inside the function.
    public let name: Name
    /// Its type.
    public let type: TypeReference
    /// The words before the type, such as `inout`; they are no part of it.
    public let specifiers: [String]
    /// Whether `...` stands behind the type.
    public let isVariadic: Bool
    /// The value behind `=`.
    public let defaultValue: Range<Int>?
}

/// A function.
public struct Function: Equatable, Sendable {
    /// In front of it.
    public let attributes: [Attribute]
    /// In front of `func`.
    public let modifiers: [Modifier]
    /// Its name, or the operator.
    public let name: Name
    /// Whether it has generic parameters.
    public let isGeneric: Bool
    /// Its parameters.
    public let parameters: [Parameter]
    /// Where `async throws` belongs.
    public let parametersEnd: Int
    /// Whether it says `async`.
    public let isAsync: Bool
    /// Whether it says `throws` or `rethrows`.
    public let isThrowing: Bool
    /// The type in `throws(…)`.
    public let thrownType: TypeReference?
    /// The type behind the arrow.
    public let returnType: TypeReference?
}
