import PluginWire
import SwiftReader

/// A header or a body member of a message contract.
struct MessageMember {
    let property: Property
    let isHeader: Bool
    let place: WirePlace
    private let wireName: String
    private let type: String
    /// `, label: value` for what goes behind the name.
    private var namespace: String { namespaceCode.map { ", namespace: \($0)" } ?? "" }
    /// Code for the namespace; `nil` for the service contract's.
    let namespaceCode: String?
    /// Of a header that comes as often as its array has items: the type of one.
    private let item: String?
    private let headerSettings: String
    private let actor: String

    /// The name with the namespace: two members of one name may differ in that.
    var fullName: String { namespace.isEmpty ? wireName : wireName + namespace }

    /// `nil` for what is in no message, and after complaining.
    init?(_ property: Property, _ complaints: inout Complaints) {
        let markers = ["MessageHeader", "MessageBodyMember"].compactMap { property.attributes.named($0) }
        guard property.isInstanceStorage else {
            for marker in markers { complaints.error("@\(marker.name) stands on a stored property of an instance", at: marker.range) }
            return nil
        }
        if let ignored = property.attributes.named("IgnoreDataMember") {
            property.checkIgnored(&complaints)
            if !markers.isEmpty { complaints.error("a property is a member or it is ignored; take one attribute away", at: ignored.range) }
            return nil
        }
        guard let marker = markers.first, markers.count == 1 else {
            let place = markers.last?.range ?? property.name.range
            complaints.error(
                "say what '\(property.name.plain)' is: one of @MessageHeader, @MessageBodyMember and @IgnoreDataMember", at: place)
            return nil
        }
        guard let type = property.wireType("in a message", &complaints) else { return nil }
        self.property = property
        self.type = type.spelling
        isHeader = property.attributes.named("MessageHeader") != nil
        wireName = WireName.encoded(complaints.string("name", of: marker) ?? property.name.plain)
        namespaceCode = complaints.text("namespace", of: marker)
        let order = complaints.integer("order", of: marker)
        if let order, order < 0, let argument = marker["order"] {
            complaints.error("'order' begins at 0; leave it out for a member that comes before those with an order", at: argument.range)
        }
        place = WirePlace(order: order, name: wireName)
        item = Self.item(type, marker, &complaints)
        property.attributes.refuseRepeated("MessageHeader", "MessageBodyMember", complaints: &complaints)
        actor = complaints.text("actor", of: marker).map { ", actor: \($0)" } ?? ""
        let mustUnderstand = complaints.bool("mustUnderstand", of: marker) ?? false
        let relay = complaints.bool("relay", of: marker) ?? false
        headerSettings = (mustUnderstand ? ", mustUnderstand: true" : "") + actor + (relay ? ", relay: true" : "")
    }

    private static func item(_ type: TypeReference, _ marker: Attribute, _ complaints: inout Complaints) -> String? {
        guard let argument = marker["isRepeated"], complaints.bool("isRepeated", of: marker) == true else { return nil }
        switch type.shape {
        case .array(let item): return item.spelling
        case .named(_, let arguments) where type.lastName == "Array" && arguments.count == 1: return arguments[0].spelling
        case .optional(let wrapped):
            complaints.error("no header is an empty array: write '\(wrapped.text)'", at: type.range)
        default: complaints.error("a header that is repeated is an array: write '[\(type.text)]'", at: argument.range)
        }
        return nil
    }

    var quoted: String { StringLiteral.quoted(wireName) }

    func writeWriting(to code: inout CodeWriter) {
        let name = property.name.text
        if isHeader {
            code.line("message.writeHeader\(item == nil ? "" : "s")(self.\(name), as: \(quoted)\(namespace)\(headerSettings))")
        } else {
            code.line("message.write(self.\(name), as: \(quoted)\(namespace))")
        }
    }

    /// Whether it is octets that pass through.
    var isStream: Bool { property.type?.lastName == "OctetStream" }

    /// A property with a default value keeps it where the message has none: read as an optional, it is nil then.
    func writeReading(to code: inout CodeWriter) {
        if let item {
            code.line("self.\(property.name.text) = try message.readHeaders(\(quoted)\(namespace)\(actor), as: \(item).self)")
            return
        }
        let isOptional = property.type?.isOptional == true
        let reads = isHeader ? "message.readHeader(\(quoted)\(namespace)\(actor)" : "message.read(\(quoted)\(namespace)"
        if property.initialValue == nil || isOptional {
            code.line("self.\(property.name.text) = try \(reads), as: \(type).self)")
        } else {
            code.line("if let value = try \(reads), as: \(type)?.self) { self.\(property.name.text) = value }")
        }
    }
}

extension Complaints {
    /// Octets that pass through are the whole of a body, and of no header.
    mutating func refuseBesideStream(_ headers: [MessageMember], _ body: [MessageMember]) {
        for header in headers where header.isStream {
            error("an OctetStream is a body: mark it @MessageBodyMember, or make it Bytes", at: header.property.name.range)
        }
        guard body.count > 1 else { return }
        for member in body where member.isStream {
            error(
                "'\(member.property.name.plain)' is a whole body, so it must be the only @MessageBodyMember; make it Bytes, or the others headers",
                at: member.property.name.range)
        }
    }
}
