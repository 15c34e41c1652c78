import PluginWire
import SwiftReader

extension OperationContract {
    /// What the method itself must be.
    func checkForm(_ complaints: inout Complaints) {
        let place = function.name.range
        if !function.isAsync || !function.isThrowing {
            let missing = (function.isAsync ? "" : " async") + (function.isThrowing ? "" : " throws")
            // `async` goes before `throws`: where one of the two is there, say so but leave the edit to the reader.
            let end = function.parametersEnd..<function.parametersEnd
            let fixIts = function.isAsync ? [] : [Diagnostic.FixIt("add '\(missing.dropFirst())'", replace: end, with: missing)]
            complaints.error(
                "'\(function.name.plain)' must be 'async throws', because a call takes time and can fail: add '\(missing.dropFirst())'",
                at: place,
                fixIts: fixIts)
        }
        if let thrown = function.thrownType, thrown.text != "any Error" {
            complaints.error(
                "a call can fail in more ways than '\(thrown.text)': write 'throws', and @Faults for what is declared", at: thrown.range)
        }
        if function.isGeneric { complaints.error("an operation cannot be generic: write a method for each type", at: place) }
        for modifier in function.modifiers where ["static", "class", "mutating"].contains(modifier.name) {
            complaints.error("an operation cannot be \(modifier.name): take the word away", at: modifier.range)
        }
        if function.name.text.utf8.first.map({ "+-*/%=<>!&|^~?.".utf8.contains($0) }) ?? true {
            complaints.error("an operator cannot be an operation: write a method with a name", at: place)
        }
    }

    func checkParts(_ complaints: inout Complaints) {
        for parameter in function.parameters {
            if let word = parameter.specifiers.first, parameter.type.shape != .function {
                complaints.error("an operation's parameter is a copy: take '\(word)' away", at: parameter.name.range)
            }
            if parameter.isVariadic {
                complaints.error("an operation's parameter cannot be variadic: write '[\(parameter.type.text)]'", at: parameter.type.range)
            }
            complaints.refuseUnfit(parameter.type, as: "a parameter")
            if parameter.name.text == "_" {
                complaints.error(
                    "a parameter's name is its name on the wire: write '_ name: \(parameter.type.text)'", at: parameter.name.range)
            }
        }
        if let type = function.returnType {
            if case .tuple(let elements) = type.shape {
                for element in elements { complaints.refuseUnfit(element.type, as: "part of a result") }
            } else {
                complaints.refuseUnfit(type, as: "a result")
            }
        }
        complaints.refuseTwins(input.map { ($0.name, $0.range) }, "two parameters")
        complaints.refuseTwins(output.map { ($0.name, $0.range) }, "two parts of the result")
        for parts in [input, output] where parts.count > 1 {
            for part in parts where part.isWholeBody {
                complaints.error("'\(part.type)' is a whole body, so it must be the only parameter or the only result", at: part.range)
            }
        }
    }

    func checkSettings(_ attribute: Attribute?, _ session: String?, _ complaints: inout Complaints) {
        let oneWay = function.attributes.named("OneWay")
        if let oneWay {
            if let type = function.returnType, !output.isEmpty {
                complaints.error("a @OneWay method has no reply: return nothing, or take @OneWay away", at: type.range)
            }
            if let argument = attribute?["replyAction"] {
                complaints.error("a @OneWay method has no reply: leave out 'replyAction', or take @OneWay away", at: argument.range)
            }
            if let faults = function.attributes.named("Faults") {
                complaints.error("a @OneWay method has no reply that a fault could be: take one attribute away", at: faults.range)
            }
            if !oneWay.arguments.isEmpty { complaints.error("@OneWay has no arguments", at: oneWay.range) }
        }
        if let argument = attribute?["resultName"], output.first.map({ $0.access != "" && $0.access != ".0" }) ?? true, oneWay == nil {
            complaints.error("'resultName' says nothing here: the labels of a tuple are names, and no result has none", at: argument.range)
        }
        if let argument = attribute?["replyAction"], argument.value == .string("*"), output.count != 1 || !output[0].isWholeMessage {
            complaints.error(
                "'*' leaves the action of the reply to the Message that is returned: return 'Message', or write the action",
                at: argument.range)
        }
        if let argument = attribute?["action"], argument.value == .string("*"), input.count != 1 || !input[0].isWholeMessage {
            complaints.error(
                "'*' takes messages of any form: take a 'Message' as the only parameter, or write the action", at: argument.range)
        }
        function.attributes.refuseRepeated("Operation", "OneWay", complaints: &complaints)
        guard session?.hasSuffix("required") != true else { return }
        for label in ["isInitiating", "isTerminating"] {
            guard let argument = attribute?[label], argument.value == .bool(label == "isTerminating") else { continue }
            complaints.error("'\(label)' is about sessions: write @ServiceContract(sessionMode: .required)", at: argument.range)
        }
    }

    /// Two methods with the same action of their own; those of default actions have different names.
    static func refuseTwinActions(_ operations: [OperationContract], _ complaints: inout Complaints) {
        var seen: [String: OperationContract] = [:]
        for operation in operations {
            guard let action = operation.action else { continue }
            if let first = seen.updateValue(operation, forKey: action) {
                complaints.error(
                    "two methods have the action \(action); give one of them another", at: operation.function.name.range,
                    notes: [Diagnostic.Note("the other is here", at: first.function.name.range)])
            }
        }
    }
}
