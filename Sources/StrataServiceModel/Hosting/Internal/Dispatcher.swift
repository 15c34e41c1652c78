internal import StrataCore
internal import StrataInfoset

/// Performs the requests of one endpoint: finds the operation, the object, its turn, and makes the reply.
final class Dispatcher: Sendable {
    let runtime: DispatchRuntime
    let processor: SOAPProcessor
    private let isPerSession: Bool
    private let throttle: Throttle
    private let counter: UsageCounter
    private let filter: LateAddressFilter
    let byAction: [String: ServedOperation]
    let wildcard: ServedOperation?
    /// The callback contract, as the contract of the endpoint declares it.
    private let callback: (type: any ServiceContract.Type, contract: ContractDescription)?
    /// What behaviours add to the clients of the callback contract.
    private let callbackRuntime: ClientRuntime

    init<Instance: Sendable, Contract: ServiceContract>(
        _ contract: Contract.Type, _ runtime: DispatchRuntime, version: MessageVersion, _ diagnostics: any Diagnostics,
        _ provider: InstanceProvider<Instance>, _ throttle: Throttle, _ upcast: @escaping @Sendable (Instance) -> Contract.Service,
        callbacks: ClientRuntime = ClientRuntime(), as description: ContractDescription? = nil
    ) {
        self.runtime = runtime
        self.throttle = throttle
        isPerSession = provider.isPerSession
        callback = Contract.description.callbackDescription.map { (Contract.Callback.self, $0) }
        callbackRuntime = callbacks
        counter = UsageCounter(diagnostics)
        filter = LateAddressFilter(runtime.addressFilter, diagnostics)
        var configuration = runtime.processor
        configuration.addressFilter = filter.filter
        let declared = description.map { $0.declared(Contract.operations) } ?? Contract.operations
        let takesAll = declared.contains { $0.description.isWildcard }
        configuration.actions = takesAll ? nil : Set(declared.map(\.description.action))
        if configuration.onHiddenError == nil { configuration.onHiddenError = Self.reporting(Contract.description.name, to: diagnostics) }
        let node = SOAPProcessor(version: version, configuration: configuration)
        let operations = declared.map { ServedOperation($0, node, runtime, diagnostics, provider, upcast) }
        byAction = Dictionary(operations.map { ($0.description.action, $0) }) { first, _ in first }
        wildcard = operations.first { $0.description.isWildcard }
        processor = wildcard?.processor ?? node
    }

    /// Where errors go that callers are not told and nobody else asks for. Not those of operations whose callers are gone.
    private static func reporting(_ contract: String, to diagnostics: any Diagnostics) -> @Sendable (any Error) -> Void {
        { error in
            guard !(error is CancellationError), diagnostics.isEnabled(.error) else { return }
            diagnostics.record(
                DiagnosticRecord(
                    source: "service", "an operation has failed, and its caller is not told why", fields: [("contract", contract)],
                    error: error
                ),
                at: .error)
        }
    }

    /// The endpoint listens, at that address.
    func opened(at address: EndpointAddress) { filter.set(address) }

    /// Serves one channel to its end: a session, or all requests where there are none.
    func serve(_ channel: any ReplyChannel) async throws {
        guard channel.session != nil else {
            // Before anything is judged: a service that is at its limit does nothing for a caller, and says so in the transport's way.
            return try await channel.serve { try await self.process($0, nil) }
        }
        try throttle.beginSession(counter)
        defer { throttle.endSession(counter) }
        let session = SessionState(channel, callbacks(over: channel))
        guard isPerSession else { return try await serve(channel, session) }
        // Nothing of a session is read before it may have an object, so what waits for one holds no place of a call.
        try await throttle.takeInstance(counter)
        defer { throttle.leaveInstance(counter) }
        try await serve(channel, session)
    }

    private func serve(_ channel: any ReplyChannel, _ session: SessionState) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await session.closeWhenEnded() }
            defer { session.stop() }
            try await channel.serve { try await self.process($0, session) }
        }
    }

    private func callbacks(over channel: any ReplyChannel) -> CallbackSource? {
        guard let (type, contract) = callback, let exchange = channel as? DuplexExchange else { return nil }
        return CallbackSource(type: type, contract: contract, channel: exchange, version: processor.version, runtime: callbackRuntime)
    }

    private func process(_ request: Message, _ session: SessionState?) async throws -> Message? {
        let call = try CallTurn(throttle, counter, needsInstance: isPerSession && session == nil)
        let given = request.properties.transportAction
        let action = request.headers.action ?? given
        let expected = action.flatMap { byAction[$0] }
        let reply = await (expected?.processor ?? processor).process(request, transport: given) {
            try await self.perform($0, expected, session, call)
        }
        // What streams is a call until it was sent.
        if let stream = reply?.body.stream { stream.whenOver { call.end() } } else { call.end() }
        return reply
    }
}
