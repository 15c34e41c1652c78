public import StrataCore

/// Which `To` an endpoint of a host answers to; WCF's `AddressFilterMode`. As a behaviour it holds for one endpoint or one service.
///
/// As in WCF the name of the host does not count, so that a service can be reached under several: which hosts reach an endpoint is the
/// transport's affair (`HTTPTransport.Configuration.hostNameComparisonMode`). A service behind a proxy that changes scheme, port or path
/// wants `any` or `custom`. A message without `To`, or to the anonymous address, always is the endpoint's.
public enum AddressFilterMode: Sendable {
    /// The address of the endpoint, but for host and query: the default. Letters of the path compare without regard to case, and a slash at
    /// its end makes no difference.
    case exact
    /// The address of the endpoint, and all beneath it in whole segments; the port does not count either.
    case prefix
    /// Any address.
    case any
    /// What a filter of one's own accepts.
    case custom(AddressFilter)

    /// The filter of an endpoint that listens at `address`.
    func filter(at address: EndpointAddress) -> AddressFilter {
        switch self {
        case .exact: .endpoint(address.uri)
        case .prefix: .beneathEndpoint(address.uri)
        case .any: .any
        case .custom(let filter): filter
        }
    }

    /// The same where no address is known: what would compare with it takes any.
    var withoutAddress: AddressFilterMode {
        switch self {
        case .exact, .prefix: .any
        case .any, .custom: self
        }
    }
}

extension AddressFilterMode: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exact: "exact"
        case .prefix: "prefix"
        case .any: "any"
        case .custom: "custom"
        }
    }
}

extension AddressFilterMode: ServiceBehavior, EndpointBehavior {
    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription) {
        dispatch.addressFilter = self
    }

    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.addressFilter = self }
}
