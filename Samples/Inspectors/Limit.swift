import Strata

/// Refuses a call whose parameter is above a limit, before the method sees it.
struct Limit: OperationBehavior, ParameterInspector {
    let parameter: String
    let most: Int

    /// Asked before anything is applied: a name that is wrong is found when the host is made, not at the first call.
    func validate(_ operation: OperationDescription) throws {
        guard operation.input.parts.contains(where: { $0.name == parameter }) else {
            throw BindingError(.invalidConfiguration, "operation '\(operation.name)' has no parameter '\(parameter)' to limit")
        }
    }

    func apply(to dispatch: inout DispatchOperation, of operation: OperationDescription) { dispatch.parameterInspectors.append(self) }

    func beforeCall(_ operation: OperationDescription, _ parameters: ParameterValues) throws -> (any Sendable)? {
        if let value = parameters[parameter] as? Int, value > most {
            throw FaultError(.sender("\(parameter) is at most \(most) here, not \(value)"))
        }
        return nil
    }
}
