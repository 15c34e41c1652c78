// What the reader makes of source text. Every `range` counts bytes from the start of its `SourceText`.

/// A name as it stands in source text.
public struct Name: Equatable, Sendable {
    /// As written, backticks included: what generated code must repeat.
    public let text: String
    /// Where it stands.
    public let range: Range<Int>
    /// Without backticks: what goes on the wire.
    public var plain: String { text.hasPrefix("`") ? String(text.dropFirst().dropLast()) : text }
}

/// The value of an argument or of a property, as far as it is a literal.
public indirect enum Literal: Equatable, Sendable {
    /// A string without interpolation.
    case string(String)
    /// An integer that `Int` can hold.
    case integer(Int)
    /// A number with a fraction or an exponent.
    case float(Double)
    /// `true` or `false`.
    case bool(Bool)
    /// `nil`.
    case null
    /// `.name` or `Type.name`, as written.
    case member(String)
    /// `[a, b]`.
    case array([Literal])
    /// `[a: b]`, in the order of the source.
    case dictionary([Entry])
    /// Anything else, as written. An interpolated string is one of these.
    case expression(String)

    /// A key and its value.
    public struct Entry: Equatable, Sendable {
        /// What stands before the colon.
        public let key: Literal
        /// What stands behind it.
        public let value: Literal
    }
}

/// An argument of an attribute.
public struct Argument: Equatable, Sendable {
    /// Its label; `nil` for none.
    public let label: String?
    /// What it is.
    public let value: Literal
    /// The value as written.
    public let text: String
    /// From the label to the end of the value.
    public let range: Range<Int>
}

/// `@Name(arguments)`.
public struct Attribute: Equatable, Sendable {
    /// The name without `@`, with the module where the source has it.
    public let name: String
    /// Those in brackets; none for attributes of the language, which have grammars of their own.
    public let arguments: [Argument]
    /// The whole attribute.
    public let range: Range<Int>

    /// The argument of that label.
    public subscript(label: String) -> Argument? { arguments.first { $0.label == label } }
}

/// `public`, `private(set)`, `static` and the like.
public struct Modifier: Equatable, Sendable {
    /// The word.
    public let name: String
    /// `set` in `private(set)`.
    public let detail: String?
    /// Where it stands.
    public let range: Range<Int>
}

/// A member of a type.
public enum Member: Equatable, Sendable {
    /// One of the names behind `let` or `var`.
    case property(Property)
    /// A function.
    case function(Function)
    /// One of the names behind `case`.
    case enumCase(EnumCase)
    /// `#if`: its branches are not read.
    case conditional(Range<Int>)
    /// A tuple pattern such as `var (a, b) = f()`.
    case pattern(Range<Int>)
    /// Anything else: initialisers, subscripts, nested types, type aliases; the word that introduced it.
    case other(Name)
}

/// A generic parameter of a type.
public struct GenericParameter: Equatable, Sendable {
    /// Its name.
    public let name: Name
    /// What stands behind the colon.
    public let bound: TypeReference?
}

/// A type, a protocol or an extension. Of any other declaration only what stands before its name is read.
public struct Declaration: Equatable, Sendable {
    /// In front of it.
    public let attributes: [Attribute]
    /// Between the attributes and the keyword.
    public let modifiers: [Modifier]
    /// struct, enum, class, actor, protocol, extension; for anything else its keyword.
    public let keyword: Name
    /// Its name, for an extension the dotted path of what it extends.
    public let name: Name
    /// Those between `<` and `>`.
    public let genericParameters: [GenericParameter]
    /// What stands behind the colon.
    public let inherited: [TypeReference]
    /// Whether it has a `where` clause.
    public let isConstrained: Bool
    /// Its members in the order of the source.
    public let members: [Member]

    /// The attribute of that name.
    public func attribute(_ name: String) -> Attribute? { attributes.named(name) }
}

extension [Attribute] {
    /// By its last component, so that `@StrataServiceModel.DataMember` counts.
    public func named(_ name: String) -> Attribute? { all(named: name).first }

    /// All of that name, for attributes that may be repeated.
    public func all(named name: String) -> [Attribute] { filter { $0.name == name || $0.name.hasSuffix("." + name) } }
}
