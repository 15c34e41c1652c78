import PluginWire
import SwiftReader

/// A struct: its members in the order of the wire, and the code that writes and reads them.
struct MemberContract {
    private let contract: DataContract
    private let members: [DataMember]
    private let base: (name: String, type: String)?
    /// The property that keeps what the contract does not know.
    private let extensionData: String?
    private let knownTypes: String?
    private let isValueType: Bool

    /// `nil` after complaining.
    init?(_ contract: DataContract, _ complaints: inout Complaints) {
        self.contract = contract
        contract.type.refuseHidden("the members of a data contract", &complaints)
        knownTypes = complaints.types("knownTypes", of: contract.attribute)
        isValueType = complaints.bool("isValueType", of: contract.attribute) ?? false
        var found: [DataMember] = []
        var bases: [Property] = []
        var keepers: [Property] = []
        for property in contract.type.properties {
            guard Self.isMember(property, &complaints) else { continue }
            if property.type?.lastName == "OctetStream", let type = property.type {
                complaints.error("octets that pass through are in no data contract: write 'Bytes', or a @MessageContract", at: type.range)
            }
            if property.attributes.named("BaseContract") != nil {
                bases.append(property)
            } else if property.keepsUnknown {
                keepers.append(property)
            } else if let member = DataMember(property, &complaints) {
                found.append(member)
                if property.type?.holds(contract.type.name.text) == true, let type = property.type {
                    complaints.error("a struct cannot hold itself: write 'Indirect<\(contract.type.name.text)>?'", at: type.range)
                }
            }
        }
        for extra in bases.dropFirst() {
            complaints.error("a contract has one base; mark one property @BaseContract", at: extra.name.range)
        }
        for extra in keepers.dropFirst() {
            complaints.error("unknown members are kept in one property; take 'ExtensionData' off this one", at: extra.name.range)
        }
        base = bases.first.flatMap { property in
            property.wireType("a base", &complaints).map { (property.name.text, $0.spelling) }
        }
        extensionData = keepers.first?.name.text
        complaints.refuseTwins(found.map { ($0.wireName, $0.property.name.range) }, "two members")
        guard !complaints.hasErrors else { return nil }
        members = found.sorted { $0.place < $1.place }
    }

    private static func isMember(_ property: Property, _ complaints: inout Complaints) -> Bool {
        let markers = ["DataMember", "BaseContract"].compactMap { property.attributes.named($0) }
        if !property.isInstanceStorage {
            for marker in markers { complaints.error("@\(marker.name) stands on a stored property of an instance", at: marker.range) }
            if let marker = property.attributes.named("EnumMember") {
                complaints.error("@EnumMember names flags, which an OptionSet has: write 'struct Name: OptionSet'", at: marker.range)
            }
            return false
        }
        if let ignored = property.attributes.named("IgnoreDataMember") {
            property.checkIgnored(&complaints)
            if !markers.isEmpty { complaints.error("a property is a member or it is ignored; take one attribute away", at: ignored.range) }
            return false
        }
        if markers.count > 1, let marker = markers.last {
            complaints.error(
                "the members of a base are written in its place, so it has no name or order; take one attribute away", at: marker.range)
        }
        if let marker = property.attributes.named("EnumMember") {
            complaints.error("@EnumMember stands on cases and flags; write @DataMember", at: marker.range)
        }
        return true
    }

    func write(to code: inout CodeWriter) {
        contract.writeExtension("MemberContract", to: &code) { code in
            contract.writeName(to: &code)
            if let knownTypes { contract.writeConstant("knownTypes", knownTypes, type: "[any ContractValue.Type]", to: &code) }
            if isValueType { code.line("\(contract.access)static var traits: ContractTraits { [.structured, .valueType] }") }
            code.line()
            writeNames(to: &code)
            code.block("\(contract.access)func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws", writeWriting)
            code.line()
            code.block("\(contract.access)init(from members: inout ContractMembers) throws", writeReading)
        }
    }

    /// A name is looked up in a table when it is made, so it is made once.
    private func writeNames(to code: inout CodeWriter) {
        guard !contract.isGeneric, !members.isEmpty else { return }
        code.block("private nonisolated enum ContractNames") { code in
            for member in members { code.line("static let \(member.name) = \(contract.element(member.wireName))") }
        }
        code.line()
    }

    private func name(_ member: DataMember) -> String {
        contract.isGeneric ? contract.element(member.wireName) : "ContractNames.\(member.name)"
    }

    private func writeWriting(to code: inout CodeWriter) {
        if let base { code.line("try builder.writeContent(self.\(base.name), coding)") }
        if let extensionData { code.line("builder.write(self.\(extensionData), at: 0)") }
        for (index, member) in members.enumerated() {
            member.writeWriting(to: &code, as: name(member))
            if let extensionData { code.line("builder.write(self.\(extensionData), at: \(index + 1))") }
        }
    }

    private func writeReading(to code: inout CodeWriter) {
        if let base { code.line("self.\(base.name) = try members.readBase(\(base.type).self)") }
        for member in members { member.writeReading(to: &code, as: name(member)) }
        if let extensionData { code.line("self.\(extensionData) = try members.extensionData()") }
    }
}

extension TypeReference {
    /// Whether it is the type of that name, or an optional of it; an array or a dictionary keeps its items elsewhere.
    fileprivate func holds(_ name: String) -> Bool {
        switch shape {
        case .named(let path, _): path == name
        case .optional(let wrapped): wrapped.holds(name)
        default: false
        }
    }
}

extension Property {
    /// `var rest: ExtensionData`, or `var rest = ExtensionData()`.
    fileprivate var keepsUnknown: Bool {
        if let type { return type.lastName == "ExtensionData" }
        if case .expression(let text) = initialValue { return text == "ExtensionData()" }
        return false
    }
}
