import SwiftReader

extension ServiceContract {
    /// The enum with both tables.
    func writeContract(to code: inout CodeWriter) {
        code.line("/// The contract of `\(protocolName)`.")
        code.block("\(access)nonisolated enum \(protocolName)Contract: ServiceContract") { code in
            code.line("\(access)typealias Service = any \(protocolName)")
            if let callback = callback ?? inheritedCallback { code.line("\(access)typealias Callback = \(callback)") }
            code.line()
            writeList("\(access)static let declared: [OperationDescription] = ", to: &code) { code in
                for operation in operations { operation.writeDescription(of: self, to: &code) }
            }
            code.line()
            let bases = inherited.map { "\($0)Contract.description" }.joined(separator: ", ")
            let inheriting = bases.isEmpty ? "" : ", inheriting: [\(bases)]"
            code.line("\(access)static let description = ContractDescription(")
            let named = "\(StringLiteral.quoted(name)), namespace: \(namespace)\(settings)"
            code.indented { $0.line("\(named), operations: declared\(inheriting))") }
            code.line()
            let performed = inherited.map { "\($0)Contract.operations.map { $0.of { (heir: any \(protocolName)) in heir } } + " }.joined()
            writeList("\(access)static let operations: [ServiceOperation<any \(protocolName)>] = \(performed)", to: &code) { code in
                for (index, operation) in operations.enumerated() { operation.writePerforming(index, to: &code) }
            }
        }
    }

    private func writeList(_ head: String, to code: inout CodeWriter, _ body: (inout CodeWriter) -> Void) {
        guard !operations.isEmpty else { return code.line(head + "[]") }
        code.line(head + "[")
        code.indented(body)
        code.line("]")
    }

    func writeClient(to code: inout CodeWriter) {
        code.line("/// Calls a `\(protocolName)` through a channel.")
        code.block("\(access)nonisolated struct \(protocolName)Client: \(protocolName), ServiceClient") { code in
            code.line("\(access)typealias Contract = \(protocolName)Contract")
            code.line("\(access)let caller: OperationCaller")
            code.line()
            code.block("\(access)init(_ caller: OperationCaller)") { $0.line("self.caller = caller") }
        }
    }

    func writeMethods(of extendedType: String, to code: inout CodeWriter) {
        guard !operations.isEmpty else { return }
        code.block("nonisolated extension \(extendedType) where Self: ServiceClient") { code in
            for (index, operation) in operations.enumerated() {
                if index > 0 { code.line() }
                code.block("\(access)\(operation.signature)") {
                    operation.writeCalling("\(extendedType)Contract.declared[\(index)]", to: &$0)
                }
            }
        }
    }
}
