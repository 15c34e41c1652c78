internal import StrataCore

/// What is checked of a contract and a binding before anything is opened.
enum ContractRules {
    /// Whether the contract is spoken in sessions over this binding.
    static func session(_ contract: ContractDescription, _ binding: some Binding, side: ChannelSide) throws(BindingError) -> Bool {
        try check(contract)
        let with = binding.canMake(ChannelShape(.requestReply, session: true), side: side)
        let without = binding.canMake(ChannelShape(.requestReply, session: false), side: side)
        switch contract.sessionMode {
        case .required where !with:
            throw BindingError(
                .unsupportedShape,
                "contract '\(contract.name)' requires a session, and binding '\(binding.name)' has none; add an element that makes one, or "
                    + "declare the contract with sessionMode: .allowed")
        case .notAllowed where !without && with:
            throw BindingError(
                .unsupportedShape,
                "contract '\(contract.name)' does not allow sessions, and binding '\(binding.name)' has nothing else; declare the contract "
                    + "with sessionMode: .allowed, or take a binding without sessions")
        case .required: return true
        case .notAllowed: return false
        case .allowed: return with
        }
    }

    private static func check(_ contract: ContractDescription) throws(BindingError) {
        func refuse(_ what: String) -> BindingError { BindingError(.invalidConfiguration, "contract '\(contract.name)': \(what)") }
        guard !contract.operations.isEmpty else { throw refuse("it has no operations") }
        guard contract.callback == nil else {
            throw refuse("its callback contract cannot be served: clients and hosts make requests and replies only; declare it without one")
        }
        var names: Set<String> = []
        var actions: Set<String> = []
        for operation in contract.operations {
            guard names.insert(operation.name).inserted else { throw refuse("two operations are called '\(operation.name)'") }
            guard actions.insert(operation.action).inserted else {
                throw refuse("two operations have the action '\(operation.action)'; give one of them another")
            }
            for message in [operation.input, operation.output].compactMap({ $0 }) where message.parts.count > 1 {
                if let alone = message.parts.first(where: { if case .value = $0.kind { false } else { true } }) {
                    throw refuse("'\(alone.name)' of operation '\(operation.name)' must be its only parameter or result")
                }
            }
            if contract.sessionMode != .required, !operation.isInitiating || operation.isTerminating {
                throw refuse(
                    "operation '\(operation.name)' begins or ends a session; declare the contract with sessionMode: .required")
            }
        }
        guard contract.operations.contains(where: \.isInitiating) else { throw refuse("no operation may begin a session") }
    }
}
