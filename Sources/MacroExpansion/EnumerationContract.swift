import PluginWire
import SwiftReader

/// An enum without associated values: each case is a name on the wire.
struct EnumerationContract {
    private struct Value {
        let name: String
        /// `nil` for a case that is not part of the contract.
        let word: String?
    }

    private let contract: DataContract
    private let values: [Value]
    private let zero: String?

    /// `nil` after complaining.
    init?(_ contract: DataContract, _ complaints: inout Complaints) {
        self.contract = contract
        contract.type.refuseHidden("the cases of a data contract", &complaints)
        contract.refuse("knownTypes", "isValueType", because: "an enum without associated values has no members", &complaints)
        var found: [Value] = []
        var words: [(name: String, range: Range<Int>)] = []
        var next = 0
        var zero: String?
        for item in contract.type.cases {
            let member = EnumMember(item.attributes, item.rawValue, &complaints)
            let isIgnored = item.attributes.named("IgnoreDataMember") != nil
            if isIgnored, let range = member.range {
                complaints.error("a case has a name on the wire or it is ignored; take one attribute away", at: range)
            }
            let word = isIgnored ? nil : member.word ?? item.name.plain
            let number = member.number ?? next
            next = number &+ 1
            if number == 0, zero == nil, !isIgnored { zero = item.name.text }
            if let word { words.append((word, item.name.range)) }
            found.append(Value(name: item.name.text, word: word))
        }
        complaints.refuseTwins(words, "two cases")
        if zero != nil, let item = contract.type.cases.first(where: { $0.name.plain == "zero" }) {
            complaints.error(
                "'zero' says which case has the number 0: call the case otherwise, and write '@EnumMember(\"zero\")'", at: item.name.range)
        }
        if words.isEmpty {
            complaints.error("an enum without cases cannot be a data contract; write at least one", at: contract.type.name.range)
        }
        guard !complaints.hasErrors else { return nil }
        values = found
        self.zero = zero
    }

    func write(to code: inout CodeWriter) {
        let access = contract.access
        contract.writeExtension("ContractEnumeration", to: &code) { code in
            contract.writeName(to: &code)
            if let zero { code.line("\(access)static var zero: Self? { Self.\(zero) }") }
            code.line()
            code.block("\(access)var valueName: String?") { code in
                code.block("switch self") { code in
                    for value in values { code.line("case .\(value.name): \(value.word.map(StringLiteral.quoted) ?? "nil")") }
                }
            }
            code.line()
            code.block("\(access)init?(valueName: String)") { code in
                code.block("switch valueName") { code in
                    for value in values {
                        if let word = value.word { code.line("case \(StringLiteral.quoted(word)): self = .\(value.name)") }
                    }
                    code.line("default: return nil")
                }
            }
        }
    }
}

/// `@EnumMember("word", value: 2)`, or what the raw value says.
struct EnumMember {
    let word: String?
    let number: Int?
    /// The attribute.
    let range: Range<Int>?

    init(_ attributes: [Attribute], _ rawValue: Literal?, _ complaints: inout Complaints) {
        let attribute = attributes.named("EnumMember")
        range = attribute?.range
        let argument = attribute?.arguments.first { $0.label == nil }
        let said = argument.flatMap { complaints.string($0, "EnumMember") }
        let value = complaints.integer("value", of: attribute)
        switch rawValue {
        case .string(let raw): (word, number) = (said ?? raw, value)
        case .integer(let raw): (word, number) = (said, value ?? raw)
        default: (word, number) = (said, value)
        }
    }
}
