public import SwiftReader

/// What the compiler wants expanded.
public struct ExpansionRequest: Sendable {
    /// What the expansion is to be.
    public enum Role: String, Sendable {
        case expression, declaration, codeItem, accessor, memberAttribute, member, peer, conformance, `extension`, preamble, body
    }

    /// `type:` of the `#externalMacro`.
    public let typeName: String
    /// The name the macro was called by.
    public let name: String
    public let role: Role
    /// `@Name(…)` alone; for a freestanding macro the whole `#name(…)`.
    public let use: SourceText
    /// The declaration the attribute stands on, attributes included. Empty for a freestanding macro.
    public let declaration: SourceText
    /// For an extension macro: the type's full name.
    public let extendedType: String
    /// For an extension macro: those of the promised protocols that the type does not have yet.
    public let missingConformances: [String]
    /// The declarations around this one, inner first, without their members.
    public let lexicalContext: [SourceText]

    /// A request from its parts.
    public init(
        typeName: String, name: String = "", role: Role, use: SourceText, declaration: SourceText, extendedType: String = "",
        missingConformances: [String] = [], lexicalContext: [SourceText] = []
    ) {
        self.typeName = typeName
        self.name = name
        self.role = role
        self.use = use
        self.declaration = declaration
        self.extendedType = extendedType
        self.missingConformances = missingConformances
        self.lexicalContext = lexicalContext
    }
}

/// What a macro answers. Source that comes with errors is not compiled by the caller any further.
public struct Expansion: Sendable {
    /// Swift, to stand where the role says.
    public var source: String
    /// What is wrong with the macro's use.
    public var diagnostics: [Diagnostic]

    /// An answer from its parts.
    public init(_ source: String = "", _ diagnostics: [Diagnostic] = []) {
        self.source = source
        self.diagnostics = diagnostics
    }

    var json: JSON {
        let body: [String: JSON] = ["expandedSource": .string(source), "diagnostics": .array(diagnostics.map(\.json))]
        return .object(["expandMacroResult": .object(body)])
    }
}

/// What `#externalMacro(module:type:)` names. ``MacroPlugin`` calls it, once for each use and role.
public protocol Macro: Sendable {
    /// The expansion, or diagnostics. Throws what the reader throws; the plugin makes a diagnostic of that.
    func expand(_ request: ExpansionRequest) throws(ReadFailure) -> Expansion
}
