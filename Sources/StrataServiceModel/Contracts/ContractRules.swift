internal import StrataCore
internal import StrataInfoset

/// What is checked of a contract and a binding before anything is opened.
enum ContractRules {
    /// The shape in which the contract is spoken over this binding.
    static func shape<Contract: ServiceContract>(
        _ type: Contract.Type, _ binding: some Binding, side: ChannelSide
    ) throws(BindingError) -> ChannelShape {
        let contract = Contract.description
        try check(contract)
        let hasCallback = try checkCallback(type)
        if hasCallback { try checkDuplex(contract, binding, side) }
        let shape = hasCallback ? ChannelShape.duplexSession : try plainShape(contract, binding, side)
        if side == .service { try checkOperations(type) } else if hasCallback { try checkOperations(Contract.Callback.self) }
        return shape
    }

    /// Whether what is served is what is described.
    private static func checkOperations<Contract: ServiceContract>(_ type: Contract.Type) throws(BindingError) {
        let described = Set(Contract.description.operations.map(\.name))
        // What is inherited twice is there twice.
        let performed = Set(Contract.operations.map(\.description.name))
        guard described != performed else { return }
        let lacks = described.subtracting(performed).sorted().map { "'\($0)'" }.joined(separator: ", ")
        let others = performed.subtracting(described).sorted().map { "'\($0)'" }.joined(separator: ", ")
        throw BindingError(
            .invalidConfiguration,
            "the operations of \(Contract.self) are not those of its description, contract '\(Contract.description.name)':"
                + (lacks.isEmpty ? "" : " \(lacks) cannot be performed") + (others.isEmpty ? "" : " \(others) is not described"))
    }

    /// Whether the contract has a callback contract.
    private static func checkCallback<Contract: ServiceContract>(_ type: Contract.Type) throws(BindingError) -> Bool {
        let (contract, name) = (Contract.description, Contract.Callback.description.name)
        guard let callback = contract.callback else {
            guard Contract.Callback.self == NoCallback.self else {
                throw BindingError(
                    .invalidConfiguration,
                    "contract '\(contract.name)' has the callback contract '\(name)' as its Callback and none in its description; give the "
                        + "description 'callback: \(Contract.Callback.self).self'")
            }
            return false
        }
        guard ObjectIdentifier(callback) == ObjectIdentifier(Contract.Callback.self) else {
            throw BindingError(
                .invalidConfiguration,
                "contract '\(contract.name)' has the callback contract '\(callback.description.name)' in its description; write "
                    + "'typealias Callback = \(callback)' in \(Contract.self) too")
        }
        try check(contract.callbackDescription ?? callback.description)
        guard callback.description.callback == nil else {
            throw BindingError(
                .invalidConfiguration,
                "callback contract '\(name)' of contract '\(contract.name)' has a callback contract of its own; declare it without one")
        }
        return true
    }

    /// What a binding can make, for people.
    private static func shapes(of binding: some Binding, _ side: ChannelSide) -> String {
        let shapes = ChannelShape.allCases.filter { binding.canMake($0, side: side) }
        return shapes.isEmpty ? "no channels" : shapes.map(\.description).joined(separator: ", ")
    }

    private static func checkDuplex(_ contract: ContractDescription, _ binding: some Binding, _ side: ChannelSide) throws(BindingError) {
        let calls = "contract '\(contract.name)' has a callback contract, and calls back in duplex sessions"
        guard contract.sessionMode != .notAllowed else {
            throw BindingError(
                .unsupportedShape, "\(calls), but it does not allow sessions; declare it with sessionMode: .allowed or .required")
        }
        guard binding.canMake(.duplexSession, side: side) else {
            throw BindingError(
                .unsupportedShape,
                "\(calls); binding '\(binding.name)' makes \(shapes(of: binding, side)) on the \(side) side: take a transport that has duplex "
                    + "sessions, or declare the contract without a callback contract")
        }
        guard binding.messageVersion.addressing != .none else {
            throw BindingError(
                .invalidConfiguration,
                "\(calls), where replies are known by their addressing; binding '\(binding.name)' speaks \(binding.messageVersion): give its "
                    + "encoding a version with addressing")
        }
    }

