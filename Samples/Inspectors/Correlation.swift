import Strata

/// A header that a call carries to the service and back, so that both ends can write down the same number.
///
/// One type for both ends: as an endpoint behaviour it adds itself where it is applied.
struct Correlation: EndpointBehavior, ClientMessageInspector, DispatchMessageInspector {
    static let header = ExpandedName("CorrelationID", namespace: "urn:example:correlation")
    /// What a client calls its next call.
    let next: @Sendable () -> String

    func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { client.messageInspectors.append(self) }
    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.messageInspectors.append(self) }

    // On the client: what is returned comes back with the reply.
    func beforeSending(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? {
        let name = next()
        request.headers.add(MessageHeader(Self.header, name))
        return name
    }

    func afterReceiving(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws {
        let back = reply.headers.first(Self.header)?.text ?? "nothing"
        print("client:  \(operation.name) was call \(state ?? "?"), and came back as \(back)")
    }

    // On the service: from the request to its reply.
    func afterReceiving(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? {
        let name = request.headers.first(Self.header)?.text
        print("service: \(operation.name) is call \(name ?? "without a name")")
        return name
    }

    func beforeSending(_ reply: inout Message, _ operation: OperationDescription, _ state: (any Sendable)?) throws {
        if let name = state as? String { reply.headers.add(MessageHeader(Self.header, name)) }
    }
}
