import PluginWire
import SwiftReader

/// `@CollectionDataContract`: a struct with one array, set or dictionary becomes a collection with names of its own.
struct CollectionDataContractMacro: Macro {
    func expand(_ request: ExpansionRequest) throws(ReadFailure) -> Expansion {
        let type = try Reader.declaration(in: request.declaration)
        var complaints = Complaints(request.declaration)
        guard type.keyword.text == "struct" else {
            complaints.error(
                "@CollectionDataContract stands on a struct; '\(type.name.text)' is \(type.keyword.text.withArticle)",
                at: type.keyword.range)
            return complaints.expansion(CodeWriter())
        }
        guard type.isOneContract("CollectionDataContract", &complaints) else { return complaints.expansion(CodeWriter()) }
        let contract = DataContract(type, "CollectionDataContract", request, &complaints)
        type.refuseHidden("the property of a collection contract", &complaints)
        let stored = type.properties.filter(\.isInstanceStorage)
        guard let property = stored.first, stored.count == 1 else {
            complaints.error(
                "a collection contract has one stored property, an array or a dictionary; '\(type.name.plain)' has \(stored.count)",
                at: (stored.dropFirst().first?.name ?? type.name).range)
            return complaints.expansion(CodeWriter())
        }
        var code = CodeWriter()
        if let collection = CollectionContract(contract, property, &complaints) { collection.write(to: &code) }
        return complaints.expansion(code)
    }
}

/// Such a struct: what its property holds, and what the elements are called.
struct CollectionContract {
    private let contract: DataContract
    private let property: Property
    private let content: CollectionContent
    private let itemName: String?
    private let keyName: String
    private let valueName: String

    /// `nil` after complaining.
    init?(_ contract: DataContract, _ property: Property, _ complaints: inout Complaints) {
        self.contract = contract
        self.property = property
        itemName = complaints.string("itemName", of: contract.attribute).map(WireName.encoded)
        keyName = WireName.encoded(complaints.string("keyName", of: contract.attribute) ?? "Key")
        valueName = WireName.encoded(complaints.string("valueName", of: contract.attribute) ?? "Value")
        guard let type = property.wireType("a collection", &complaints) else { return nil }
        guard let content = CollectionContent(type) else {
            complaints.error(
                "a collection contract holds an array, a set or a dictionary, not '\(type.text)': write '[Item]' or '[Key: Value]'",
                at: type.range)
            return nil
        }
        self.content = content
        if !content.isDictionary {
            contract.refuse("keyName", "valueName", because: "an array has items; write 'itemName'", &complaints)
        } else if keyName == valueName, let argument = contract.attribute?["valueName"] ?? contract.attribute?["keyName"] {
            complaints.error("key and value are called \(StringLiteral.quoted(keyName)); give them two names", at: argument.range)
        }
        let hasInitializer = contract.type.members.contains { if case .other(let word) = $0 { word.text == "init" } else { false } }
        if property.name.plain == content.witness, !contract.access.isEmpty, contract.access != "fileprivate ", !hasInitializer {
            complaints.error(
                "Swift makes 'init(\(content.witness):)' for the module alone; write one that is \(contract.access.dropLast()), or call the property "
                    + "something else", at: property.name.range)
        }
        guard !complaints.hasErrors else { return nil }
    }

    func write(to code: inout CodeWriter) {
        let access = contract.access
        contract.writeExtension(content.isDictionary ? "DictionaryContract" : "CollectionContract", to: &code) { code in
            contract.writeName(to: &code)
            code.line(
                "\(access)static var \(content.isDictionary ? "entryElement" : "itemElement"): String { \(itemName.map(StringLiteral.quoted) ?? content.defaultName) }"
            )
            if content.isDictionary {
                code.line("\(access)static var keyElement: String { \(StringLiteral.quoted(keyName)) }")
                code.line("\(access)static var valueElement: String { \(StringLiteral.quoted(valueName)) }")
            }
            // The property itself and Swift's own initialiser, will do.
            guard property.name.plain != content.witness || !content.isPlain else { return }
            code.line()
            code.line("\(access)var \(content.witness): \(content.witnessType) { \(content.taking("self." + property.name.text)) }")
            code.line()
            code.block("\(access)init(\(content.witness): \(content.witnessType))") { code in
                code.line("self.\(property.name.text) = \(content.making(content.witness))")
            }
        }
    }
}
