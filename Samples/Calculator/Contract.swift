import Strata

/// What can be asked of a calculator.
@ServiceContract(namespace: "urn:example:calculator")
protocol Calculator: Sendable {
    func add(a: Double, b: Double) async throws -> Double
    @Faults(DivisionByZero.self) func divide(a: Double, by b: Double) async throws -> Double
    /// The last of the caller's calculations, newest first.
    func history(count: Int) async throws -> [Calculation]
    @OneWay func forget() async throws
}

@DataContract(namespace: "urn:example:calculator")
struct Calculation: Sendable {
    var text: String
    var result: Double?
}

/// The detail of the fault of a division by zero.
@DataContract(namespace: "urn:example:calculator")
struct DivisionByZero: Sendable {
    var dividend: Double
}
