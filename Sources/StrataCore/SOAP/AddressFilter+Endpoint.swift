extension AddressFilter {
    /// The address of an endpoint as WCF compares it by default: scheme, port and path count, host and query do not. Letters of the path
    /// compare without regard to case, and a slash at its end makes no difference.
    ///
    /// So a caller may know the host by another name. A path that could be read in two ways never matches, as with `exact`.
    ///
    /// - Parameter address: an absolute URI.
    public static func endpoint(_ address: String) -> AddressFilter {
        let own = EndpointPlace(address)
        return AddressFilter { to, _ in to == address || own.map { $0 == EndpointPlace(to) } ?? false }
    }

    /// The address of an endpoint and all beneath it, in whole segments, as WCF compares prefixes by default: scheme and path count.
    ///
    /// - Parameter address: an absolute URI.
    public static func beneathEndpoint(_ address: String) -> AddressFilter {
        let own = EndpointPlace(address)
        return AddressFilter { to, _ in
            if to == address { return true }
            guard let own, let place = EndpointPlace(to), own.scheme == place.scheme else { return false }
            return place.path == own.path || place.path.hasPrefix(own.path.hasSuffix("/") ? own.path : own.path + "/")
        }
    }
}

/// Where an endpoint is, but for the host that it is on.
private struct EndpointPlace: Equatable {
    let scheme: String
    let port: Substring
    let path: String

    init?(_ uri: String) {
        guard let address = ComparableAddress(uri, comparesHost: true) else { return nil }
        scheme = address.scheme
        // Behind the colon which is not within an IPv6 address; the scheme's own port has been left out.
        let end = address.authority.lastIndex(of: "]").map { address.authority.index(after: $0) } ?? address.authority.startIndex
        port = address.authority[end...].lastIndex(of: ":").map { address.authority[$0...] } ?? ""
        let path = address.path.lowercased()
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