    /// Requests and replies, in a session where there can be one. A binding that has nothing but duplex sessions carries them too.
    private static func plainShape(
        _ contract: ContractDescription, _ binding: some Binding, _ side: ChannelSide
    ) throws(BindingError) -> ChannelShape {
        let with = binding.canMake(.requestReplySession, side: side)
        let without = binding.canMake(.requestReply, side: side)
        let pairs = binding.canMake(.duplexSession, side: side)
        let duplex = pairs && binding.messageVersion.addressing != .none
        switch contract.sessionMode {
        case .allowed where !with && !without && pairs && !duplex, .notAllowed where !with && !without && pairs && !duplex:
            throw BindingError(
                .unsupportedShape,
                "contract '\(contract.name)' is spoken in requests and replies, which binding '\(binding.name)' has in duplex sessions alone, "
                    + "and there addressing relates them: take a message version that has it")
        case .allowed where !with && !without && !duplex, .notAllowed where !with && !without && !duplex:
            throw BindingError(
                .unsupportedShape,
                "contract '\(contract.name)' is spoken in requests and replies, its one-way operations too; binding '\(binding.name)' makes "
                    + "\(shapes(of: binding, side)) on the \(side) side: take a transport that has them")
        case .required where !with && !duplex:
            throw BindingError(
                .unsupportedShape,
                "contract '\(contract.name)' requires a session, and binding '\(binding.name)' has none; add an element that makes one, or "
                    + "declare the contract with sessionMode: .allowed")
        case .notAllowed where !without && (with || duplex):
            throw BindingError(
                .unsupportedShape,
                "contract '\(contract.name)' does not allow sessions, and binding '\(binding.name)' has nothing else; declare the contract "
                    + "with sessionMode: .allowed, or take a binding without sessions")
        case .required: return with ? .requestReplySession : .duplexSession
        case .notAllowed: return .requestReply
        case .allowed where with: return .requestReplySession
        case .allowed: return !without && duplex ? .duplexSession : .requestReply
        }
    }

    /// What is wrong with an operation by itself.
    private static func mistake(in operation: OperationDescription) -> String? {
        let messages = [operation.input, operation.output].compactMap { $0 }
        for message in messages where message.parts.count > 1 {
            if let alone = message.parts.first(where: { if case .value = $0.kind { false } else { true } }) {
                return "'\(alone.name)' of operation '\(operation.name)' must be its only parameter or result"
            }
        }
        if messages.contains(where: \.isWhole), messages.contains(where: { !$0.isWhole && !$0.parts.isEmpty }) {
            return
                "operation '\(operation.name)' has a message contract or a Message on one side and values on the other; make a message contract "
                + "of the values"
        }
        if operation.isWildcard, !operation.input.isUntyped {
            return
                "operation '\(operation.name)' has the action '*' and takes messages of any form; take a Message as its only parameter, or give "
                + "it an action"
        }
        var details: Set<ExpandedName> = []
        return operation.faults.first { !details.insert($0.name).inserted }.map {
            "two faults of operation '\(operation.name)' have the detail \($0.name); take one away, or give it another name"
        }
    }

    private static func check(_ contract: ContractDescription) throws(BindingError) {
        func refuse(_ what: String) -> BindingError { BindingError(.invalidConfiguration, "contract '\(contract.name)': \(what)") }
        if let contradiction = contract.contradiction { throw refuse(contradiction) }
        guard !contract.operations.isEmpty else { throw refuse("it has no operations") }
        var names: Set<String> = []
        var actions: Set<String> = []
        for operation in contract.operations {
            guard names.insert(operation.name).inserted else { throw refuse("two operations are called '\(operation.name)'") }
            guard actions.insert(operation.action).inserted else {
                throw refuse("two operations have the action '\(operation.action)'; give one of them another")
            }
            if let mistake = mistake(in: operation) { throw refuse(mistake) }
            if contract.sessionMode != .required, !operation.isInitiating || operation.isTerminating {
                throw refuse(
                    "operation '\(operation.name)' begins or ends a session; declare the contract with sessionMode: .required")
            }
        }
        guard contract.operations.contains(where: \.isInitiating) else { throw refuse("no operation may begin a session") }
    }
}
