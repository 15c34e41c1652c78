internal import StrataCore

extension Binding {
    /// A listener of the shape that a contract needs, as a dispatcher serves it.
    func makeReplyListener(
        at address: EndpointAddress, _ contract: ContractDescription, _ shape: ChannelShape, _ limits: ThrottleLimits,
        servant: ObjectIdentifier?, resources: [Resource]
    ) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        guard shape.pattern == .duplex else {
            return try makeReplyListener(at: address, session: shape.session, resources: resources)
        }
        let listener = try makeDuplexListener(at: address, session: true, resources: resources)
        return ExchangeListener(listener, exchangeParts(.service, serving: contract, limits, servant: servant))
    }

    /// A factory of the shape that a contract without callbacks needs.
    func makeRequestFactory(_ shape: ChannelShape) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        guard shape.pattern == .duplex else { return try makeRequestFactory(session: shape.session) }
        var configuration = SOAPProcessor.Configuration.defaults
        configuration.actions = []
        let processor = SOAPProcessor(version: messageVersion, configuration: configuration)
        let parts = exchangeParts(.client, serving: NoCallback.description, .defaults, servant: nil)
        return ExchangeFactory(try makeDuplexFactory(session: true), parts) { exchange in
            // Nobody calls back here: what asks for something is told so.
            try await exchange.serve { request in await processor.process(request) { _ in nil } }
        }
    }

    /// - Parameters:
    ///   - contract: what is served.
    ///   - limits: of the dispatcher that serves the exchanges.
    ///   - servant: the object that serves every session, where there is one.
    func exchangeParts(
        _ side: ChannelSide, serving contract: ContractDescription, _ limits: ThrottleLimits, servant: ObjectIdentifier?
    ) -> ExchangeParts {
        // What is above the throttle's limits is refused at once, and only its refusal is under way: as many again as wait by default.
        let (calls, overflows) = limits.maxConcurrentCalls.addingReportingOverflow(limits.maxPendingCalls)
        let most = Int.max - 1024
        return ExchangeParts(
            side: side, processor: SOAPProcessor(version: messageVersion), diagnostics: diagnostics,
            maxRequests: (overflows ? most : min(calls, most)) + 1024,
            oneWayActions: Set(contract.operations.lazy.filter(\.isOneWay).map(\.action)), servant: servant)
    }
}
