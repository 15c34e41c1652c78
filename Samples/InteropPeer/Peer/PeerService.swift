public import Strata

/// The host of the contract that is spoken over a binding.
public func peerHost(_ row: PeerBinding, over binding: some Binding, at address: EndpointAddress) throws -> ServiceHost {
    switch row.kind {
    case .calc:
        var service = HostedService<any Calc>(.single(CalcService()))
        service.concurrency = .multiple
        service.revealsErrors = true
        service.addEndpoint(CalcContract.self, binding, at: address, behaviors: [TestPeer()])
        return try ServiceHost(service)
    case .stream:
        var service = HostedService<any Streams>(.single(StreamService()))
        service.concurrency = .multiple
        service.revealsErrors = true
        service.addEndpoint(StreamsContract.self, binding, at: address, behaviors: [TestPeer()])
        return try ServiceHost(service)
    }
}

/// What only a peer to test against has.
private struct TestPeer: EndpointBehavior {
    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) throws {
        // Mono's clients send SOAP 1.1 with addressing headers, but the action in `SOAPAction` only.
        dispatch.processor.takesActionOfTransport = true
    }
}
