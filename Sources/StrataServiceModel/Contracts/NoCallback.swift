/// Stands where a contract has no callback contract: nothing can be its service, so nothing can be given for one.
public enum NoCallback: ServiceContract {
    public typealias Service = Never
    public typealias Callback = NoCallback
    /// No operations.
    public static let description = ContractDescription("NoCallback", operations: [])
    /// None.
    public static let operations: [ServiceOperation<Never>] = []
}
