/// Which host names in requests reach an endpoint of a service; WCF's `HostNameComparisonMode`.
///
/// At one port the endpoints are asked in this order, and only where none of a kind fits the next: strong wildcards, exact ones, weak
/// wildcards.
public enum HTTPHostNameComparison: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Any host, before all others.
    case strongWildcard = "StrongWildcard"
    /// The host of the endpoint's address alone, whatever the port; names know no case. It keeps out pages of strangers whose name was
    /// pointed at this machine (DNS rebinding).
    case exact = "Exact"
    /// Any host for which there is no other endpoint.
    case weakWildcard = "WeakWildcard"

    /// WCF's name.
    public var description: String { rawValue }
}
