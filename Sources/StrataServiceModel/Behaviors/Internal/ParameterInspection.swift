internal import Synchronization

/// One call under its inspectors: what was written and read so far, and what they want back.
final class ParameterInspection: Sendable {
    private struct State {
        var parameters = ParameterValues()
        var results = ParameterValues()
        var states: [(any Sendable)?] = []
        var hasBegun = false
    }

    private let operation: OperationDescription
    private let inspectors: [any ParameterInspector]
    private let state = Mutex(State())

    /// `nil` where nobody looks: then nothing is recorded.
    static func begin(_ operation: OperationDescription, _ inspectors: [any ParameterInspector]) -> ParameterInspection? {
        inspectors.isEmpty ? nil : ParameterInspection(operation, inspectors)
    }

    private init(_ operation: OperationDescription, _ inspectors: [any ParameterInspector]) {
        self.operation = operation
        self.inspectors = inspectors
    }

    func addParameter(_ name: String, _ value: any ContractValue) { state.withLock { $0.parameters.add(name, value) } }
    func addResult(_ name: String, _ value: any ContractValue) { state.withLock { $0.results.add(name, value) } }

    func before() throws {
        let parameters = state.withLock { $0.parameters }
        let states = try inspectors.map { try $0.beforeCall(operation, parameters) }
        state.withLock {
            $0.states = states
            $0.hasBegun = true
        }
    }

    func after() throws {
        let (results, states, hasBegun) = state.withLock { ($0.results, $0.states, $0.hasBegun) }
        guard hasBegun else { return }
        for (inspector, state) in zip(inspectors, states).reversed() { try inspector.afterCall(operation, results, state) }
    }
}
