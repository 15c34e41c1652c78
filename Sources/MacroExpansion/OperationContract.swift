import PluginWire
import SwiftReader

/// One method of a service contract, checked.
struct OperationContract {
    /// A parameter or a part of the result.
    struct Part {
        /// The name on the wire.
        let name: String
        let type: String
        /// The parameter's name, or what gets the part out of the result: empty for the whole.
        let access: String
        let range: Range<Int>

        var lastName: Substring? { type.split(separator: ".").last }
        var isWholeMessage: Bool { lastName == "Message" }

        /// Whether it takes the whole body, for sure: a `Message` may be somebody's own value, unless it says whose it is.
        var isWholeBody: Bool {
            lastName == "OctetStream" || ["Strata.Message", "StrataCore.Message", "StrataServiceModel.Message"].contains(type)
        }
    }

    let function: Function
    /// The name on the wire.
    let name: String
    let input: [Part]
    let output: [Part]
    let isOneWay: Bool
    /// Code for the arguments of the same names; `nil` for the default.
    let action: String?
    let replyAction: String?
    let isInitiating: Bool
    let isTerminating: Bool
    /// Code for the list of faults.
    let faults: [String]
    /// Code for the known types of its own.
    let knownTypes: String?

    init(_ function: Function, session: String?, _ complaints: inout Complaints) {
        let attribute = function.attributes.named("Operation")
        self.function = function
        name = WireName.encoded(complaints.string("name", of: attribute) ?? function.name.plain)
        action = complaints.text("action", of: attribute)
        replyAction = complaints.text("replyAction", of: attribute)
        isOneWay = function.attributes.named("OneWay") != nil
        isInitiating = complaints.bool("isInitiating", of: attribute) ?? true
        isTerminating = complaints.bool("isTerminating", of: attribute) ?? false
        input = Self.input(function, attribute, &complaints)
        output = Self.output(function, name, attribute, &complaints)
        faults = Self.faults(function, &complaints)
        knownTypes = complaints.types("knownTypes", of: attribute)
        checkForm(&complaints)
        checkParts(&complaints)
        checkSettings(attribute, session, &complaints)
    }

    private static func input(_ function: Function, _ attribute: Attribute?, _ complaints: inout Complaints) -> [Part] {
        var renamed: [String: String] = [:]
        if let argument = attribute?["parameterNames"] {
            guard case .dictionary(let entries) = argument.value else {
                complaints.error(
                    "'parameterNames' must be a dictionary of string literals: write [\"parameter\": \"Name on the wire\"]",
                    at: argument.range)
                return []
            }
            for entry in entries {
                guard case .string(let parameter) = entry.key, case .string(let name) = entry.value, !name.isEmpty else {
                    complaints.error(
                        "'parameterNames' must have string literals: write [\"parameter\": \"Name on the wire\"]", at: argument.range)
                    continue
                }
                if !function.parameters.contains(where: { $0.name.plain == parameter }) {
                    complaints.error("'\(function.name.plain)' has no parameter '\(parameter)'", at: argument.range)
                }
                renamed[parameter] = name
            }
        }
        return function.parameters.map { parameter in
            Part(
                name: WireName.encoded(renamed[parameter.name.plain] ?? parameter.name.plain), type: parameter.type.spelling,
                access: parameter.name.text, range: parameter.name.range)
        }
    }

    private static func output(
        _ function: Function, _ name: String, _ attribute: Attribute?, _ complaints: inout Complaints
    ) -> [Part] {
        let resultName = WireName.encoded(complaints.string("resultName", of: attribute) ?? name + "Result")
        guard let type = function.returnType, type.text != "Void" else { return [] }
        guard case .tuple(let elements) = type.shape else {
            return [Part(name: resultName, type: type.spelling, access: "", range: type.range)]
        }
        return elements.enumerated().map { index, element in
            if index > 0, element.label == nil {
                complaints.error(
                    "this part of the result needs a label, which is its name on the wire: write 'name: \(element.type.text)'",
                    at: element.type.range)
            }
            return Part(
                name: element.label.map(WireName.encoded) ?? resultName, type: element.type.spelling,
                access: ".\(element.label ?? "\(index)")",
                range: element.type.range)
        }
    }

    /// `@Faults(A.self, B.self)`, or `@Faults(A.self, action: "…")` as often as there are such.
    private static func faults(_ function: Function, _ complaints: inout Complaints) -> [String] {
        var list: [String] = []
        var unnamed: [String: Range<Int>] = [:]
        for attribute in function.attributes.all(named: "Faults") {
            var settings = ""
            for label in ["action", "name", "namespace"] {
                if let text = complaints.text(label, of: attribute) { settings += ", \(label): \(text)" }
            }
            if let argument = attribute["namespace"], attribute["name"] == nil {
                complaints.error("'namespace' says nothing here: it is that of 'name'; write that too, or leave it out", at: argument.range)
            }
            let types = attribute.arguments.filter { $0.label == nil }
            if types.isEmpty { complaints.error("name the types of the details: write '@Faults(Detail.self)'", at: attribute.range) }
            if types.count > 1, !settings.isEmpty {
                complaints.error("an action or a name belongs to one fault; write one @Faults for each type", at: attribute.range)
            }
            for type in types {
                if !type.text.hasSuffix(".self") {
                    complaints.error("'\(type.text)' must be a type: write '\(type.text).self'", at: type.range)
                }
                if attribute["name"] == nil, let first = unnamed.updateValue(type.range, forKey: type.text) {
                    complaints.error(
                        "'\(type.text)' is declared twice; take one away, or give its detail a name", at: type.range,
                        notes: [Diagnostic.Note("the other is here", at: first)])
                }
                list.append(".fault(\(type.text)\(settings))")
            }
        }
        return list
    }
}
