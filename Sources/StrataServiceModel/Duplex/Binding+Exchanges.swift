internal import StrataCore

extension Binding {
    /// A listener of the shape that a contract needs, as a dispatcher serves it.
    func makeReplyListener(
        at address: EndpointAddress, _ shape: ChannelShape, _ limits: ThrottleLimits, servant: ObjectIdentifier?
    ) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        guard shape.pattern == .duplex else { return try makeReplyListener(at: address, session: shape.session) }
        return ExchangeListener(try makeDuplexListener(at: address, session: true), exchangeParts(.service, limits, servant: servant))
    }

    /// - Parameters:
    ///   - limits: of the dispatcher that serves the exchanges.
    ///   - servant: the object that serves every session, where there is one.
    func exchangeParts(_ side: ChannelSide, _ limits: ThrottleLimits, servant: ObjectIdentifier?) -> ExchangeParts {
        let (sum, overflows) = limits.maxConcurrentCalls.addingReportingOverflow(limits.maxPendingCalls)
        return ExchangeParts(
            side: side, processor: SOAPProcessor(version: messageVersion), diagnostics: diagnostics,
            maxRequests: overflows ? .max : sum, servant: servant)
    }
}
