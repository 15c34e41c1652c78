import PluginWire
import SwiftReader

/// `@ServiceContract`. As a peer it makes `<Name>Contract` and `<Name>Client`, as an extension the methods of clients: there the clients
/// of contracts that refine this one find them too.
struct ServiceContractMacro: Macro {
    func expand(_ request: ExpansionRequest) throws(ReadFailure) -> Expansion {
        let type = try Reader.declaration(in: request.declaration)
        var complaints = Complaints(request.declaration)
        guard type.keyword.text == "protocol" else {
            // Both roles are asked; one complains.
            if request.role == .peer {
                let served = ["struct", "class", "actor", "enum"].contains(type.keyword.text)
                complaints.error(
                    "@ServiceContract stands on a protocol; '\(type.name.text)' is \(type.keyword.text.withArticle)"
                        + (served ? ": write it at a protocol that '\(type.name.text)' conforms to" : ""),
                    at: type.keyword.range)
            }
            return complaints.expansion(CodeWriter())
        }
        let contract = ServiceContract(type, request, &complaints)
        var code = CodeWriter()
        switch request.role {
        case .peer:
            contract.writeContract(to: &code)
            code.line()
            contract.writeClient(to: &code)
        case .extension where complaints.hasErrors: return Expansion()
        case .extension: contract.writeMethods(of: request.extendedType, to: &code)
        default:
            complaints.error("the compiler asks for a \(request.role.rawValue), which @ServiceContract does not make", at: type.name.range)
        }
        return complaints.expansion(code)
    }
}
