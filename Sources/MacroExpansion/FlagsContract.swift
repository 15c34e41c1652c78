import PluginWire
import SwiftReader

/// An `OptionSet`: its static properties that are marked `@EnumMember` are the flags.
struct FlagsContract {
    private let contract: DataContract
    private let flags: [(name: String, word: String)]

    /// `nil` after complaining.
    init?(_ contract: DataContract, _ complaints: inout Complaints) {
        self.contract = contract
        contract.type.refuseHidden("the flags of a data contract", &complaints)
        contract.refuse("knownTypes", "isValueType", because: "flags have no members", &complaints)
        if contract.isGeneric { complaints.error("flags cannot be generic: their names are kept once", at: contract.type.name.range) }
        var found: [(name: String, word: String)] = []
        var words: [(name: String, range: Range<Int>)] = []
        for property in contract.type.properties {
            if let marker = property.attributes.named("DataMember") ?? property.attributes.named("BaseContract") {
                complaints.error("flags have no members; mark static properties @EnumMember", at: marker.range)
            }
            guard let marker = property.attributes.named("EnumMember") else { continue }
            guard property.isStatic else {
                complaints.error("a flag is a static property: write 'static let'", at: marker.range)
                continue
            }
            if let argument = marker["value"] {
                complaints.error("'value' says nothing here: the value of a flag is that of the property", at: argument.range)
            }
            let word = EnumMember(property.attributes, nil, &complaints).word ?? property.name.plain
            if word.contains(where: \.isWhitespace) {
                complaints.error(
                    "flags are written with spaces between them; take the space out of \(StringLiteral.quoted(word))", at: marker.range)
            }
            words.append((word, property.name.range))
            found.append((property.name.text, word))
        }
        complaints.refuseTwins(words, "two flags")
        if found.isEmpty {
            complaints.error(
                "'\(contract.type.name.plain)' has no flags: write '@EnumMember static let read = \(contract.type.name.text)(rawValue: 1)'",
                at: contract.type.name.range)
        }
        guard !complaints.hasErrors else { return nil }
        flags = found
    }

    func write(to code: inout CodeWriter) {
        contract.writeExtension("ContractFlags", to: &code) { code in
            contract.writeName(to: &code)
            code.line("\(contract.access)static let valueNames: [(name: String, value: \(contract.type.name.text))] = [")
            code.indented { code in
                for flag in flags {
                    code.line("(name: \(StringLiteral.quoted(flag.word)), value: \(contract.type.name.text).\(flag.name)),")
                }
            }
            code.line("]")
        }
    }
}
