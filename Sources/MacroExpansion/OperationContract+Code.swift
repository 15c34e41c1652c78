import SwiftReader

extension OperationContract {
    /// Its row in the contract's description.
    func writeDescription(of contract: ServiceContract, to code: inout CodeWriter) {
        var settings: [String] = []
        if let action { settings.append("action: \(action)") }
        if let replyAction { settings.append("replyAction: \(replyAction)") }
        if isOneWay { settings.append("isOneWay: true") }
        if !isInitiating { settings.append("isInitiating: false") }
        if isTerminating { settings.append("isTerminating: true") }
        for (label, parts) in [("input", input), ("output", output)] where !parts.isEmpty {
            let list = parts.map { ".part(\(StringLiteral.quoted($0.name)), \($0.type).self)" }.joined(separator: ", ")
            settings.append("\(label): [\(list)]")
        }
        let known = [contract.knownTypes, knownTypes].compactMap { $0 }
        if !known.isEmpty { settings.append("knownTypes: \(known.joined(separator: " + "))") }
        if !faults.isEmpty { settings.append("faults: [\(faults.joined(separator: ", "))]") }
        let head = "\(StringLiteral.quoted(name)), of: \(StringLiteral.quoted(contract.name)), namespace: \(contract.namespace)"
        code.line("OperationDescription(\(([head] + settings).joined(separator: ", "))),")
    }

    /// Its row in the table of a host.
    func writePerforming(_ index: Int, to code: inout CodeWriter) {
        let taken = input.map(\.access)
        let service = fresh("service", avoiding: taken)
        let incoming = fresh("input", avoiding: taken)
        let outgoing = fresh("output", avoiding: taken)
        let result = fresh("result", avoiding: taken)
        code.line("ServiceOperation(declared[\(index)]) { \(service), \(incoming), \(outgoing) in")
        code.indented { code in
            for part in input {
                code.line("let \(part.access) = try \(incoming).read(\(StringLiteral.quoted(part.name)), as: \(part.type).self)")
            }
            code.line("try await \(incoming).complete()")
            let arguments = function.parameters.map { ($0.label.map { "\($0): " } ?? "") + $0.name.text }.joined(separator: ", ")
            let call = "try await \(service).\(function.name.text)(\(arguments))"
            code.line(output.isEmpty ? call : "let \(result) = \(call)")
            for part in output { code.line("\(outgoing).write(\(result)\(part.access), as: \(StringLiteral.quoted(part.name)))") }
        }
        code.line("},")
    }

    var signature: String {
        let parameters = function.parameters.map { parameter in
            let label = parameter.label ?? "_"
            return (label == parameter.name.text ? label : "\(label) \(parameter.name.text)") + ": \(parameter.type.text)"
        }
        let returned = output.isEmpty ? "" : function.returnType.map { " -> \($0.text)" } ?? ""
        return "func \(function.name.text)(\(parameters.joined(separator: ", "))) async throws\(returned)"
    }

    /// The body of a client's method.
    func writeCalling(_ description: String, to code: inout CodeWriter) {
        let taken = input.map(\.access)
        let request = fresh("request", avoiding: taken)
        let reply = fresh("reply", avoiding: taken)
        code.line("\(input.isEmpty ? "let" : "var") \(request) = self.caller.request(\(description))")
        for part in input { code.line("\(request).write(\(part.access), as: \(StringLiteral.quoted(part.name)))") }
        if isOneWay { return code.line("try await self.caller.send(\(request))") }
        if output.isEmpty { return code.line("_ = try await self.caller.call(\(request))") }
        code.line("var \(reply) = try await self.caller.call(\(request))")
        let reads = output.map { part in
            let label = part.access.hasPrefix(".") && !part.access.dropFirst().allSatisfy(\.isNumber) ? "\(part.access.dropFirst()): " : ""
            return "\(label)\(reply).read(\(StringLiteral.quoted(part.name)), as: \(part.type).self)"
        }
        code.line("return try " + (output.count == 1 ? reads[0] : "(\(reads.joined(separator: ", ")))"))
    }
}
