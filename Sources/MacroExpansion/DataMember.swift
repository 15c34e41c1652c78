import PluginWire
import SwiftReader

/// One stored property on the wire.
struct DataMember {
    let property: Property
    /// The name on the wire.
    let wireName: String
    let place: WirePlace
    private let type: String
    private let isRequired: Bool
    private let emitsDefault: Bool
    private let isOptional: Bool

    var name: String { property.name.text }

    /// `nil` after complaining.
    init?(_ property: Property, _ complaints: inout Complaints) {
        let marker = property.attributes.named("DataMember")
        guard let type = property.wireType("a data member", &complaints) else { return nil }
        self.property = property
        self.type = type.spelling
        wireName = WireName.encoded(complaints.string("name", of: marker) ?? property.name.plain)
        let order = complaints.integer("order", of: marker)
        if let order, order < 0, let argument = marker?["order"] {
            complaints.error("'order' begins at 0; leave it out for a member that comes before those with an order", at: argument.range)
        }
        place = WirePlace(order: order, name: wireName)
        let required = complaints.bool("isRequired", of: marker)
        isRequired = required ?? false
        emitsDefault = complaints.bool("emitsDefault", of: marker) ?? true
        if isRequired, !emitsDefault, let argument = marker?["emitsDefault"] {
            complaints.error(
                "a required member that is left out when it has its default could not be read; leave out 'emitsDefault' or 'isRequired'",
                at: argument.range)
        }
        isOptional = type.isOptional
        if required == false, !isOptional, property.initialValue == nil, let argument = marker?["isRequired"] {
            complaints.error(
                "'\(property.name.plain)' has nothing to be when it is missing: give it a default value or an optional type",
                at: argument.range)
        }
        if !emitsDefault, !isRequired, let argument = marker?["emitsDefault"] { checkLeftOut(argument, &complaints) }
        property.attributes.refuseRepeated("DataMember", complaints: &complaints)
    }

    /// What is left out is read as the property's default value, which must be what was left out.
    private func checkLeftOut(_ argument: Argument, _ complaints: inout Complaints) {
        let plain = property.name.plain
        guard let value = property.initialValue else {
            guard !isOptional else { return }
            return complaints.error(
                "'\(plain)' is left out when it has the default of its type, and could not be read then: give it that as a default value, or "
                    + "an optional type", at: argument.range)
        }
        let leftOut: String? =
            switch value {
            case .null: nil
            case _ where isOptional: "nil"
            case .integer(let number): number == 0 ? nil : "0"
            case .float(let number): number == 0 ? nil : "0"
            case .bool(let value): value ? "false" : nil
            default: nil
            }
        if let leftOut {
            complaints.error(
                "'\(plain)' is left out when it is \(leftOut), and read as its default value then: write '= \(leftOut)', or leave out "
                    + "'emitsDefault'", at: argument.range)
        }
    }

    func writeWriting(to code: inout CodeWriter, as name: String) {
        code.line("try builder.\(emitsDefault ? "write" : "writeUnlessDefault")(self.\(self.name), as: \(name), coding)")
    }

    func writeReading(to code: inout CodeWriter, as name: String) {
        if isRequired {
            code.line("self.\(self.name) = try members.readRequired(\(name), as: \(type).self)")
        } else if property.initialValue == nil {
            code.line("self.\(self.name) = try members.read(\(name), as: \(type).self)")
        } else {
            code.line("if let value = try members.readIfPresent(\(name), as: \(type).self) { self.\(self.name) = value }")
        }
    }
}

extension TypeReference {
    var isOptional: Bool { if case .optional = shape { true } else { false } }
}
