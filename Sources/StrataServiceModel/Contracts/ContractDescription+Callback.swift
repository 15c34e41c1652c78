/// As in WCF, what a contract calls back is named for that contract: the actions and elements of a callback contract's operations have the name
/// and the namespace of the contract that calls, unless they say their own.
extension ContractDescription {
    /// The callback contract as this contract declares it. What it shares with the callback contract of one that this refines, that one declares.
    var callbackDescription: ContractDescription? {
        guard var result = callback?.description else { return nil }
        let inherited = bases.compactMap(\.callbackDescription).flatMap(\.operations)
        result.operations = result.operations.map { operation in
            inherited.first { $0.isCopy(of: operation) } ?? operation.declared(by: self)
        }
        return result
    }

    /// The operation of that name as it is declared here; one that is not is left as it is.
    func declared(_ operation: OperationDescription) -> OperationDescription {
        operations.first { $0.name == operation.name } ?? operation
    }

    /// The same of how a host performs operations.
    func declared<Service>(_ operations: [ServiceOperation<Service>]) -> [ServiceOperation<Service>] {
        operations.map { $0.with(declared($0.description)) }
    }

    /// The same of all operations of another contract.
    func declared(_ other: ContractDescription) -> ContractDescription {
        var result = other
        result.operations = other.operations.map(declared)
        return result
    }
}
