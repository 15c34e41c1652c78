import PluginWire
import SwiftReader

/// A protocol whose methods are operations.
struct ServiceContract {
    let protocolName: String
    let access: String
    /// The name on the wire.
    let name: String
    /// Code for the namespace.
    let namespace: String
    let operations: [OperationContract]
    /// The protocols that it refines, as far as they are contracts.
    let inherited: [String]
    private let sessionMode: String?
    /// Code for the known types of all its operations.
    let knownTypes: String?
    /// The contract that the client serves.
    let callback: String?

    /// The namespace of contracts that name none, as in WCF.
    private static let defaultNamespace = StringLiteral.quoted("http://tempuri.org/")

    init(_ type: Declaration, _ request: ExpansionRequest, _ complaints: inout Complaints) {
        let attribute = type.attribute("ServiceContract")
        protocolName = type.name.text
        access = Access.prefix(of: type, in: request.lexicalContext)
        name = WireName.encoded(complaints.string("name", of: attribute) ?? type.name.plain)
        namespace = complaints.text("namespace", of: attribute) ?? Self.defaultNamespace
        sessionMode = Self.sessionMode(attribute, &complaints)
        callback = Self.callback(attribute, &complaints)
        knownTypes = complaints.types("knownTypes", of: attribute)
        inherited = Self.inherited(type, &complaints)
        type.refuseHidden("the methods of a service contract", &complaints)
        var found: [OperationContract] = []
        for member in type.members {
            switch member {
            case .function(let function):
                // What is inherited is not seen here, and checked when a binding is given.
                let session = sessionMode ?? (inherited.isEmpty ? nil : ".required")
                found.append(OperationContract(function, session: session, &complaints))
            case .property(let property):
                complaints.error("a service contract has methods only; take the property away", at: property.keyword)
            case .other(let word): complaints.error("a service contract has methods only; take the \(word.text) away", at: word.range)
            case .enumCase, .conditional, .pattern: continue
            }
        }
        complaints.refuseTwins(
            found.map { ($0.name, $0.function.name.range) }, "two methods", hint: "; give one of them an @Operation(name:)")
        OperationContract.refuseTwinActions(found, &complaints)
        operations = found
    }

    private static func sessionMode(_ attribute: Attribute?, _ complaints: inout Complaints) -> String? {
        guard let argument = attribute?["sessionMode"], argument.value != .null else { return nil }
        if case .member(let path) = argument.value { return path }
        complaints.error("'sessionMode' must be .allowed, .required or .notAllowed", at: argument.range)
        return nil
    }

    /// `(any Tick).self` stands for what the macro has made of `Tick`.
    private static func callback(_ attribute: Attribute?, _ complaints: inout Complaints) -> String? {
        guard let argument = attribute?["callback"], argument.value != .null else { return nil }
        var text = argument.text[...]
        if text.hasSuffix(".self") {
            text = text.dropLast(5)
            if text.hasPrefix("("), text.hasSuffix(")") { text = text.dropFirst().dropLast() }
            if text.hasPrefix("any ") { text = text.dropFirst(4) }
            if !text.isEmpty, text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }) { return text + "Contract" }
        }
        complaints.error("'callback' must be the type of a @ServiceContract protocol: write '(any Callback).self'", at: argument.range)
        return nil
    }

    /// The callback contract where none is written: that of the contract that it refines, unless there are several.
    var inheritedCallback: String? { inherited.count == 1 ? "\(inherited[0])Contract.Callback" : nil }

    /// The arguments of `ContractDescription` between the namespace and the operations.
    var settings: String {
        (sessionMode.map { ", sessionMode: \($0)" } ?? "") + (callback.map { ", callback: \($0).self" } ?? "")
    }
}
