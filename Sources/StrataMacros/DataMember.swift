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
        var isOptional = false
        if case .optional = type.shape { isOptional = true }
        if required == false, !isOptional, property.initialValue == nil, let argument = marker?["isRequired"] {
            complaints.error(
                "'\(property.name.plain)' has nothing to be when it is missing: give it a default value or an optional type",
                at: argument.range)
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
