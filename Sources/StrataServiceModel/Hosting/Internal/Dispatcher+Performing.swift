internal import StrataCore
internal import StrataInfoset

extension Dispatcher {
    func perform(
        _ request: Message, _ expected: ServedOperation?, _ session: SessionState?, _ call: CallTurn
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
            let received = request
            try await OperationContext.$current.withValue(known) { reply = try await self.run(operation, received, session, call) }
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
        _ operation: ServedOperation, _ request: Message, _ session: SessionState?, _ call: CallTurn
    ) async throws -> Message? {
        let description = operation.description
        var request = request
        if !description.input.isStreamed, !description.input.isUntyped, request.body.stream != nil {
            try await call.takePlace()
            try await request.buffer(upTo: runtime.maxBufferedRequest)
        }
        let received = request
        let object = operation.bind(session)
        let isReceiving = session?.exchange != nil
        if let turns = object.turns { try await call.begin(description.name, with: turns) } else { try await call.takePlace() }
        defer { call.endTurn() }
        guard object.turns != nil || isReceiving else { return try await begin(operation, received, object, isReceiving) }
        var reply: Message?
        try await CallTurn.$current.withValue(call) { reply = try await self.begin(operation, received, object, isReceiving) }
        return reply
    }

    /// The call has its turn.
    private func begin(
        _ operation: ServedOperation, _ request: Message, _ object: BoundOperation, _ isReceiving: Bool
    ) async throws -> Message? {
        guard let stretch = operation.place.begin(isReceiving: isReceiving) else {
            return try await operation.place.run(isReceiving: isReceiving) { try await self.invoke(operation, request, object) }
        }
        defer { operation.place.end(stretch) }
        return try await operation.invokers.isEmpty ? perform(operation, request, object) : invoke(operation, request, object)
    }

    private func perform(_ operation: ServedOperation, _ request: Message, _ object: BoundOperation) async throws -> Message? {
        let description = operation.description
        let perform = try await object.made()
        let inspection = ParameterInspection.begin(description, operation.inspectors)
        var input: IncomingParts
        do { input = try IncomingParts(request, description, description.input, runtime.coding) } catch { throw Self.unreadable(error) }
        var output = OutgoingParts(description, description.output ?? description.input, runtime.coding)
        if let inspection {
            input.inspectParameters(inspection)
            output.note = inspection.addResult
        }
        do { try await perform(&input, &output) } catch {
            throw input.isComplete ? error : Self.unreadable(error)
        }
        try inspection?.after()
        return description.output == nil ? nil : output.message(processor.version, action: description.replyAction)
    }

    private func invoke(_ operation: ServedOperation, _ request: Message, _ object: BoundOperation) async throws -> Message? {
        guard !operation.invokers.isEmpty else { return try await perform(operation, request, object) }
        let result = ResultBox<Message?>()
        try await invoke(operation.description, operation.invokers[...]) {
            result.value = .some(try await self.perform(operation, request, object))
        }
        guard let reply = result.value else {
            guard operation.description.output != nil else { return nil }
            throw CommunicationError(
                .invalidOperation,
                "an invoker of operation '\(operation.description.name)' has returned without calling it, and there is no result")
        }
        return reply
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
            guard let fault = declared.fault(for: error, runtime.coding.knowing(operation)) else { continue }
            return FaultError(fault, action: declared.action)
        }
        if error is CancellationError { return nil }
        for handler in runtime.errorHandlers { handler.handle(error, in: operation) }
        return runtime.errorHandlers.lazy.compactMap { $0.fault(for: error, in: operation) }.first
    }
}
