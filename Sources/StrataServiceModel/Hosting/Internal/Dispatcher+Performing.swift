internal import StrataCore
internal import StrataInfoset

extension Dispatcher {
    func perform(
        _ request: Message, _ expected: ServedOperation<Contract.Service>?, _ session: SessionState<Instance>?
    ) async throws -> Message? {
        let action = request.headers.action ?? ""
        // Which action counts, where header and transport have one each, was the processor's to say.
        guard let operation = expected.flatMap({ $0.description.action == action ? $0 : nil }) ?? byAction[action] ?? wildcard else {
            throw FaultError(.actionNotSupported(action, processor.version.addressing))
        }
        let description = operation.description
        try session?.admit(description)
        defer { session?.finish(description) }
        var request = request
        var states: [(any Sendable)?] = []
        var context: OperationContext?
        var reply: Message?
        do {
            for inspector in runtime.messageInspectors { states.append(try inspector.afterReceiving(&request, description)) }
            let known = OperationContext(description, request, session?.channel.session, session?.callbacks)
            context = known
            reply = try await OperationContext.$current.withValue(known) { [request] in try await self.run(operation, request, session) }
        } catch {
            let told = fault(for: error, description)
            guard let told, !description.isOneWay else { throw told ?? error }
            reply = told.message(version: processor.version)
        }
        guard var answer = reply else { return nil }
        context?.complete(&answer)
        for (inspector, state) in zip(runtime.messageInspectors, states).reversed() {
            try inspector.beforeSending(&answer, description, state)
        }
        return answer
    }

    private func run(
        _ operation: ServedOperation<Contract.Service>, _ request: Message, _ session: SessionState<Instance>?
    ) async throws -> Message? {
        let description = operation.description
        var request = request
        if !description.input.isStreamed, !description.input.isUntyped, request.body.stream != nil {
            try await request.buffer(upTo: runtime.maxBufferedRequest)
        }
        let received = request
        let result = ResultBox<OutgoingParts>()
        let object = try provider.context(session)
        try await object.run(description.name) {
            try await operation.place.run(isReceiving: session?.exchange != nil) {
                try await self.invoke(description, operation.invokers[...]) {
                    result.value = try await self.perform(operation, received, object.instance)
                }
            }
        }
        guard description.output != nil else { return nil }
        guard let output = result.value else {
            throw CommunicationError(
                .invalidOperation, "an invoker of operation '\(description.name)' has returned without calling it, and there is no result")
        }
        return output.message(processor.version, action: description.replyAction)
    }

    private func perform(
        _ operation: ServedOperation<Contract.Service>, _ request: Message, _ instance: Instance
    ) async throws -> OutgoingParts {
        let description = operation.description
        let inspection = ParameterInspection.begin(description, operation.inspectors)
        var input: IncomingParts
        do { input = try IncomingParts(request, description, description.input, runtime.coding) } catch { throw Self.unreadable(error) }
        var output = OutgoingParts(description, description.output ?? description.input, runtime.coding)
        if let inspection {
            input.inspectParameters(inspection)
            output.note = inspection.addResult
        }
        do { try await operation.perform(upcast(instance), &input, &output) } catch  where !input.isComplete {
            throw Self.unreadable(error)
        }
        try inspection?.after()
        return output
    }

    private func invoke(
        _ operation: OperationDescription, _ invokers: ArraySlice<any OperationInvoker>, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        guard let first = invokers.first else { return try await body() }
        let rest = invokers.dropFirst()
        try await first.invoke(operation) { try await self.invoke(operation, rest, body) }
    }

    /// The form of a request is its sender's affair, and so is what is wrong with it.
    private static func unreadable(_ error: any Error) -> any Error {
        switch error {
        case is ContractError: FaultError(.sender("The request cannot be read: \(error)"))
        case let error as InfosetError: FaultError(.sender("The request cannot be read: \(error.reason)"))
        default: error
        }
    }

    /// What the caller is told of an error; `nil` for what is hidden.
    private func fault(for error: any Error, _ operation: OperationDescription) -> FaultError? {
        if let fault = error as? FaultError { return fault }
        for declared in operation.faults where declared.isOf(error) {
            guard let fault = declared.write(error, runtime.coding.knowing(operation)) else { continue }
            return FaultError(fault, action: declared.action)
        }
        if error is CancellationError { return nil }
        for handler in runtime.errorHandlers { handler.handle(error, in: operation) }
        return runtime.errorHandlers.lazy.compactMap { $0.fault(for: error, in: operation) }.first
    }
}
