extension ContractCoding {
    /// The same with the known types of an operation.
    func knowing(_ operation: OperationDescription) -> ContractCoding {
        guard !operation.knownTypes.isEmpty else { return self }
        var coding = self
        coding.knownTypes += operation.knownTypes
        return coding
    }
}
