internal import StrataCore
internal import StrataInfoset

/// Performs the requests of one endpoint: finds the operation, the object, its turn, and makes the reply.
final class Dispatcher<Instance: Sendable, Contract: ServiceContract>: Sendable {
    private let runtime: DispatchRuntime
    private let processor: SOAPProcessor
    private let provider: InstanceProvider<Instance>
    private let throttle: Throttle
    private let upcast: @Sendable (Instance) -> Contract.Service
    private let counter: UsageCounter
    private let filter: LateAddressFilter
    private let byAction: [String: ServedOperation<Contract.Service>]
    private let wildcard: ServedOperation<Contract.Service>?
    /// What behaviours add to the clients of the callback contract.
    private let callbackRuntime: ClientRuntime

    init(
        _ runtime: DispatchRuntime, version: MessageVersion, _ diagnostics: any Diagnostics, _ provider: InstanceProvider<Instance>,
        _ throttle: Throttle, _ upcast: @escaping @Sendable (Instance) -> Contract.Service, callbacks: ClientRuntime = ClientRuntime()
    ) {
        self.runtime = runtime
        self.provider = provider
        self.throttle = throttle
        self.upcast = upcast
        callbackRuntime = callbacks
        counter = UsageCounter(diagnostics)
        filter = LateAddressFilter(runtime.addressFilter, diagnostics)
        var configuration = runtime.processor
        configuration.addressFilter = filter.filter
        let declared = Contract.operations
        let takesAll = declared.contains { $0.description.isWildcard }
        configuration.actions = takesAll ? nil : Set(declared.map(\.description.action))
        let node = SOAPProcessor(version: version, configuration: configuration)
        let operations = declared.map { ServedOperation($0, node, runtime, diagnostics) }
        byAction = Dictionary(operations.map { ($0.description.action, $0) }) { first, _ in first }
        wildcard = operations.first { $0.description.isWildcard }
        processor = wildcard?.processor ?? node
    }

    /// The endpoint listens, at that address.
    func opened(at address: EndpointAddress) { filter.set(address) }

    /// Serves one channel to its end: a session, or all requests where there are none.
    func serve(_ channel: any ReplyChannel) async throws {
        guard channel.session != nil, let channel = channel as? any ReplyChannel & AnyObject else {
            return try await channel.serve { try await self.answer($0, nil) }
        }
        try throttle.beginSession(counter)
        defer { throttle.endSession(counter) }
        let session = SessionState<Instance>(channel, callbacks(over: channel))
        guard provider.isPerSession else { return try await serve(channel, session) }
        // Nothing of a session is read before it may have an object, so what waits for one holds no place of a call.
        try await throttle.withInstance(counter) { try await self.serve(channel, session) }
    }

    private func serve(_ channel: any ReplyChannel, _ session: SessionState<Instance>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await session.closeWhenEnded() }
            defer { session.stop() }
            try await channel.serve { try await self.answer($0, session) }
        }
    }

    private func callbacks(over channel: any ReplyChannel) -> CallbackSource? {
        guard let contract = Contract.description.callback, let exchange = channel as? DuplexExchange else { return nil }
        return CallbackSource(contract: contract, channel: exchange, version: processor.version, runtime: callbackRuntime)
    }

    private func answer(_ request: Message, _ session: SessionState<Instance>?) async throws -> Message? {
        // Before anything is judged: a service that is at its limit does nothing for a caller, and says so in the transport's way.
        guard session == nil, provider.isPerSession else { return try await process(request, session) }
        return try await throttle.withInstance(counter) { try await self.process(request, session) }
    }

    private func process(_ request: Message, _ session: SessionState<Instance>?) async throws -> Message? {
        try await throttle.runCall(counter) {
            let action = request.headers.action ?? request.properties.transportAction
            let expected = action.flatMap { byAction[$0] }
            return await (expected?.processor ?? processor).process(request) { try await self.perform($0, expected, session) }
        }
    }

    private func perform(
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
            try await operation.place.run {
                try await self.invoke(description, operation.invokers[...]) {
                    result.value = try await self.perform(operation, received, object.instance)
                }
            }
        }
        guard description.output != nil, let output = result.value else { return nil }
        return output.message(processor.version, action: description.replyAction)
    }

    private func perform(
        _ operation: ServedOperation<Contract.Service>, _ request: Message, _ instance: Instance
    ) async throws -> OutgoingParts {
        let description = operation.description
        let inspection = ParameterInspection(description, operation.inspectors)
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
