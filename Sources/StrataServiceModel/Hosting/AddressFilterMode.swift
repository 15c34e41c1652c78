public import StrataCore

/// Which `To` an endpoint of a host answers to; WCF's `AddressFilterMode`. As a behaviour it holds for one endpoint or one service.
///
/// As in WCF neither host nor port counts, so that a service can be reached under several names: which hosts reach an endpoint is the
/// transport's affair (`HTTPTransport.Configuration.hostNameComparisonMode`). Scheme and path do, so a service behind a proxy that changes
/// them wants `any` or `custom`. A message without `To`, or to the anonymous address, always is the endpoint's.
public enum AddressFilterMode: Sendable {
    /// The address of the endpoint: the default. A slash at its end makes no difference.
    case exact
    /// The address of the endpoint, and all beneath it.
    case prefix
    /// Any address.
    case any
    /// What a filter of one's own accepts.
    case custom(AddressFilter)

    /// The filter of an endpoint that listens at `address`.
    func filter(at address: EndpointAddress) -> AddressFilter {
        switch self {
        case .exact: .exact(Self.spellings(of: address.uri), comparesHost: false)
        case .prefix: .prefix(Self.spellings(of: address.uri), comparesHost: false)
        case .any: .any
        case .custom(let filter): filter
        }
    }

    private static func spellings(of uri: String) -> [String] { [uri, uri.hasSuffix("/") ? String(uri.dropLast()) : uri + "/"] }
}

extension AddressFilterMode: ServiceBehavior, EndpointBehavior {
    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription) {
        dispatch.addressFilter = self
    }

    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.addressFilter = self }
}
