/// A fault that an element has thrown on the side that answers, with what is needed to send it.
struct StepFault: Error {
    let fault: FaultError
    /// The first of the elements that the answer has to pass.
    let beneath: Int
    /// As it was when the element threw.
    let exchange: Exchange

    /// What to throw for the error of the element at `index`, counted from the top.
    static func of(_ error: any Error, at index: Int, _ exchange: Exchange) -> any Error {
        guard exchange.role == .responder, let fault = error as? FaultError else { return error }
        return StepFault(fault: fault, beneath: index + 1, exchange: exchange)
    }
}
