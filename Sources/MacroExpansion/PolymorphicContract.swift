import PluginWire
import SwiftReader

/// An enum with one value for each case: the first is the declared type, the others are known types in its place.
struct PolymorphicContract {
    private let contract: DataContract
    private let choices: [(name: String, type: String)]

    /// `nil` after complaining.
    init?(_ contract: DataContract, _ complaints: inout Complaints) {
        self.contract = contract
        contract.type.refuseHidden("the cases of a data contract", &complaints)
        contract.refuse("name", "namespace", because: "an enum of structs is called what its first case is", &complaints)
        contract.refuse("knownTypes", because: "the cases are the known types; write a case for each", &complaints)
        contract.refuse("isValueType", because: "the structs say it themselves", &complaints)
        var found: [(name: String, type: String)] = []
        var types: [String: Range<Int>] = [:]
        for item in contract.type.cases {
            if let marker = item.attributes.named("EnumMember") ?? item.attributes.named("IgnoreDataMember") {
                complaints.error("a case with a value is written as the value's type; take the attribute away", at: marker.range)
            }
            guard let value = item.associatedValues.first, item.associatedValues.count == 1, value.label == nil else {
                complaints.error(
                    "each case of an enum of structs carries one value without a label: write 'case \(item.name.text)(\(Self.example(item)))'",
                    at: item.name.range)
                continue
            }
            complaints.refuseUnfit(value.type, as: "in the place of a type")
            if case .optional = value.type.shape {
                complaints.error("a case holds a value; make the property optional that holds the enum", at: value.type.range)
            }
            if let first = types[value.type.text] {
                complaints.error(
                    "two cases carry '\(value.type.text)', and the wire tells them apart by type", at: value.type.range,
                    notes: [Diagnostic.Note("the other is here", at: first)])
            }
            types[value.type.text] = value.type.range
            found.append((item.name.text, value.type.spelling))
        }
        guard !complaints.hasErrors else { return nil }
        choices = found
    }

    private static func example(_ item: EnumCase) -> String {
        item.associatedValues.first?.type.text ?? item.name.plain.prefix(1).uppercased() + item.name.plain.dropFirst()
    }

    func write(to code: inout CodeWriter) {
        guard let declared = choices.first else { return }
        let access = contract.access
        let types = choices.map { "\($0.type).self" }.joined(separator: ", ")
        contract.writeExtension("PolymorphicContract", to: &code) { code in
            code.line("\(access)static var contractName: ExpandedName { \(declared.type).contractName }")
            contract.writeConstant("knownTypes", "[\(types)]", type: "[any ContractValue.Type]", to: &code)
            code.line()
            code.block("\(access)func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws") { code in
                code.block("switch self") { code in
                    code.line("case .\(declared.name)(let value): try builder.writeContent(value, coding)")
                    for choice in choices.dropFirst() {
                        code.line("case .\(choice.name)(let value): try builder.writeTyped(value, coding)")
                    }
                }
            }
            code.line()
            code.block("\(access)init(from element: InfosetCursor, _ coding: ContractCoding) throws") { code in
                code.line("let name = try element.typeName ?? \(declared.type).contractName")
                for choice in choices {
                    code.block("if name == \(choice.type).contractName") { code in
                        code.line("self = .\(choice.name)(try element.read(as: \(choice.type).self, coding))")
                        code.line("return")
                    }
                }
                code.line("throw ContractError.unknownType(at: element, for: \(declared.type).contractName)")
            }
        }
    }
}
