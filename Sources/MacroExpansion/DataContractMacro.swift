import PluginWire
import SwiftReader

/// `@DataContract`: which protocol of the service model a type gets depends on what it is.
struct DataContractMacro: Macro {
    func expand(_ request: ExpansionRequest) throws(ReadFailure) -> Expansion {
        let type = try Reader.declaration(in: request.declaration)
        var complaints = Complaints(request.declaration)
        guard type.isOneContract("DataContract", &complaints) else { return complaints.expansion(CodeWriter()) }
        let contract = DataContract(type, "DataContract", request, &complaints)
        var code = CodeWriter()
        switch type.keyword.text {
        case "struct" where type.inherited.contains { $0.lastName == "OptionSet" }:
            FlagsContract(contract, &complaints)?.write(to: &code)
        case "struct":
            MemberContract(contract, &complaints)?.write(to: &code)
        case "enum" where type.cases.contains { !$0.associatedValues.isEmpty }:
            PolymorphicContract(contract, &complaints)?.write(to: &code)
        case "enum":
            EnumerationContract(contract, &complaints)?.write(to: &code)
        default:
            let hint = type.keyword.text == "class" ? ": write 'struct', and @BaseContract at a property for a superclass" : ""
            complaints.error(
                "@DataContract stands on a struct or an enum; '\(type.name.text)' is \(type.keyword.text.withArticle)\(hint)",
                at: type.keyword.range)
        }
        return complaints.expansion(code)
    }
}

extension Declaration {
    var cases: [EnumCase] { members.compactMap { if case .enumCase(let item) = $0 { item } else { nil } } }
    var properties: [Property] { members.compactMap { if case .property(let property) = $0 { property } else { nil } } }

    /// Whether it is a contract of one kind; of two, the attribute behind the other is complained of.
    func isOneContract(_ macro: String, _ complaints: inout Complaints) -> Bool {
        let kinds = ["DataContract", "CollectionDataContract", "MessageContract"].compactMap { attribute($0) }
        guard kinds.count > 1 else { return true }
        if let own = attribute(macro), own.range == kinds.map(\.range).max(by: { $0.lowerBound < $1.lowerBound }) {
            complaints.error(
                "'\(name.plain)' is one kind of contract: a type in a message (@DataContract), a collection (@CollectionDataContract) or a whole "
                    + "message (@MessageContract); take this attribute away", at: own.range)
        }
        return false
    }

    /// Complains of what hides members from a macro.
    func refuseHidden(_ what: String, _ complaints: inout Complaints) {
        for member in members {
            switch member {
            case .conditional(let range):
                complaints.error("\(what) cannot stand under #if: a macro does not know which branch is compiled", at: range)
            case .pattern(let range):
                complaints.error("declare \(what) one by one, not in brackets", at: range)
            default: continue
            }
        }
    }
}

extension String {
    var withArticle: String { ("aeiou".contains(first ?? "x") ? "an " : "a ") + self }
}
