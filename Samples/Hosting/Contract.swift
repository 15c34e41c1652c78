import Strata

/// What customers ask for.
@ServiceContract(namespace: "urn:example:bakery")
protocol Bakery: Sendable {
    /// Takes its time, and says how many cakes that makes.
    func bake(cake: String, seconds: Int) async throws -> Int
}

/// What the owner asks for.
@ServiceContract(namespace: "urn:example:bakery")
protocol Ledger: Sendable {
    func baked() async throws -> [String]
}
