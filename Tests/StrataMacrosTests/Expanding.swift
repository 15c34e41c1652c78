import SwiftReader

@testable import PluginWire
@testable import MacroExpansion

/// The protocols that the compiler says are missing, for each macro.
private let conformances = [
    "DataContractMacro": ["MemberContract", "ContractEnumeration", "ContractFlags", "PolymorphicContract"],
    "CollectionDataContractMacro": ["CollectionContract", "DictionaryContract"],
    "MessageContractMacro": ["MessageContractType"],
]

/// Expands as the compiler would ask for it. The declaration begins at octet 100 of /f.swift.
func expand(
    _ macro: String, _ role: ExpansionRequest.Role, _ declaration: String, type: String = "S", context: [String] = []
) -> Expansion {
    let source = SourceText(declaration, fileName: "/f.swift", offset: 100)
    return ContractMacros.plugin.expand(
        ExpansionRequest(
            typeName: macro, name: String(macro.dropLast(5)), role: role, use: source, declaration: source, extendedType: type,
            missingConformances: conformances[macro] ?? [], lexicalContext: context.map { SourceText($0) }))
}

/// Each diagnostic as `severity: the text it points at: message`.
func complaints(_ expansion: Expansion) -> [String] {
    expansion.diagnostics.map { "\($0.severity): \($0.source[$0.range]): \($0.message)" }
}

/// A declaration whose missing conformances a test chooses.
struct SourceTextOf {
    private let text: SourceText

    init(_ text: String) { self.text = SourceText(text) }

    func request(_ macro: String = "DataContractMacro", missing: [String]) -> ExpansionRequest {
        ExpansionRequest(typeName: macro, role: .extension, use: text, declaration: text, extendedType: "S", missingConformances: missing)
    }
}
