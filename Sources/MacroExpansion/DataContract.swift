import PluginWire
import SwiftReader

/// What all kinds of data contracts have in common.
struct DataContract {
    let type: Declaration
    let attribute: Attribute?
    let access: String
    /// Code for the namespace.
    let namespace: String
    /// Whether nothing can be stored in the type itself.
    let isGeneric: Bool
    private let extendedType: String
    private let conformances: [String]
    private let name: String

    /// The namespace of .NET types that stand in none and say nothing.
    static let defaultNamespace = StringLiteral.quoted("http://schemas.datacontract.org/2004/07/")

    init(_ type: Declaration, _ macro: String, _ request: ExpansionRequest, _ complaints: inout Complaints) {
        self.type = type
        attribute = type.attribute(macro)
        extendedType = request.extendedType
        conformances = request.missingConformances
        access = Access.prefix(of: type, in: request.lexicalContext)
        name = complaints.string("name", of: attribute) ?? type.name.plain
        namespace = complaints.text("namespace", of: attribute) ?? Self.defaultNamespace
        for property in type.properties where property.isStatic && property.name.text == "contractName" {
            complaints.error(
                "'contractName' is what @\(macro) writes; take it away, and say 'name' and 'namespace'", at: property.name.range)
        }
        let around = request.lexicalContext.compactMap { try? Reader.declaration(in: $0) }
        isGeneric = !type.genericParameters.isEmpty || around.contains { !$0.genericParameters.isEmpty }
        for parameter in type.genericParameters where parameter.bound == nil && !type.isConstrained {
            complaints.error(
                "'\(parameter.name.text)' must be a contract value: write '<\(parameter.name.text): ContractValue>'",
                at: parameter.name.range)
        }
    }

    /// Complains of arguments that say nothing about this kind of contract.
    func refuse(_ labels: String..., because reason: String, _ complaints: inout Complaints) {
        for label in labels {
            if let argument = attribute?[label] { complaints.error("'\(label)' says nothing here: \(reason)", at: argument.range) }
        }
    }

    /// `nonisolated`, here and in what other macros write: in a module where all is the main actor's unless it says otherwise, a contract is
    /// written and read on any task.
    func writeExtension(_ conformance: String, to code: inout CodeWriter, _ body: (inout CodeWriter) -> Void) {
        let missing = conformances.first { $0 == conformance || $0.hasSuffix("." + conformance) }
        code.block("nonisolated extension \(extendedType)" + (missing.map { ": \($0)" } ?? "")) { body(&$0) }
    }

    func writeName(to code: inout CodeWriter) { writeConstant("contractName", nameCode, type: "ExpandedName", to: &code) }

    /// `static let`, or what is possible in a generic type.
    func writeConstant(_ constant: String, _ value: String, type: String, to code: inout CodeWriter) {
        if isGeneric {
            code.line("\(access)static var \(constant): \(type) { \(value) }")
        } else {
            code.line("\(access)static let \(constant): \(type) = \(value)")
        }
    }

    private var nameCode: String {
        let arguments = type.genericParameters.map { "\($0.name.text).contractName" }.joined(separator: ", ")
        if arguments.isEmpty { return element(WireName.encoded(name)) }
        let label = name.contains("{") ? "pattern" : "generic"
        return "ExpandedName(\(label): \(StringLiteral.quoted(name)), of: [\(arguments)], namespace: \(namespace))"
    }

    /// Code for the name of an element of this contract.
    func element(_ name: String) -> String { "ExpandedName(\(StringLiteral.quoted(name)), namespace: \(namespace))" }
}
